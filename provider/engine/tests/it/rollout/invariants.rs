//! What has to hold after every request, whoever sent it and whatever went wrong.

use kgas_engine::rollout::size::carrying;
use kgas_engine::rollout::{Action, Header, Phase, Routing, Size, Slot, Spec, StableScale};

use super::world::World;

/// Holds the world after `action` to the invariants.
pub(super) fn check(spec: &Spec, before: &World, after: &World, action: &Action) {
    let Some((journal, _)) = &after.journal else { return };
    let whole = match spec.size {
        Size::Fixed(pods) => pods,
        Size::Scaled { least } => journal.stable.as_ref().map_or(least, |stable| before.pods(stable.slot).max(least)),
    };
    let place = || format!("{action:?}\nbefore {before:#?}\nafter {after:#?}");
    if spec.routing == Routing::Ratio {
        let pods: u32 = Slot::BOTH.into_iter().map(|slot| after.pods(slot)).sum();
        assert!(pods <= whole + spec.leeway.surge, "more pods than may surge: {}", place());
        let available = |world: &World| -> u32 { Slot::BOTH.into_iter().map(|slot| world.available(slot)).sum() };
        let floor = whole - spec.leeway.unavailable;
        let fewer = available(after) < available(before);
        let leaves = matches!(action, Action::Remove(_));
        assert!(leaves || !fewer || available(after) >= floor, "fewer available than declared: {}", place());
        return;
    }
    if before.route.is_none() || matches!(action, Action::Unroute | Action::Remove(_)) {
        return;
    }
    if let Some(main) = after.main() {
        // Without a pod behind it the one beside it serves nobody either.
        assert!(after.available(main) > 0, "the main backend has no pod: {}", place());
    }
    if let Some(Header::To(slot)) = after.route.as_ref().map(|route| route.header) {
        let to_some = !matches!(action, Action::Header(_)) || after.available(slot) > 0;
        assert!(to_some && after.pods(slot) > 0, "those who try it out get no answer: {}", place());
        let over = matches!(journal.phase, Phase::Idle | Phase::Reverting | Phase::Reverted);
        assert!(!over || *action != Action::Release, "those who try it out are left there: {}", place());
    }
    for slot in Slot::BOTH {
        let (was, is) = (before.weight(slot), after.weight(slot));
        // Weight goes to pods that are available, and enough of them.
        let going_back = journal.phase == Phase::Reverting || journal.stable.as_ref().is_some_and(|it| it.slot == slot);
        if is > was {
            let needed = if going_back { 1 } else { carrying(is, whole) };
            assert!(after.available(slot) >= needed.min(whole), "weight on pods that are not there: {}", place());
        }
        // Pods that carry traffic stay.
        let fewer = after.pods(slot) < before.pods(slot);
        if fewer {
            let needed = if spec.stable_scale == StableScale::Full { whole } else { carrying(is, whole) };
            let needed = if is == 0 { 0 } else { needed.min(carrying(is, whole)) };
            assert!(after.pods(slot) >= needed, "pods taken from under the traffic: {}", place());
        }
    }
    let Some((earlier, _)) = &before.journal else { return };
    // After an abort the candidate's weight never rises.
    let candidate = earlier.candidate.as_ref().filter(|_| matches!(earlier.phase, Phase::Reverting | Phase::Reverted));
    if let Some(candidate) = candidate {
        let (was, is) = (before.weight(candidate.slot), after.weight(candidate.slot));
        assert!(is <= was, "a candidate that was taken back gets traffic: {}", place());
    }
    // A journal is written by the newest run only.
    assert!(journal.epoch >= earlier.epoch, "a run that is gone writes: {}", place());
}
