//! A run that dies, and the dead man who takes its candidate back.

use kgas_engine::Millis;
use kgas_engine::rollout::preview::{Course, preview};
use kgas_engine::rollout::{Action, Cause, Goal, History, Phase, Problem, Resume, Routing, Slot, Spec};
use proptest::prelude::*;

use super::fixtures::{again, blue_green, canary, following, ratio, revision, scaled, with};
use super::rivals::race;
use super::run::{End, Run, apply, done, killed_after};
use super::world::World;
use crate::fault::Fault;

/// Longer than anybody believes in a silent holder.
const AFTER: u64 = 20_000;

/// The dead man of a run.
fn dead_man(of: &Spec) -> Spec {
    Spec { goal: Goal::DeadMan { after: AFTER }, revision: revision(""), ..again(of) }
}

fn guarded(spec: &Spec) -> World {
    World { guarded: true, ..with(spec) }
}

/// Percent of the traffic that a candidate has, or pods where these are the traffic.
fn exposure(world: &World, routing: Routing) -> u32 {
    let journal = &world.journal.as_ref().unwrap().0;
    let Some(candidate) = &journal.candidate else { return 0 };
    if routing == Routing::Ratio { world.pods(candidate.slot) } else { world.weight(candidate.slot) }
}

#[test]
fn no_traffic_before_it_stands() {
    let mut world = guarded(&canary("v1"));
    let log = done(&mut world, &canary("v2"));
    let first = |wanted: fn(&Action) -> bool| log.iter().position(wanted).unwrap();
    let made = first(|action| *action == Action::Guard);
    assert!(made < first(|action| matches!(action, Action::Write(journal) if journal.intent.is_some())), "{log:#?}");
    assert!(world.guard.unwrap() <= world.now);
}

#[test]
fn one_that_never_stands_ends_the_attempt_without_traffic() {
    for spec in [canary("v2"), ratio("v2")] {
        let mut world =
            World { guard: Some(Millis(u64::MAX)), ..guarded(&Spec { revision: revision("v1"), ..again(&spec) }) };
        let (end, _) = apply(&mut world, &spec);
        let End::Stuck(Problem::Reverted(Cause::Unguarded { step: 1, trouble: Some(trouble) })) = end else {
            panic!("{end:?}")
        };
        assert_eq!((trouble.as_str(), exposure(&world, spec.routing)), ("ImagePullBackOff", 0));
    }
}

#[test]
fn one_that_failed_is_made_again_for_a_candidate_that_has_traffic() {
    let mut world = World { guard_failed: true, ..guarded(&canary("v1")) };
    let (end, run) = apply(&mut world, &canary("v2"));
    assert!(matches!(end, End::Stuck(Problem::Reverted(Cause::Unguarded { step: 1, trouble: Some(_) }))), "{end:?}");
    assert!(!run.log.contains(&Action::Guard), "Kubernetes has tried often enough");
    world.guard_failed = false;
    killed_after(&mut world, canary("v3"), |action| matches!(action, Action::Write(journal) if journal.weight == 25));
    world.guard_failed = true;
    let log = done(&mut world, &canary("v3"));
    assert_eq!(log.iter().filter(|action| **action == Action::Guard).count(), 1, "{log:#?}");
}

#[test]
fn a_silent_run_loses_its_candidate_and_the_next_brings_it_anew() {
    let mut world = guarded(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Write(journal) if journal.weight == 25));
    let (died, mut guard) = (world.now, Run::new(dead_man(&canary("v2"))));
    let (end, _) = guard.drive(&mut world, |_, _| None, |_| {});
    let cause = Cause::DeadMan { step: 2, weight: 25, after: AFTER };
    assert_eq!(end, End::Stuck(Problem::Reverted(cause.clone())));
    let late = world.now.0 - died.0;
    assert!((AFTER..AFTER + 5_000).contains(&late), "{late} ms");
    let journal = &world.journal.as_ref().unwrap().0;
    assert_eq!((journal.phase, journal.cause.as_ref()), (Phase::Reverting, Some(&cause)));
    let told = journal.entries.last().unwrap();
    assert_eq!((told.from, told.to), (25, 0));
    assert!(told.why.contains("the dead man took it back"), "{}", told.why);
    assert_eq!((world.weight(Slot::B), world.lease.as_ref().unwrap().holder.clone()), (0, None));
    let (look, _) = Run::new(canary("v2")).decide(&mut world);
    assert_eq!(preview(&canary("v2"), &look.seen).course, Course::Replace, "and the plan says so");
    done(&mut world, &canary("v2"));
    assert_eq!(world.weight(Slot::B), 100, "that a run died says nothing against the version");
}

#[test]
fn an_outage_is_no_silence() {
    let mut world = guarded(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 75 }));
    let (look, mut history) = (world.look(&dead_man(&canary("v2"))).seen, History::default());
    let mut unchanged = |after| history.note("x", look.clone(), Millis(after)).lease.unwrap().unchanged;
    assert_eq!((unchanged(0), unchanged(AFTER)), (0, AFTER));
    history.deafened();
    let again = history.note("x", look, Millis(2 * AFTER)).lease.unwrap().unchanged;
    assert_eq!(again, 0);
}

#[test]
fn resume_rollback_says_what_happened_first() {
    let mut world = guarded(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 75 }));
    apply(&mut world, &dead_man(&canary("v2")));
    let (end, _) = apply(&mut world, &Spec { resume: Resume::Rollback, ..canary("v2") });
    assert!(matches!(end, End::Stuck(Problem::Reverted(Cause::DeadMan { .. }))), "{end:?}");
    done(&mut world, &canary("v2"));
}

#[test]
fn it_sends_nothing_when_the_run_ends_by_itself() {
    for stop in [false, true] {
        let mut world = guarded(&canary("v1"));
        let mut run = Run::new(canary("v2"));
        let strike = |action: &Action| stop && matches!(action, Action::Weigh { a: 75 });
        run.drive(&mut world, |_, action| strike(action).then_some(Fault::StopRequested), |_| {});
        let before = world.clone();
        let (end, guard) = apply(&mut world, &dead_man(&canary("v2")));
        assert_eq!((end, guard.log), (End::Done, vec![]), "stopped: {stop}");
        assert_eq!(world.lease, before.lease);
    }
}

#[test]
fn what_was_to_stay_stays() {
    let mut world = guarded(&canary("v1"));
    world.bad.insert(revision("v2"));
    let hold = Spec { on_failure: kgas_engine::rollout::OnFailure::Hold, ..canary("v2") };
    killed_after(&mut world, hold, |action| matches!(action, Action::Write(journal) if journal.phase == Phase::Held));
    assert_eq!(apply(&mut world, &dead_man(&canary("v2"))).0, End::Done);
    assert_eq!(world.weight(Slot::B), 5);
}

/// A run is killed at each of its requests: whatever the dead man finds, no candidate has traffic afterwards, and another apply
/// comes to the end of a calm run.
#[test]
fn wherever_a_run_dies() {
    let mut killed = 0;
    for of in [canary, following, scaled, blue_green, ratio] {
        let start = guarded(&of("v1"));
        let mut calm = start.clone();
        let requests = done(&mut calm, &of("v2")).len();
        for nth in 0..requests {
            for fault in [Fault::KilledBefore, Fault::KilledAfter] {
                let mut world = start.clone();
                let mut run = Run::new(of("v2"));
                run.drive(&mut world, |n, _| (n == nth).then_some(fault), |_| {});
                let place = format!("{:?} at request {nth}: {:?}", fault, run.log.last());
                let promoted = world.journal.as_ref().is_some_and(|(journal, _)| journal.candidate.is_none());
                let (end, guard) = apply(&mut world, &dead_man(&of("v2")));
                assert!(matches!(end, End::Done | End::Stuck(Problem::Reverted(_))), "{place}: {end:?}");
                assert_eq!(exposure(&world, run.spec.routing), 0, "{place}: {:#?}", guard.log);
                assert!(!promoted || guard.log.is_empty(), "{place}: {:#?}", guard.log);
                done(&mut world, &again(&of("v2")));
                assert_eq!(world.fingerprint(), calm.fingerprint(), "{place}");
                killed += 1;
            }
        }
    }
    assert!(killed > 150, "{killed}");
}

/// The dead man dies as well, at each of its requests: another pod of its Job does what is left.
#[test]
fn wherever_the_dead_man_dies() {
    let mut world = guarded(&following("v1"));
    killed_after(
        &mut world,
        following("v2"),
        |action| matches!(action, Action::Write(journal) if journal.weight == 50),
    );
    let start = world.clone();
    let requests = apply(&mut world, &dead_man(&following("v2"))).1.log.len();
    assert!(requests > 5, "{requests}");
    for nth in 0..requests {
        for fault in [
            Fault::KilledBefore,
            Fault::KilledAfter,
            Fault::ReplyLost,
            Fault::DoneTwice,
            Fault::Conflict,
            Fault::StaleRead,
        ] {
            let mut world = start.clone();
            let strike = |n, _: &Action| (n == nth).then_some(fault);
            let (_, fired) = Run::new(dead_man(&following("v2"))).drive(&mut world, strike, |_| {});
            assert_eq!(fired, 1);
            let (end, _) = apply(&mut world, &dead_man(&following("v2")));
            assert!(matches!(end, End::Done | End::Stuck(Problem::Reverted(_))), "{fault:?} at {nth}: {end:?}");
            assert_eq!(exposure(&world, Routing::Weighted), 0, "{fault:?} at {nth}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The run is slow at times, and the dead man cannot tell that from death: one of them moves the traffic.
    #[test]
    fn of_a_slow_run_and_its_dead_man_one_acts(turns in proptest::collection::vec(0_u8..8, 200..600)) {
        let mut world = guarded(&canary("v1"));
        killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 95 }));
        race(&mut world, [Run::new(canary("v2")), Run::new(dead_man(&canary("v2")))], turns, AFTER + 5_000)?;
    }
}
