//! The programs of this workspace. Cargo builds them when they are asked for, so that none is ever older than the
//! source.
use std::path::PathBuf;
use std::sync::OnceLock;

use super::{Error, run};
use crate::cargo::cargo;

/// The provider that Terraform starts.
///
/// # Errors
/// With the compiler's words when it does not build.
pub fn provider() -> Result<PathBuf, Error> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    build(&BUILT, "terraform-provider-kgas", &[])
}

/// The provider as it is published, for measurements.
///
/// # Errors
/// As [`provider`].
pub fn release_provider() -> Result<PathBuf, Error> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    build(&BUILT, "terraform-provider-kgas", &["--release"])
}

/// The clouds in one process.
///
/// # Errors
/// With the compiler's words when it does not build.
pub fn sandbox() -> Result<PathBuf, Error> {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    build(&BUILT, "kgas-sandbox", &[])
}

fn build(built: &OnceLock<PathBuf>, package: &'static str, profile: &[&str]) -> Result<PathBuf, Error> {
    if let Some(path) = built.get() {
        return Ok(path.clone());
    }
    let mut command = cargo();
    command
        .args(["build", "--quiet", "--message-format=json-render-diagnostics", "-p", package, "--bin", package])
        .args(profile);
    let messages = run::must("the build", package, "install Rust 1.95 or later", &mut command)?;
    let path = executable(&messages).ok_or_else(|| Error::Missing {
        part: package,
        tried: "cargo built it but named no executable".to_owned(),
        next: format!("look at `cargo build -p {package}`"),
    })?;
    Ok(built.get_or_init(|| path).clone())
}

/// The last `executable` that cargo's JSON messages name.
fn executable(messages: &str) -> Option<PathBuf> {
    let mut parsed = messages.lines().rev().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    parsed.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_the_last_artifact_that_has_one() {
        let messages = r#"{"reason":"compiler-artifact","executable":null}
{"reason":"compiler-artifact","executable":"/t/debug/kgas-sandbox"}
{"reason":"build-finished","success":true}"#;
        assert_eq!(executable(messages), Some(PathBuf::from("/t/debug/kgas-sandbox")));
        assert_eq!(executable(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
