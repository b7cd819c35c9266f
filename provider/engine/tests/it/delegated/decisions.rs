//! What a run does beside a controller, and what it leaves to it.

use kgas_engine::Millis;
use kgas_engine::rollout::delegated::{Action, Pause, Problem, Waiting};
use kgas_engine::rollout::{Cause, Ending, Goal, Journal, Phase};

use super::run::{End, apply, done, drive, meddled};
use super::world::{World, revision, wanted};
use crate::fault::Fault;

fn journal(world: &World) -> &Journal {
    &world.journal.as_ref().unwrap().0
}

fn weights(world: &World) -> Vec<(u32, u32)> {
    journal(world).entries.iter().map(|entry| (entry.from, entry.to)).collect()
}

#[test]
fn a_good_version_is_watched_to_its_end() {
    let mut world = World::with("v1");
    let log = done(&mut world, &wanted("v2"));
    assert!(!log.contains(&Action::Restore));
    assert_eq!(weights(&world), [(0, 5), (5, 25), (25, 50), (50, 100)]);
    let journal = journal(&world);
    assert_eq!((journal.phase, journal.attempts[0].ending), (Phase::Idle, Ending::Promoted));
    assert_eq!(journal.attempts.len(), 1, "the first version of all is no deployment");
}

#[test]
fn what_the_controller_gave_up_goes_back_to_the_stable_template() {
    let mut world = World::with("v1");
    world.bad.insert(revision("v2"));
    let ran = apply(&mut world, &wanted("v2"));
    let End::Stuck(Problem::Reverted(Cause::Metric { finding, step: 1, weight: 5 })) = ran.end else {
        panic!("{:?}", ran.end)
    };
    assert_eq!(finding.metric, "errors");
    assert_eq!(ran.log.iter().filter(|action| **action == Action::Restore).count(), 1);
    assert_eq!((weights(&world), journal(&world).phase), (vec![(0, 5), (5, 0)], Phase::Reverted));
    assert_eq!(world.brought.as_ref().unwrap().revision, revision("v1"));
    // Another apply tries it again, and a former configuration is at rest at once.
    world.bad.clear();
    let mut other = world.clone();
    done(&mut world, &wanted("v2"));
    assert_eq!(done(&mut other, &wanted("v1")).len(), 1);
}

#[test]
fn a_controller_that_is_not_there_is_told() {
    let mut fresh = World { dead: true, ..World::default() };
    assert_eq!(apply(&mut fresh, &wanted("v1")).end, End::Stuck(Problem::Silent));
    let mut world = World::with("v1");
    world.dead = true;
    let end = apply(&mut world, &wanted("v2")).end;
    assert!(matches!(end, End::Stuck(Problem::Reverted(Cause::NoVerdict { .. }))), "{end:?}");
    assert_eq!(world.brought.as_ref().unwrap().revision, revision("v1"), "it would begin when nobody looks on");
}

#[test]
fn a_controller_that_has_missed_a_change_is_told_again() {
    let mut world = World { deaf: true, ..World::with("v1") };
    let log = done(&mut world, &wanted("v2"));
    assert_eq!(log.iter().filter(|action| **action == Action::Nudge).count(), 1);
    let mut dead = World { dead: true, ..World::with("v1") };
    let log = apply(&mut dead, &wanted("v2")).log;
    let nudges = log.iter().filter(|action| **action == Action::Nudge).count();
    assert!((4..9).contains(&nudges), "{nudges} within the deadline, and while it is taken back");
}

#[test]
fn a_person_agrees_with_this_attempt_and_this_weight() {
    let paused = || World { pause: Some(Pause::Approval { weight: 25 }), ..World::with("v1") };
    let mut world = paused();
    let mut asked = None;
    let ran = meddled(
        &mut world,
        &wanted("v2"),
        |_| None,
        |world, waiting| {
            if let Some(Waiting::Approval { attempt, weight, .. }) = waiting {
                asked = Some((*attempt, *weight));
                // What was agreed to before does not count.
                world.approved =
                    Some(if world.now > Millis(60_000) { (*attempt, *weight) } else { (*attempt - 1, *weight) });
            }
        },
    );
    assert_eq!((ran.end, asked), (End::Done, Some((1, 25))));
    assert_eq!(ran.log.iter().filter(|action| **action == Action::Resume).count(), 1);
}

#[test]
fn a_version_without_a_verdict_is_taken_back_after_the_deadline() {
    let mut world = World { pause: Some(Pause::Data { why: "no data".to_owned() }), ..World::with("v1") };
    let begun = world.now;
    let ran = apply(&mut world, &wanted("v2"));
    assert!(matches!(ran.end, End::Stuck(Problem::Reverted(Cause::NoVerdict { step: 1, .. }))), "{:?}", ran.end);
    assert!(world.now.0 - begun.0 >= 60_000);
    assert!(!ran.log.contains(&Action::Resume), "nobody but a person says that it may go on");
}

#[test]
fn a_stop_brings_the_stable_template_first() {
    for nth in 2..5 {
        let mut world = World::with("v1");
        let ran = drive(&mut world, &wanted("v2"), |n| (n == nth).then_some(Fault::StopRequested));
        assert!(matches!(ran.end, End::Stuck(Problem::Interrupted { reverted: true, .. })), "{:?}", ran.end);
        let after = &ran.log[nth + 1..];
        assert_eq!(after.first(), Some(&Action::Restore), "{after:?}");
        assert_eq!(journal(&world).phase, Phase::Reverting);
        done(&mut world, &wanted("v2"));
        assert_eq!(
            journal(&world).attempts.iter().map(|attempt| attempt.ending).collect::<Vec<_>>(),
            [Ending::Superseded, Ending::Promoted]
        );
    }
    let mut world = World::with("v1");
    let mut held = wanted("v2");
    drop(drive(&mut world, &held, |n| (n == 2).then_some(Fault::KilledAfter)));
    held.goal = Goal::LetGo;
    let end = apply(&mut world, &held).end;
    assert_eq!(end, End::Stuck(Problem::Interrupted { weight: 5, reverted: false }));
    assert_eq!(world.brought.as_ref().unwrap().revision, revision("v2"));
}

#[test]
fn what_takes_the_stable_versions_place_is_not_said_to_be_taken_back() {
    let promoting = |wanted: &str| {
        let mut world = World { promotes: true, ..World::with("v1") };
        drop(drive(&mut world, &super::world::wanted("v2"), |n| (n == 5).then_some(Fault::KilledAfter)));
        assert_eq!(journal(&world).weight, 100);
        (super::world::wanted(wanted), world)
    };
    let (mut stopped, mut world) = promoting("v2");
    stopped.goal = Goal::Reverted;
    assert_eq!(
        apply(&mut world, &stopped).end,
        End::Stuck(Problem::Interrupted { weight: 100, reverted: false }),
        "the controller goes on"
    );
    for wanted in ["v1", "v3"] {
        let (spec, mut world) = promoting(wanted);
        done(&mut world, &spec);
        let endings: Vec<_> = journal(&world).attempts.iter().map(|attempt| attempt.ending).collect();
        assert_eq!(endings, [Ending::Promoted; 2], "{wanted} comes after it");
    }
}

#[test]
fn a_version_does_not_fail_by_what_another_one_failed_by() {
    let mut world = World::with("v1");
    world.bad.insert(revision("v2"));
    drop(drive(&mut world, &wanted("v2"), |nth| (nth == 3).then_some(Fault::KilledAfter)));
    assert_eq!(journal(&world).phase, Phase::Reverting);
    done(&mut world, &wanted("v3"));
}

#[test]
fn a_first_version_that_the_controller_does_not_accept_is_told_after_the_deadline() {
    let why = "InvalidSpec".to_owned();
    let mut world = World { pause: Some(Pause::Data { why: why.clone() }), ..World::default() };
    assert_eq!(apply(&mut world, &wanted("v1")).end, End::Stuck(Problem::NotInstalled { says: why }));
    assert!(world.now < Millis(120_000));
}

#[test]
fn somebody_elses_template_ends_the_run_and_is_not_touched() {
    let mut world = World::with("v1");
    let mut meant = World::with("v1");
    done(&mut meant, &wanted("v3"));
    let ran = meddled(
        &mut world,
        &wanted("v2"),
        |_| None,
        |world, waiting| {
            if matches!(waiting, Some(Waiting::Step { step: 2, .. })) {
                world.brought = meant.brought.clone();
            }
        },
    );
    assert_eq!(ran.end, End::Stuck(Problem::Superseded { by: Some(revision("v3")) }));
    assert_eq!(world.brought.as_ref().unwrap().revision, revision("v3"));
}

#[test]
fn what_was_promoted_while_nobody_looked_on_is_what_there_is_to_go_back_to() {
    let mut world = World::with("v1");
    drop(drive(&mut world, &wanted("v2"), |n| (n == 3).then_some(Fault::KilledAfter)));
    world.now = world.now.after(600_000);
    world.bad.insert(revision("v3"));
    let ran = apply(&mut world, &wanted("v3"));
    assert!(matches!(ran.end, End::Stuck(Problem::Reverted(_))), "{:?}", ran.end);
    assert_eq!((world.serving.clone(), world.kept.clone()), (Some(revision("v2")), Some(revision("v2"))));
}
