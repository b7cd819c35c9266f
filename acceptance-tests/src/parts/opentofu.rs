//! `OpenTofu`, built from its Go module, whose sums stand in `wrappers/opentofu/go.sum`.
use std::path::PathBuf;
use std::process::Command;

use super::terraform::on_path;
use super::{Error, cache, run};

const GO_MOD: &str = include_str!("../../wrappers/opentofu/go.mod");
const GO_SUM: &str = include_str!("../../wrappers/opentofu/go.sum");
/// Bump when the flags below change, so that the part is built anew.
const RECIPE: &str = "1";

/// The program, built once per machine (about three minutes on two cores) and kept.
///
/// # Errors
/// When Go is not installed, or the build fails.
pub fn opentofu() -> Result<PathBuf, Error> {
    let folder = cache::part("opentofu", &[RECIPE, GO_MOD, GO_SUM], |folder| {
        for (name, text) in [("go.mod", GO_MOD), ("go.sum", GO_SUM)] {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(Error::io("cannot write", &path))?;
        }
        let mut go = Command::new(go());
        // A pure Go build needs no C compiler; -mod=readonly refuses a dependency that is not in the sums.
        go.current_dir(folder).env("CGO_ENABLED", "0").env("GOFLAGS", "-mod=readonly -buildvcs=false");
        go.args(["build", "-trimpath", "-ldflags=-s -w", "-o", "tofu", "github.com/opentofu/opentofu/cmd/tofu"]);
        run::must("building OpenTofu", "OpenTofu", "install Go 1.26 or later", &mut go).map(drop)
    })?;
    Ok(folder.join("tofu"))
}

/// Go from PATH, else from where its own installer puts it, which not every PATH names.
fn go() -> PathBuf {
    let installed = PathBuf::from("/usr/local/go/bin/go");
    if on_path("go").is_none() && installed.is_file() { installed } else { PathBuf::from("go") }
}
