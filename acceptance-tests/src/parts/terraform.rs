//! Terraform: the one on PATH, else a pinned release.
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use super::{Error, cache, run};

/// The release that is downloaded when PATH has none: the last minor that the provider's protocol tests were read
/// against.
const VERSION: &str = "1.11.4";
/// SHA-256 of the release's archives, as published in its `SHA256SUMS`.
const SUMS: [(&str, &str); 4] = [
    ("darwin_amd64", "a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b"),
    ("darwin_arm64", "867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18"),
    ("linux_amd64", "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc"),
    ("linux_arm64", "a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633"),
];

/// The program.
///
/// # Errors
/// [`Error::Missing`] when PATH has none and the release cannot be downloaded; [`Error::Sum`] when what came is not
/// the release.
pub fn terraform() -> Result<PathBuf, Error> {
    if let Some(found) = on_path("terraform") {
        return Ok(found);
    }
    let platform = platform();
    let Some((_, sum)) = SUMS.iter().find(|(name, _)| *name == platform) else {
        return Err(missing(format!("PATH has none, and there is no pinned release for {platform}")));
    };
    let folder = cache::part("terraform", &[VERSION, &platform], |folder| download(&platform, sum, folder))?;
    Ok(folder.join("terraform"))
}

/// A program that speaks the plugin protocol: terraform or tofu from PATH, else the pinned terraform.
///
/// # Errors
/// As [`terraform`].
pub fn any_program() -> Result<PathBuf, Error> {
    on_path("terraform").or_else(|| on_path("tofu")).map_or_else(terraform, Ok)
}

/// The first file of that name on PATH.
pub(super) fn on_path(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn download(platform: &str, pinned: &'static str, folder: &Path) -> Result<(), Error> {
    let name = format!("terraform_{VERSION}_{platform}.zip");
    let archive = folder.join(&name);
    let mut curl = Command::new("curl");
    curl.args(["--fail", "--silent", "--show-error", "--location", "--proto", "=https", "--output"]).arg(&archive);
    curl.arg(format!("https://releases.hashicorp.com/terraform/{VERSION}/{name}"));
    run::must("the download", "terraform", NEXT, &mut curl)
        .map_err(|why| missing(format!("PATH has none, and the pinned release {VERSION} did not come: {why}")))?;
    let bytes = std::fs::read(&archive).map_err(Error::io("cannot read", &archive))?;
    check_sum(&name, &bytes, pinned)?;
    let mut unzip = Command::new("unzip");
    unzip.args(["-q", "-o"]).arg(&archive).arg("terraform").arg("-d").arg(folder);
    run::must("unpacking terraform", "terraform", "install unzip, or put terraform on PATH", &mut unzip)?;
    std::fs::remove_file(&archive).map_err(Error::io("cannot remove", &archive))
}

fn check_sum(name: &str, bytes: &[u8], pinned: &'static str) -> Result<(), Error> {
    let seen = cache::hex(&Sha256::digest(bytes));
    if seen == pinned { Ok(()) } else { Err(Error::Sum { what: name.to_owned(), seen, pinned }) }
}

/// As in the names of Go releases.
fn platform() -> String {
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{arch}")
}

const NEXT: &str = "install Terraform 1.8 or OpenTofu 1.8, or later, and put it on PATH";

fn missing(tried: String) -> Error {
    Error::Missing { part: "terraform", tried, next: NEXT.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_not_installed() {
        let why = check_sum("terraform.zip", b"not terraform", SUMS[2].1).unwrap_err().to_string();
        assert!(why.contains(SUMS[2].1) && why.contains("was not installed"), "{why}");
        check_sum("empty", b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855").unwrap();
    }
}
