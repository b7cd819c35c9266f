//! A dead man's switch: it does nothing while the run whose candidate gets traffic shows signs of life.

use super::{Action, Look, Run, Step, Waiting, revert};
use crate::rollout::{Lease, Phase, Problem};

/// How often it looks within the time that a run may be silent.
const LOOKS: u64 = 10;

/// Without the lock: takes it once its holder has been silent for `after`, by this run's own clock.
pub(super) fn watch(look: Look<'_>, lease: &Lease, after: u64) -> Step {
    // Whoever has let go has left everything as it is meant to be.
    let Some(holder) = lease.holder.clone().filter(|_| endangers(look)) else { return Step::Done };
    let scaled = |milliseconds| look.spec.poll_scale.scaled(milliseconds);
    if lease.unchanged >= scaled(after) {
        return Step::Do(Action::Acquire);
    }
    let pause = scaled(super::PAUSE.max(after / LOOKS));
    let left = scaled(after).saturating_sub(lease.unchanged);
    Step::Wait { until: look.now.after(pause.min(left).max(1)), why: Waiting::Alive { holder } }
}

/// Whether there is a candidate that has traffic or is to get some.
fn endangers(look: Look<'_>) -> bool {
    let Some(journal) = &look.seen.journal else { return false };
    let run = Run { look, journal, epoch: journal.epoch };
    let exposed = || match run.weight_seen() {
        Some(weight) => weight > 0,
        None => !look.is_routed() && look.slot(run.candidate_slot()).asked() > 0,
    };
    match journal.phase {
        Phase::Progressing => true,
        Phase::Reverting => exposed(),
        Phase::Installing | Phase::Idle | Phase::Held | Phase::Reverted | Phase::Keeping => false,
    }
}

/// With the lock: whatever there was to take back is on its way, see [`revert::first`].
pub(super) fn next(run: Run<'_>) -> Step {
    match (&run.journal.cause, run.journal.phase) {
        (Some(_), Phase::Reverting) => revert::next(run),
        _ => run.over(Problem::LockLost { holder: None }),
    }
}
