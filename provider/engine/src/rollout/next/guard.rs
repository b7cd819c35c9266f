//! Before a candidate gets traffic, somebody stands by who takes it back should this run die.

use super::{Action, Run, Step, Waiting, progress, revert};
use crate::rollout::{Cause, Guard, Stage};

/// Makes the dead man's switch, and waits for it as long as nothing can be lost yet.
pub(super) fn next(run: Run<'_>, stage: &Stage) -> Option<Step> {
    match &run.look.seen.guard {
        Guard::Missing => Some(Step::Do(Action::Guard)),
        // A candidate that has traffic already is not left waiting at it.
        Guard::Coming { trouble } if run.journal.weight == 0 => Some(if progress::is_late(run, stage) {
            let cause = Cause::Unguarded { step: run.journal.step + 1, trouble: trouble.clone() };
            revert::because(run, cause)
        } else {
            run.look.wait(Waiting::Guard { trouble: trouble.clone() })
        }),
        Guard::NotWanted | Guard::Coming { .. } | Guard::Standing => None,
    }
}
