//! The controllers that can carry a rollout out in place of this provider.
use std::path::PathBuf;

use super::Error;
use super::go::Program;

const ARGO_ROLLOUTS: Program = Program {
    name: "argo-rollouts",
    package: "github.com/argoproj/argo-rollouts/cmd/rollouts-controller",
    go_mod: include_str!("../../wrappers/argo-rollouts/go.mod"),
    go_sum: include_str!("../../wrappers/argo-rollouts/go.sum"),
    tags: "",
    linked: "",
};
const FLAGGER: Program = Program {
    name: "flagger",
    package: "github.com/fluxcd/flagger/cmd/flagger",
    go_mod: include_str!("../../wrappers/flagger/go.mod"),
    go_sum: include_str!("../../wrappers/flagger/go.sum"),
    tags: "",
    linked: "",
};

/// The controller of Argo Rollouts, built once per machine and kept.
///
/// # Errors
/// When Go is not installed, or the build fails.
pub fn argo_rollouts() -> Result<PathBuf, Error> {
    ARGO_ROLLOUTS.get()
}

/// Flagger, built once per machine and kept.
///
/// # Errors
/// When Go is not installed, or the build fails.
pub fn flagger() -> Result<PathBuf, Error> {
    FLAGGER.get()
}
