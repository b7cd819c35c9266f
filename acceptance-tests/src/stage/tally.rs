//! How many checks held.

/// How many checks held and how many did not. A stage that is not a test run counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that held.
    pub passed: u64,
    /// Checks that did not.
    pub failed: u64,
}

impl Tally {
    /// One check.
    pub(super) fn one(held: bool) -> Self {
        Self { passed: held.into(), failed: (!held).into() }
    }

    /// Counts the `test result:` lines of the test harness. A command that failed without a failed test (it did not
    /// compile, a test aborted) counts as one failure on top of what did run; so does one that found no test to run,
    /// or left one out.
    pub(super) fn of_tests(output: &str, success: bool) -> Self {
        let results = output.lines().filter_map(|line| line.strip_prefix("test result: "));
        let mut sum = Self::default();
        let mut ignored = 0;
        for result in results {
            sum.passed += count_before(result, " passed");
            sum.failed += count_before(result, " failed");
            ignored += count_before(result, " ignored");
        }
        if sum.failed == 0 && (!success || sum.passed == 0 || ignored > 0) {
            sum.failed = 1;
        }
        sum
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
        assert_eq!(Tally::of_tests(output, success), Tally { passed, failed });
    }

    #[test]
    fn counts() {
        let two = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                   test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
        check(two, false, 15, 2);
        check("error: could not compile", false, 0, 1);
        check("test result: ok. 4 passed; 0 failed; 0 ignored\nerror: signal: 6, SIGABRT", false, 4, 1);
    }

    #[test]
    fn a_run_without_tests_proves_nothing() {
        check("", true, 0, 1);
        check("test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out", true, 0, 1);
    }

    #[test]
    fn a_test_left_out_is_a_failure() {
        check("test result: ok. 4 passed; 0 failed; 1 ignored; 0 measured", true, 4, 1);
    }
}
