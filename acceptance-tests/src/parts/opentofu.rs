//! `OpenTofu`, which no machine of ours brings.
use std::path::PathBuf;

use super::Error;
use super::go::Program;

const OPENTOFU: Program = Program {
    name: "tofu",
    package: "github.com/opentofu/opentofu/cmd/tofu",
    go_mod: include_str!("../../wrappers/opentofu/go.mod"),
    go_sum: include_str!("../../wrappers/opentofu/go.sum"),
    tags: "",
    linked: "",
};

/// The program, built once per machine (about three minutes on two cores) and kept.
///
/// # Errors
/// When Go is not installed, or the build fails.
pub fn opentofu() -> Result<PathBuf, Error> {
    OPENTOFU.get()
}
