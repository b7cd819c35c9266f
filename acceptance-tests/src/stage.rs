//! The stages of `cargo acceptance`: what each runs, and what its output counts as.
use std::fmt;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::cargo::cargo;
use crate::parts;

mod capture;
mod tally;

pub use tally::Tally;

/// Far above what any stage takes on two cores with nothing cached. A stage that hangs is ended, and says where.
const LIMIT: Duration = Duration::from_mins(40);

/// One stage: a name for its line, and what is its proof.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// One word, as in the line `stage fmt: ok (1.2 s)`.
    pub name: &'static str,
    work: Work,
}

#[derive(Debug, Clone, Copy)]
enum Work {
    /// Cargo, with these arguments: it holds when cargo reports success.
    Cargo(&'static [&'static str]),
    /// Cargo, with these arguments, running tests: at least one must run.
    Tests(&'static [&'static str]),
    /// Getting what others wrote, each part started once.
    Parts,
}

/// In order of cost: what fails fastest comes first, and nothing is fetched before our own code compiles.
pub const STAGES: &[Stage] = &[
    Stage { name: "fmt", work: Work::Cargo(&["fmt", "--all", "--check"]) },
    Stage { name: "clippy", work: Work::Cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]) },
    Stage { name: "parts", work: Work::Parts },
    Stage {
        name: "unit",
        work: Work::Tests(&[
            "test",
            "--workspace",
            "--exclude",
            "kgas-sandbox",
            "--exclude",
            "kgas-acceptance",
            "--no-fail-fast",
        ]),
    },
    Stage { name: "sandbox", work: Work::Tests(&["test", "-p", "kgas-sandbox", "--no-fail-fast"]) },
    Stage {
        name: "generated",
        work: Work::Tests(&[
            "test",
            "-p",
            "kgas-proto",
            "-p",
            "terraform-provider-kgas",
            "--test",
            "it",
            "--",
            "committed",
            "generated",
        ]),
    },
    Stage { name: "tidy", work: Work::Tests(&["test", "-p", "kgas-acceptance", "--test", "it", "--", "tidy::"]) },
    Stage {
        name: "acceptance",
        work: Work::Tests(&[
            "test",
            "-p",
            "kgas-acceptance",
            "--no-fail-fast",
            "--",
            "--skip",
            "tidy::",
            "--skip",
            "rollouts::",
        ]),
    },
    // Its stories wait for pods and for time more than they work, so that three share two cores.
    Stage {
        name: "rollouts",
        work: Work::Tests(&["test", "-p", "kgas-acceptance", "--test", "it", "--", "rollouts::", "--test-threads=3"]),
    },
];

/// What came of one stage.
#[derive(Debug)]
pub struct Report {
    /// The stage's name.
    pub name: &'static str,
    /// Its counts.
    pub tally: Tally,
    /// By the wall clock.
    pub took: Duration,
    /// Everything the command wrote, both streams as they came.
    pub output: String,
}

impl Stage {
    /// Runs the stage to its end.
    ///
    /// # Errors
    /// When cargo cannot be started or its output cannot be kept. A stage that runs and fails is a [`Report`].
    pub fn run(&self) -> io::Result<Report> {
        let started = Instant::now();
        let (tally, output) = match self.work {
            Work::Cargo(args) => {
                let mut command = cargo();
                command.args(args);
                let (success, output) = capture::run(command, LIMIT)?;
                (Tally::one(success), output)
            }
            Work::Tests(args) => {
                let (success, output) = capture::run(with(args), LIMIT)?;
                (Tally::of_tests(&output, success), output)
            }
            Work::Parts => parts::all(),
        };
        Ok(Report { name: self.name, tally, took: started.elapsed(), output })
    }
}

/// Cargo, with terraform on its PATH if it can be had: tests of the plugin SDK start it by its name. Without it they say so.
fn with(args: &[&str]) -> Command {
    let mut command = cargo();
    command.args(args);
    if let Some(folder) = parts::terraform().ok().as_deref().and_then(Path::parent) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain([folder.to_owned()]);
        command.env("PATH", std::env::join_paths(folders).unwrap_or(path));
    }
    command
}

impl Report {
    /// Whether every check of the stage held.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.tally.failed == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { passed, failed } = self.tally;
        let seconds = self.took.as_secs_f64();
        match (failed, passed) {
            (0, 1) => write!(f, "stage {}: ok ({seconds:.1} s)", self.name),
            (0, _) => write!(f, "stage {}: ok ({seconds:.1} s, {passed} passed)", self.name),
            _ => write!(f, "stage {}: FAILED ({seconds:.1} s, {passed} passed, {failed} failed)", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let report = |passed, failed| Report {
            name: "unit",
            tally: Tally { passed, failed },
            took: Duration::from_millis(1_240),
            output: String::new(),
        };
        assert_eq!(report(1, 0).to_string(), "stage unit: ok (1.2 s)");
        assert_eq!(report(7, 0).to_string(), "stage unit: ok (1.2 s, 7 passed)");
        assert_eq!(report(7, 2).to_string(), "stage unit: FAILED (1.2 s, 7 passed, 2 failed)");
    }
}
