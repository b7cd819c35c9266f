//! The user asked to stop: the write that takes the candidate's traffic away comes first.

use super::next::Run;
use super::{Action, Problem, Report, Step, revert};
use crate::rollout::{Cause, Phase};

pub(super) fn next(run: Run<'_>) -> Step {
    let journal = run.journal;
    let stays =
        |reverted| Step::Stuck(Problem::Interrupted { weight: if reverted { 0 } else { journal.weight }, reverted });
    // A first version has nothing that it could give way to.
    let (Some(stable), Some(is)) = (run.stable(), run.is()) else { return stays(false) };
    if is != stable {
        return match run.workload().map(|workload| &workload.report) {
            Some(Report::Serving) => run.promoted(is),
            // It would be told to be taken back, and be brought all the same.
            Some(Report::UnderWay { promotes: true, .. }) => stays(false),
            _ => Step::Do(Action::Restore),
        };
    }
    match journal.phase {
        Phase::Progressing => {
            revert::because(run, Cause::Interrupted { step: journal.step + 1, weight: journal.weight })
        }
        Phase::Reverting | Phase::Reverted => stays(true),
        _ => stays(false),
    }
}
