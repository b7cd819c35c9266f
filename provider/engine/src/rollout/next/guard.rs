//! Before a candidate gets traffic, somebody stands by who takes it back should this run die.

use super::{Action, Run, Step, Waiting, progress, revert};
use crate::rollout::{Cause, Guard, Stage};

/// Makes the dead man's switch, and waits for it as long as nothing can be lost yet.
pub(super) fn next(run: Run<'_>, stage: &Stage) -> Option<Step> {
    // A candidate that has traffic already is not left waiting at it.
    let unexposed = run.journal.weight == 0;
    let unguarded = |trouble| Some(revert::because(run, Cause::Unguarded { step: run.journal.step + 1, trouble }));
    match &run.look.seen.guard {
        Guard::Coming { trouble } if unexposed && progress::is_late(run, stage) => unguarded(trouble.clone()),
        Guard::Coming { trouble } if unexposed => Some(run.look.wait(Waiting::Guard { trouble: trouble.clone() })),
        Guard::Failed { why } if unexposed => unguarded(Some(why.clone())),
        Guard::Missing | Guard::Failed { .. } => Some(Step::Do(Action::Guard)),
        Guard::NotWanted | Guard::Coming { .. } | Guard::Standing => None,
    }
}
