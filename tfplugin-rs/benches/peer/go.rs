//! The provider in Go.

use std::io;
use std::path::PathBuf;
use std::process::Command;

/// Builds it into the target directory.
pub(super) fn built() -> io::Result<PathBuf> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer");
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("terraform-provider-peer");
    let build = ["build", "-trimpath", "-ldflags", "-s -w", "-o"];
    match Command::new("go").args(build).arg(&program).arg(".").current_dir(source).status() {
        Ok(status) if status.success() => Ok(program),
        Ok(status) => Err(io::Error::other(format!("`go build` of benches/peer failed: {status}"))),
        Err(error) => Err(io::Error::other(format!("`go` does not start: {error}"))),
    }
}
