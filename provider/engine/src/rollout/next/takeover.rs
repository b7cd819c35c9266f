//! The first thing that a run writes: that it is the one that writes.

use super::{Action, Look, Step};
use crate::rollout::{Cause, Journal, Phase, Resume, Side, Slot};

/// Begins a journal. What already has traffic is stable, if the journal of it was lost: whatever had less begins anew.
pub(super) fn first(look: Look<'_>, epoch: u64) -> Step {
    let stable = serving(look);
    let phase = if stable.is_some() { Phase::Idle } else { Phase::Installing };
    Step::Do(Action::Write(Box::new(Journal { epoch, phase, stable, entered: look.now, ..Journal::default() })))
}

/// The slot that has most of the traffic, of those that run.
fn serving(look: Look<'_>) -> Option<Side> {
    let share = |slot: Slot| match &look.seen.traffic {
        Some(traffic) if traffic.exists => traffic.of(slot).unwrap_or(0),
        _ => look.slot(slot).available(),
    };
    // With a route that nobody wrote yet, nothing is stable yet.
    let routed = look.is_routed() && !look.seen.traffic.as_ref().is_some_and(|traffic| traffic.exists);
    let runs = |slot: &Slot| !routed && look.slot(*slot).available() > 0 && share(*slot) > 0;
    let slot = Slot::BOTH.into_iter().filter(runs).max_by_key(|slot| share(*slot))?;
    let revision = look.slot(slot).deployment.as_ref()?.revision.clone()?;
    Some(Side { slot, revision })
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
