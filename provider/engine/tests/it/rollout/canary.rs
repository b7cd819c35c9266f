//! What a canary does, told by its requests.

use kgas_engine::rollout::{
    Action, Cause, Gate, Judgement, OnFailure, Phase, Problem, Resume, Seen, Slot, Spec, Waiting, next,
};

use super::fixtures::{again, blue_green, canary, revision, with, with_ingresses};
use super::run::{End, Run, apply, done, killed_after};
use super::world::World;
use crate::fault::Fault;

fn weights(log: &[Action]) -> Vec<u32> {
    let weighed = |action: &Action| match action {
        Action::Weigh { a } | Action::Revert { a, .. } => Some(100 - a),
        _ => None,
    };
    log.iter().filter_map(weighed).collect()
}

fn journal(world: &World) -> &kgas_engine::rollout::Journal {
    &world.journal.as_ref().unwrap().0
}

#[test]
fn a_good_canary_climbs_the_seeds_steps() {
    let mut world = with(&canary("v1"));
    let log = done(&mut world, &canary("v2"));
    assert_eq!(weights(&log), [5, 25, 50, 100]);
    let stable = journal(&world).stable.clone().unwrap();
    assert_eq!((stable.slot, stable.revision), (Slot::B, revision("v2")));
    assert_eq!((world.pods(Slot::A), world.pods(Slot::B), world.weight(Slot::B)), (0, 12, 100));
    let told: Vec<_> = journal(&world).entries.iter().map(|entry| (entry.from, entry.to)).collect();
    assert_eq!(told, [(0, 5), (5, 25), (25, 50), (50, 100)]);
}

#[test]
fn a_bad_canary_loses_its_traffic_in_the_first_write() {
    let mut world = with(&canary("v1"));
    let mut run = Run::new(canary("v2"));
    let (mut end, mut after) = (None, vec![]);
    for _ in 0..5_000 {
        // It goes bad at a quarter of the traffic.
        if world.weight(Slot::B) == 25 {
            world.bad.insert(revision("v2"));
        }
        let (look, step) = run.decide(&mut world);
        match step {
            kgas_engine::Step::Do(action) => {
                let judged = matches!(look.seen.judgement, Judgement::Bad(_));
                assert!(run.act(&mut world, &look, &action));
                if judged || !after.is_empty() {
                    after.push(action);
                }
            }
            kgas_engine::Step::Wait { until, .. } => world.now = until,
            kgas_engine::Step::Done => panic!("it was taken back"),
            kgas_engine::Step::Stuck(problem) => {
                end = Some(problem);
                break;
            }
        }
    }
    assert!(matches!(after[0], Action::Revert { a: 100, .. }), "{after:#?}");
    assert!(matches!(&after[1], Action::Write(journal) if journal.phase == Phase::Reverting), "{after:#?}");
    let Some(Problem::Reverted(Cause::Metric { finding, step: 2, weight: 25 })) = end else { panic!("{end:?}") };
    assert_eq!(finding.metric, "errors");
    assert_eq!(weights(&run.log), [5, 25, 0]);
    assert_eq!(journal(&world).stable.as_ref().unwrap().revision, revision("v1"));
    assert_eq!(journal(&world).entries.last().unwrap().to, 0);
    assert_eq!(world.pods(Slot::B), 0, "and its pods after that");
}

#[test]
fn a_newer_revision_takes_the_older_ones_place_by_zero() {
    let mut world = with(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 50 }));
    let log = done(&mut world, &canary("v3"));
    assert_eq!(weights(&log), [0, 5, 25, 50, 100]);
    assert_eq!(journal(&world).stable.as_ref().unwrap().revision, revision("v3"));
}

#[test]
fn what_was_stable_is_wanted_again_while_the_candidate_climbs() {
    let mut world = with(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 75 }));
    let log = done(&mut world, &canary("v1"));
    assert_eq!(weights(&log), [0]);
    assert_eq!(world.pods(Slot::A), 12);
}

#[test]
fn what_is_still_kept_comes_back_in_one_step() {
    let mut world = with(&canary("v1"));
    let promoted = |action: &Action| matches!(action, Action::Write(journal) if journal.phase == Phase::Keeping);
    killed_after(&mut world, canary("v2"), promoted);
    let log = done(&mut world, &canary("v1"));
    let shares: Vec<_> = log.iter().filter(|action| matches!(action, Action::Weigh { .. })).collect();
    assert_eq!(shares, [&Action::Weigh { a: 100 }]);
    assert_eq!(journal(&world).stable.as_ref().unwrap().revision, revision("v1"));
}

#[test]
fn a_stop_takes_the_candidate_back_at_once_and_lets_go() {
    let mut world = with(&canary("v1"));
    let mut run = Run::new(canary("v2"));
    let (end, _) = run.drive(
        &mut world,
        |_, action| matches!(action, Action::Weigh { a: 75 }).then_some(Fault::StopRequested),
        |_| {},
    );
    assert_eq!(end, End::Stuck(Problem::Interrupted { weight: 0, reverted: true }));
    let last: Vec<_> = run.log.iter().rev().take(4).collect();
    assert_eq!(*last[0], Action::Release);
    assert!(matches!(last[1], Action::Write(_)));
    assert!(matches!(last[2], Action::Revert { a: 100, .. }));
    assert_eq!(world.lease.as_ref().unwrap().holder, None);
}

#[test]
fn a_candidate_that_may_stay_is_held() {
    let mut world = with(&canary("v1"));
    world.bad.insert(revision("v2"));
    let spec = Spec { on_failure: OnFailure::Hold, ..canary("v2") };
    let (end, run) = apply(&mut world, &spec);
    assert!(matches!(end, End::Stuck(Problem::Held(Cause::Metric { weight: 5, .. }))), "{end:?}");
    assert_eq!((weights(&run.log), world.weight(Slot::B)), (vec![5], 5));
}

#[test]
fn a_candidate_whose_traffic_others_took_stays_without() {
    let mut world = with(&canary("v1"));
    let mut run = Run::new(canary("v2"));
    let end = run.meddled(&mut world, |world, _| {
        if world.journal.as_ref().is_some_and(|(journal, _)| journal.weight == 25)
            && let Some(route) = &mut world.route
        {
            route.a = 100;
        }
    });
    assert!(matches!(end, End::Stuck(Problem::Reverted(Cause::Zeroed { weight: 25, .. }))), "{end:?}");
    assert_eq!(weights(&run.log), [5, 25]);
}

#[test]
fn a_closed_gate_is_told_before_anything_is_written() {
    let mut world = with(&canary("v1"));
    world.gate = Gate::Closed { why: "5 % of the budget is left".to_owned(), until: None, wait: false };
    let (end, run) = apply(&mut world, &canary("v2"));
    assert!(matches!(end, End::Stuck(Problem::Blocked { .. })), "{end:?}");
    assert_eq!(run.log, []);
}

#[test]
fn a_step_waits_for_its_approval() {
    let mut spec = canary("v2");
    spec.stages[2].approval = true;
    let mut world = with(&canary("v1"));
    let mut asked = false;
    let end = Run::new(spec).meddled(&mut world, |world, waits| {
        if waits == Some(&Waiting::Approval { revision: revision("v2"), attempt: 1, weight: 50 }) && !asked {
            asked = true;
            assert_eq!(world.weight(Slot::B), 25);
            world.approved = Some((1, 50));
        }
    });
    assert_eq!(end, End::Done);
    assert!(asked);
}

#[test]
fn an_unfinished_candidate_can_be_left_to_a_person() {
    let mut world = with(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 75 }));
    let (end, run) = apply(&mut world, &Spec { resume: Resume::Manual, ..canary("v2") });
    assert!(matches!(end, End::Stuck(Problem::Unfinished { step: 2, .. })), "{end:?}");
    assert_eq!(run.log, []);
    let (end, run) = apply(&mut world, &Spec { resume: Resume::Rollback, ..canary("v2") });
    assert!(matches!(end, End::Stuck(Problem::Reverted(_))), "{end:?}");
    assert_eq!(weights(&run.log), [0]);
}

#[test]
fn a_preview_has_no_traffic_and_the_switch_is_whole() {
    let mut world = with(&blue_green("v1"));
    let log = done(&mut world, &blue_green("v2"));
    assert_eq!(weights(&log), [100]);
    let scaled = |pods| log.iter().position(|action| *action == Action::Scale { slot: Slot::B, pods });
    let switched = log.iter().position(|action| *action == Action::Weigh { a: 0 });
    assert!(log.iter().any(|action| matches!(action, Action::Deploy { pods: 2, .. })), "{log:#?}");
    assert!(scaled(12) < switched, "all pods before the switch");
}

#[test]
fn the_main_one_of_two_ingresses_moves_before_the_old_pods_go() {
    let mut world = with_ingresses(&canary("v1"));
    assert_eq!(world.main(), Some(Slot::A));
    let (mut run, mut emptied) = (Run::new(Spec { keep_old: 0, ..canary("v2") }), false);
    let mut moved = None;
    let end = run.meddled(&mut world, |world, _| {
        if world.main() == Some(Slot::B) && moved.is_none() {
            moved = Some(world.now);
            assert_eq!((world.weight(Slot::B), world.pods(Slot::A)), (100, 12));
        }
        if world.pods(Slot::A) == 0 && !emptied {
            emptied = true;
            let since = moved.map(|moved| world.now.0 - moved.0);
            assert!(since.is_some_and(|since| since >= 1_000), "it was given no time to be taken up: {since:?}");
        }
    });
    assert_eq!((end, emptied), (End::Done, true));
    let last: Vec<_> =
        run.log.iter().filter(|action| matches!(action, Action::Route { .. } | Action::Weigh { .. })).collect();
    let route = Action::Route { a: 0 };
    assert_eq!(last[last.len() - 3..], [&Action::Weigh { a: 0 }, &route, &route], "no more than it takes");
}

#[test]
fn a_run_at_the_goal_locks_nothing() {
    let mut world = with(&canary("v1"));
    let lease = world.lease.clone();
    assert_eq!(done(&mut world, &again(&canary("v1"))), []);
    assert_eq!(world.lease, lease);
}

#[test]
fn nothing_seen_and_nothing_declared_is_a_beginning() {
    let step = next(&canary("v1"), &Seen::default(), kgas_engine::Millis(1));
    assert_eq!(step, kgas_engine::Step::Do(Action::Acquire));
}

#[test]
fn steps_that_were_taken_out_do_not_promote_what_has_half_the_traffic() {
    let mut world = with(&canary("v1"));
    let half = |action: &Action| matches!(action, Action::Write(journal) if journal.weight == 50 && journal.step == 2);
    killed_after(&mut world, canary("v2"), half);
    let mut shorter = canary("v2");
    shorter.stages.drain(..2);
    shorter.stages.remove(0);
    assert_eq!(shorter.stages.len(), 1);
    let log = done(&mut world, &shorter);
    assert_eq!(weights(&log), [100], "it is watched with all the traffic before it is promoted");
    let baked = log
        .iter()
        .any(|action| matches!(action, Action::Write(journal) if journal.weight == 100 && journal.baking.is_some()));
    assert!(baked, "{log:#?}");
}

#[test]
fn a_route_that_nobody_takes_up_is_given_up() {
    let mut world = with(&canary("v1"));
    world.deaf = true;
    let (end, run) = apply(&mut world, &canary("v2"));
    assert!(matches!(end, End::Stuck(Problem::Reverted(Cause::NotRouted { step: 1, .. }))), "{end:?}");
    assert_eq!(weights(&run.log), [5, 0]);
}

#[test]
fn a_journal_that_is_lost_makes_no_first_version_of_what_serves() {
    let mut world = with(&canary("v1"));
    done(&mut world, &canary("v2"));
    world.journal = None;
    let log = done(&mut world, &canary("v3"));
    assert_eq!(world.weight(Slot::A), 100, "v2 in slot b stayed stable until v3 had gone all its steps");
    let shares: Vec<_> = weights(&log).iter().map(|b| 100 - b).collect();
    assert_eq!(shares, [5, 25, 50, 100]);
}

#[test]
fn pods_that_come_and_go_are_given_up_at_the_deadline() {
    let mut world = with(&canary("v1"));
    world.broken.insert(revision("v2"));
    let mut turn = 0_u64;
    let end = Run::new(canary("v2")).meddled(&mut world, |world, _| {
        let flapping = world.slots.b.deployment.as_mut().filter(|running| running.revision == revision("v2"));
        if let Some(pod) = flapping.and_then(|running| running.pods.first_mut()) {
            // Not for as long as it takes to be counted on: it is back down at the next look.
            *pod = if turn.is_multiple_of(2) { kgas_engine::Millis(0) } else { kgas_engine::Millis(u64::MAX) };
        }
        turn += 1;
    });
    assert!(matches!(end, End::Stuck(Problem::Reverted(_))), "{end:?}");
}

#[test]
fn a_dead_lock_is_taken_over_however_short_the_wait() {
    let mut world = with(&canary("v1"));
    killed_after(&mut world, canary("v2"), |action| matches!(action, Action::Weigh { a: 75 }));
    let mut hasty = canary("v2");
    hasty.lock.wait = 1_000;
    done(&mut world, &hasty);
}

#[test]
fn what_is_destroyed_half_way_gets_no_more_pods_than_it_has() {
    let mut world = with(&canary("v1"));
    let half = |action: &Action| matches!(action, Action::Write(journal) if journal.weight == 50);
    killed_after(&mut world, canary("v2"), half);
    // A state that was never told how many there are.
    let gone = Spec { size: kgas_engine::rollout::Size::Fixed(1), ..super::fixtures::gone(canary("v1")) };
    let log = done(&mut world, &gone);
    let asked =
        log.iter().filter_map(|action| if let Action::Scale { pods, .. } = action { Some(*pods) } else { None });
    assert!(asked.max().unwrap_or(0) <= 12, "{log:#?}");
    assert_eq!(world.pods(Slot::A) + world.pods(Slot::B), 0);
}

#[test]
fn a_first_revision_whose_pods_never_come_says_so_and_lets_the_lock_go() {
    let mut world = World::default();
    world.broken.insert(revision("v1"));
    let (end, _) = apply(&mut world, &canary("v1"));
    assert!(matches!(end, End::Stuck(Problem::NotInstalled { available: 0, needed: 12, .. })), "{end:?}");
    assert_eq!(world.lease.as_ref().unwrap().holder, None);
    let (end, run) = apply(&mut world, &again(&canary("v2")));
    assert_eq!(end, End::Done, "another one comes into its place: {:?}", run.log);
}

#[test]
fn a_gate_that_closes_behind_the_lock_is_told() {
    let mut world = with(&canary("v1"));
    let mut run = Run::new(canary("v2"));
    let end = run.meddled(&mut world, |world, _| {
        if world.lease.as_ref().is_some_and(|lease| lease.holder.is_some()) {
            world.gate = Gate::Closed { why: "5 % of the budget is left".to_owned(), until: None, wait: false };
        }
    });
    assert!(matches!(end, End::Stuck(Problem::Blocked { .. })), "{end:?}");
    assert_eq!((world.lease.as_ref().unwrap().holder.clone(), world.weight(Slot::B)), (None, 0));
}

#[test]
fn what_another_run_was_taking_back_does_not_end_the_one_that_brings_something_else() {
    for wanted in ["v3", "v1"] {
        let mut world = with(&canary("v1"));
        world.broken.insert(revision("v2"));
        killed_after(
            &mut world,
            canary("v2"),
            |action| matches!(action, Action::Write(journal) if journal.phase == Phase::Reverting),
        );
        let _ = done(&mut world, &canary(wanted));
        assert_eq!(journal(&world).stable.as_ref().unwrap().revision, revision(wanted));
    }
}
