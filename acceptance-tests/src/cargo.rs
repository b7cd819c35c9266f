//! cargo, called from a program that cargo itself started.
use std::process::Command;

/// What cargo sets for the programs it runs. Some build scripts ask to be run again when one of these changes, so a
/// nested cargo that inherits them would rebuild their crates, and the next plain cargo would rebuild them back.
const SET_BY_CARGO: [&str; 8] = [
    "CARGO",
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_LINKS",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "OUT_DIR",
];
const SET_BY_CARGO_FAMILIES: [&str; 2] = ["CARGO_PKG_", "CARGO_BIN_EXE_"];

/// cargo at the workspace's root, with the environment of a shell: what the user set stays, what an outer cargo set
/// for us is taken away.
#[must_use]
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(workspace());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_set_by_cargo) {
            command.env_remove(name);
        }
    }
    command
}

/// The root of the workspace this crate was built from.
#[must_use]
pub fn workspace() -> &'static std::path::Path {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

fn is_set_by_cargo(name: &str) -> bool {
    SET_BY_CARGO.contains(&name) || SET_BY_CARGO_FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_user_stay() {
        for name in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_NET_OFFLINE", "CARGO_BUILD_JOBS", "RUSTFLAGS"] {
            assert!(!is_set_by_cargo(name), "{name}");
        }
        for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_BIN_EXE_acceptance"] {
            assert!(is_set_by_cargo(name), "{name}");
        }
    }

    #[test]
    fn the_workspace_is_where_the_lock_file_is() {
        assert!(workspace().join("Cargo.lock").is_file());
    }
}
