//! Prometheus 3, without its web pages and without the discoveries that ask clouds.
use std::path::PathBuf;

use super::Error;
use super::go::Program;

const PROMETHEUS: Program = Program {
    name: "prometheus",
    package: "github.com/prometheus/prometheus/cmd/prometheus",
    go_mod: include_str!("../../wrappers/prometheus/go.mod"),
    go_sum: include_str!("../../wrappers/prometheus/go.sum"),
    // Static targets and target files stay.
    tags: "remove_all_sd",
    linked: "",
};

/// The program, built once per machine and kept.
///
/// # Errors
/// When Go is not installed, or the build fails.
pub fn prometheus() -> Result<PathBuf, Error> {
    PROMETHEUS.get()
}
