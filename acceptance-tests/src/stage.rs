//! The stages of `cargo acceptance`: what each runs, and what its output counts as.
use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::cargo::cargo;

/// One stage: a name for its line, and the cargo command that is its proof.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// One word, as in the line `stage fmt: ok (1.2 s)`.
    pub name: &'static str,
    /// The arguments of cargo.
    pub args: &'static [&'static str],
}

/// In order of cost: what fails fastest comes first.
pub const STAGES: &[Stage] = &[
    Stage { name: "fmt", args: &["fmt", "--all", "--check"] },
    Stage { name: "clippy", args: &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"] },
    Stage {
        name: "unit",
        args: &["test", "--workspace", "--exclude", "kgas-sandbox", "--exclude", "kgas-acceptance", "--no-fail-fast"],
    },
    Stage { name: "sandbox", args: &["test", "-p", "kgas-sandbox", "--no-fail-fast"] },
    Stage { name: "acceptance", args: &["test", "-p", "kgas-acceptance", "--no-fail-fast"] },
];

/// How many checks held and how many did not. A stage that is not a test run counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that held.
    pub passed: u64,
    /// Checks that did not.
    pub failed: u64,
}

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
        let mut command = cargo();
        command.args(self.args);
        let started = Instant::now();
        let (success, output) = run_captured(&mut command)?;
        Ok(Report { name: self.name, tally: tally(&output, success), took: started.elapsed(), output })
    }
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

/// Both streams go to one file, so that they are read in the order they were written.
fn run_captured(command: &mut Command) -> io::Result<(bool, String)> {
    let mut file = tempfile::tempfile()?;
    let status =
        command.stdin(std::process::Stdio::null()).stdout(file.try_clone()?).stderr(file.try_clone()?).status()?;
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((status.success(), String::from_utf8_lossy(&bytes).into_owned()))
}

/// Counts the `test result:` lines of the test harness. A command that failed without a failed test (it did not
/// compile, a test aborted) counts as one failure on top of what did run.
fn tally(output: &str, success: bool) -> Tally {
    let results = output.lines().filter_map(|line| line.strip_prefix("test result: "));
    let mut sum = Tally::default();
    let mut ran_tests = false;
    for result in results {
        ran_tests = true;
        sum.passed += count_before(result, " passed");
        sum.failed += count_before(result, " failed");
    }
    match (success, ran_tests) {
        (true, false) => Tally { passed: 1, failed: 0 },
        (false, _) if sum.failed == 0 => Tally { failed: 1, ..sum },
        _ => sum,
    }
}

/// The number that stands before `word`, as in `ok. 12 passed; 0 failed`.
fn count_before(text: &str, word: &str) -> u64 {
    let number = text.find(word).and_then(|at| text[..at].rsplit(' ').next());
    number.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, success: bool, passed: u64, failed: u64) {
        assert_eq!(tally(output, success), Tally { passed, failed });
    }

    #[test]
    fn counts() {
        let two = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                   test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
        check(two, false, 15, 2);
        check("", true, 1, 0);
        check("error: could not compile", false, 0, 1);
        check("test result: ok. 4 passed; 0 failed; 0 ignored\nerror: signal: 6, SIGABRT", false, 4, 1);
        check("test result: ok. 0 passed; 0 failed; 0 ignored", true, 0, 0);
    }

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

    #[test]
    fn a_captured_run_keeps_the_order_of_both_streams() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo one; echo two >&2; echo three; exit 3"]);
        assert_eq!(run_captured(&mut shell).unwrap(), (false, "one\ntwo\nthree\n".to_owned()));
    }
}
