//! Where traffic follows the pods.

use kgas_engine::rollout::{Action, Phase, Slot};

use super::fixtures::{ratio, revision, rolling, with};
use super::run::{End, apply, done};

#[test]
fn a_canary_by_pods_passes_its_targets() {
    let mut world = with(&ratio("v1"));
    done(&mut world, &ratio("v2"));
    assert_eq!((world.pods(Slot::A), world.pods(Slot::B)), (0, 12));
    let (journal, _) = world.journal.unwrap();
    assert_eq!(journal.phase, Phase::Idle);
    assert_eq!(journal.entries.iter().map(|entry| entry.to).collect::<Vec<_>>(), [5, 25, 50, 100]);
}

#[test]
fn a_rolling_update_never_asks_for_more_than_it_may() {
    let mut world = with(&rolling("v1"));
    let log = done(&mut world, &rolling("v2"));
    let scaled = log.iter().filter(|action| matches!(action, Action::Scale { .. })).count();
    assert!(scaled >= 8, "in a few goes: {log:#?}");
}

#[test]
fn pods_that_never_come_are_taken_back() {
    let mut world = with(&rolling("v1"));
    world.broken.insert(revision("v2"));
    let (end, _) = apply(&mut world, &rolling("v2"));
    assert!(matches!(end, End::Stuck(_)), "{end:?}");
    assert_eq!((world.available(Slot::A), world.pods(Slot::B)), (12, 0));
}
