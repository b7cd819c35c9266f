//! Everything of ours goes, and what was taken over gets its place back.

use super::{Action, Look, Run, Step};
use crate::rollout::{Journal, Phase, Served, Slot, Waiting};

pub(super) fn next(run: Run<'_>) -> Step {
    let look = run.look;
    if let Some(adopted) = look.seen.adopted.as_ref().filter(|_| look.spec.adopts)
        && let Some(had) = adopted.had
    {
        // It takes over from what serves now.
        let had = had.max(look.slot(run.stable_slot()).asked());
        let stable = run.journal.stable.as_ref().map(|stable| &stable.revision);
        if adopted.asked < had || stable.is_some_and(|stable| *stable != adopted.revision) {
            return Step::Do(Action::Restore { pods: had });
        }
        if adopted.available < had {
            let (slot, available) = (run.stable_slot(), adopted.available);
            return look.wait(Waiting::Pods { slot, available, needed: had, trouble: None });
        }
    }
    if matches!(run.journal.phase, Phase::Reverting) {
        return super::revert::next(run);
    }
    if look.seen.traffic.as_ref().is_some_and(|traffic| traffic.exists) {
        return Step::Do(Action::Unroute);
    }
    match Slot::BOTH.into_iter().find(|slot| !is_empty(look, *slot)) {
        Some(slot) => Step::Do(Action::Remove(slot)),
        None => Step::Do(Action::Forget),
    }
}

fn is_empty(look: Look<'_>, slot: Slot) -> bool {
    let there = look.slot(slot);
    there.deployment.is_none() && there.service == Served::Missing && there.autoscaler.is_none()
}

/// Nothing of it is left.
pub(super) fn is_over(look: Look<'_>) -> bool {
    let seen = look.seen;
    let route = seen.traffic.as_ref().is_some_and(|traffic| traffic.exists);
    seen.journal.is_none() && !route && Slot::BOTH.into_iter().all(|slot| is_empty(look, slot))
}

/// Without a journal there is nothing to go back to: what is left of a run that got no further is taken away.
pub(super) fn unwritten(look: Look<'_>, epoch: u64) -> Step {
    next(Run { look, journal: &Journal::default(), epoch })
}
