//! The first thing that a run writes: that it is the one that writes.

use super::{Action, Look, Step};
use crate::rollout::{Cause, Journal, Phase, Resume};

/// Begins a journal.
pub(super) fn first(look: Look<'_>, epoch: u64) -> Step {
    Step::Do(Action::Write(Box::new(Journal { epoch, entered: look.now, ..Journal::default() })))
}

/// Takes over the journal of a run that is gone. What it counted stays, what it watched is watched anew.
pub(super) fn over(look: Look<'_>, journal: &Journal, epoch: u64) -> Step {
    let mut journal = Journal { epoch, entered: look.now, intent: None, ..journal.clone() };
    match (journal.phase, look.spec.resume) {
        (Phase::Progressing | Phase::Held, Resume::Rollback) => {
            journal.phase = Phase::Reverting;
            journal.cause = Some(Cause::Interrupted { step: journal.step + 1, weight: journal.weight });
        }
        (Phase::Progressing, _) => journal.baking = None,
        (Phase::Held, _) => {
            // Whoever applies again wants it to be tried again.
            journal.phase = Phase::Progressing;
            journal.baking = None;
            journal.cause = None;
            journal.failures.clear();
        }
        (Phase::Reverted, _) => {
            journal.phase = Phase::Idle;
            journal.candidate = None;
            journal.cause = None;
        }
        (Phase::Installing | Phase::Idle | Phase::Reverting | Phase::Keeping, _) => {}
    }
    Step::Do(Action::Write(Box::new(journal)))
}
