//! What a plan shows of an apply, held to what the apply then does.

use std::collections::BTreeSet;

use kgas_engine::Millis;
use kgas_engine::rollout::preview::{Course, Preview, preview};
use kgas_engine::rollout::{Action, Goal, Pair, Problem, Resume, Routing, Seen, Size, Slot, Spec, StableScale, Stage};

use super::fixtures::{again, blue_green, canary, following, ratio, revision, rolling, scaled, with};
use super::matrix::stories;
use super::run::{End, Run, apply};
use super::world::{Taken, World};
use crate::fault::Fault;

fn of(world: &World, spec: &Spec) -> Preview {
    preview(spec, &world.clone().look(spec).seen)
}

/// Weight, pods of both sides, seconds until the end.
fn table(preview: &Preview) -> Vec<(u32, u32, u32, u64)> {
    preview.rows.iter().map(|row| (row.weight, row.pods.candidate, row.pods.stable, row.end / 1_000)).collect()
}

#[test]
fn a_step_says_its_pods_and_its_end() {
    let at_rest = with(&canary("v1"));
    let steps = of(&at_rest, &canary("v2"));
    assert_eq!(steps.course, Course::Steps { from: 0 });
    assert_eq!(table(&steps), [(5, 1, 12, 11), (25, 3, 12, 22), (50, 6, 12, 33), (100, 12, 12, 44)]);
    let follows = of(&with(&following("v1")), &following("v2"));
    assert_eq!(table(&follows), [(5, 1, 12, 11), (25, 3, 9, 22), (50, 6, 6, 33), (100, 12, 0, 44)]);
    let pods = of(&with(&ratio("v1")), &Spec { settle: 0, ..ratio("v2") });
    assert_eq!(table(&pods), [(5, 1, 12, 10), (25, 3, 9, 20), (50, 6, 6, 30), (100, 12, 0, 40)]);
    let switch = of(&with(&blue_green("v1")), &blue_green("v2"));
    assert_eq!(table(&switch), [(0, 2, 12, 6), (100, 12, 12, 12)]);
    // An autoscaler has decided how many there are.
    let mut grown = with(&scaled("v1"));
    grown.slots.a.deployment.as_mut().unwrap().pods = vec![Millis(0); 20];
    assert_eq!(table(&of(&grown, &scaled("v2")))[1], (25, 5, 20, 22));
}

#[test]
fn a_crowd_is_all_that_runs_at_once() {
    let most = |preview: &Preview| preview.crowds.iter().map(|pair| pair.candidate + pair.stable).max();
    let rows = [
        ("kept", canary("v1"), canary("v2"), 24),
        ("following", following("v1"), following("v2"), 18),
        ("a few at a time", rolling("v1"), rolling("v2"), 15),
        ("by pods", ratio("v1"), ratio("v2"), 15),
    ];
    for (story, before, spec, pods) in rows {
        assert_eq!(most(&of(&with(&before), &spec)), Some(pods), "{story}");
    }
    let taken = Taken { revision: revision("v0"), pods: vec![Millis(0); 5], had: None };
    let world = World { adopted: Some(taken), ..World::default() };
    let adopts = of(&world, &Spec { adopts: true, ..canary("v2") });
    assert_eq!(adopts.crowds[0], Pair { candidate: 0, stable: 17 });
    assert_eq!(adopts.running, Pair { candidate: 0, stable: 5 });
}

#[test]
fn a_candidate_under_way_decides_the_course() {
    let mut world = with(&canary("v1"));
    let mut run = Run::new(canary("v2"));
    let at_half = |world: &World| world.weight(Slot::B) == 50;
    let mut kept = None;
    let _ = run.drive(
        &mut world,
        |_, _| None,
        |world| {
            if at_half(world) && kept.is_none() {
                kept = Some(world.clone());
            }
        },
    );
    let world = kept.unwrap();
    let resumed = |name: &str, resume| of(&world, &Spec { resume, ..canary(name) }).course;
    assert_eq!(resumed("v2", Resume::Auto), Course::Steps { from: 2 });
    assert_eq!(resumed("v3", Resume::Auto), Course::Replace);
    assert_eq!(resumed("v1", Resume::Auto), Course::TakeBack);
    assert_eq!(resumed("v2", Resume::Rollback), Course::TakeBack);
    assert_eq!(resumed("v2", Resume::Manual), Course::Refuse);
    assert_eq!(of(&world, &Spec { resume: Resume::Manual, ..canary("v2") }).writes, []);
    assert_eq!(table(&of(&world, &canary("v2"))), [(50, 6, 12, 11), (100, 12, 12, 22)]);
}

#[test]
fn nothing_is_written_where_nothing_is_wanted() {
    for spec in [canary("v1"), ratio("v1"), scaled("v1"), blue_green("v1")] {
        let told = of(&with(&spec), &again(&spec));
        assert_eq!((told.course, told.rows, told.writes), (Course::Stay, vec![], vec![]));
    }
    let none = preview(&canary("v1"), &Seen::default());
    assert_eq!((none.course, none.rows), (Course::Install, vec![]));
}

/// What tells two writes apart that a plan may show.
fn object(action: &Action) -> Option<String> {
    match action {
        Action::Deploy { slot, template, .. } => Some(format!("deploy {slot} {template:?}")),
        Action::Autoscale { slot, .. } => Some(format!("autoscale {slot}")),
        Action::Serve(_) | Action::Copy | Action::Retire => Some(format!("{action:?}")),
        Action::Route { .. } => Some("route".to_owned()),
        _ => None,
    }
}

/// The plan of `spec` in `world`, and then its apply.
fn compare(story: &str, world: &World, spec: &Spec) {
    let told = of(world, spec);
    let place = format!("{story}: {:?} {:?} told {told:#?}", spec.revision, spec.resume);
    let known: BTreeSet<_> = told.writes.iter().filter_map(object).collect();
    let entries =
        |world: &World| world.journal.iter().flat_map(|(journal, _)| journal.entries.clone()).collect::<Vec<_>>();
    let (mut after, mut made, mut most) = (world.clone(), BTreeSet::new(), 0);
    let mut run = Run::new(spec.clone());
    let mut worlds = Vec::new();
    let (end, _) = run.drive(&mut after, |_, _| None, |world| worlds.push(world.clone()));
    worlds.push(after.clone());
    for world in &worlds {
        let adopted = world.adopted.as_ref().map_or(0, |taken| u32::try_from(taken.pods.len()).unwrap());
        most = most.max(world.pods(Slot::A) + world.pods(Slot::B) + adopted);
    }
    // That an autoscaler keeps another number is no other object.
    // Nor is it one that of two objects the first follows what is stable.
    let changes = |action: &Action, before: &World| match action {
        Action::Autoscale { slot, .. } => before.slots.get(*slot).autoscaler.is_some(),
        Action::Route { .. } => before.two && before.route.is_some(),
        _ => false,
    };
    let known: BTreeSet<_> =
        known.into_iter().filter(|object| object != "route" || !world.two || world.route.is_none()).collect();
    let new = run.log.iter().zip(&worlds).filter(|(action, before)| !changes(action, before));
    made.extend(new.filter_map(|(action, _)| object(action)));
    let seen = entries(world).len();
    let weights: Vec<u32> =
        entries(&after).iter().skip(seen).filter(|entry| entry.to > entry.from).map(|entry| entry.to).collect();
    match told.course {
        Course::Refuse => {
            assert!(matches!(end, End::Stuck(Problem::Unfinished { .. })), "{place}: {end:?}");
            assert_eq!(run.log, [], "{place}");
            return;
        }
        Course::TakeBack => {
            let taken_back = matches!(end, End::Stuck(Problem::Reverted(_))) || end == End::Done;
            assert!(taken_back && weights.is_empty(), "{place}: {end:?} {weights:?}");
        }
        Course::Return => assert_eq!((&end, &weights[..]), (&End::Done, &[100][..]), "{place}"),
        Course::Stay | Course::Install => assert_eq!((&end, &weights[..]), (&End::Done, &[][..]), "{place}"),
        Course::TakeOver { .. } | Course::Steps { .. } | Course::Replace => {
            assert_eq!(end, End::Done, "{place}");
            // A weight that is there already is not written again.
            let weight = world.journal.as_ref().map_or(0, |(journal, _)| journal.weight);
            let there = matches!(told.course, Course::Steps { .. }).then_some(weight).unwrap_or(0);
            let shown: Vec<u32> = told.rows.iter().map(|row| row.weight).filter(|to| *to > there).collect();
            assert_eq!(weights, shown, "{place}");
            let crowd = told.crowds.iter().map(|pair| pair.candidate + pair.stable).max().unwrap_or(0);
            let running = told.running.candidate + told.running.stable;
            // Of what was left without its journal an autoscaler would have to bring pods back, which this world has none for.
            let lost = world.journal.is_none() && matches!(spec.size, Size::Scaled { .. });
            assert!(most == crowd.max(running) || (lost && most < crowd), "{place}: {most}");
        }
    }
    assert_eq!(made, known, "{place}\nlog {:#?}", run.log);
}

/// Where a run may have been left: before and after every request of a calm one, and of one that was told to stop at that
/// request; and what is left without its journal.
fn left(start: &World, spec: &Spec) -> Vec<World> {
    let mut all = vec![start.clone()];
    let mut run = Run::new(spec.clone());
    let (_, _) = run.drive(&mut start.clone(), |_, _| None, |world| all.push(world.clone()));
    for nth in 0..run.log.len() {
        let stops = |request: usize, _: &Action| (request == nth).then_some(Fault::StopRequested);
        let mut world = start.clone();
        let _ = Run::new(spec.clone()).drive(&mut world, stops, |_| {});
        all.push(world);
    }
    let lost = all.iter().map(|world| World { journal: None, ..world.clone() });
    let lost: Vec<_> = lost.filter(|world| world.adopted.is_none()).collect();
    all.extend(lost);
    for world in &mut all {
        // From now on nothing is wrong with it.
        world.bad.clear();
        world.broken.clear();
        let running = [&mut world.slots.a, &mut world.slots.b].into_iter().filter_map(|slot| slot.deployment.as_mut());
        let never = running.flat_map(|running| &mut running.pods).filter(|ready| **ready == Millis(u64::MAX));
        never.for_each(|ready| *ready = world.now);
    }
    all
}

#[test]
fn the_apply_does_what_the_plan_shows() {
    let (mut compared, mut courses) = (0, BTreeSet::new());
    for (story, start, spec, _) in stories().into_iter().filter(|(_, _, spec, _)| spec.goal == Goal::Deployed) {
        for world in &left(&start, &spec) {
            for (name, resume) in [
                ("v2", Resume::Auto),
                ("v2", Resume::Rollback),
                ("v2", Resume::Manual),
                ("v3", Resume::Auto),
                ("v1", Resume::Auto),
            ] {
                // What is not stable yet is not a rollout's to replace: the Deployment does that in its place.
                if story.starts_with("install") && (name, resume) != ("v1", Resume::Auto) {
                    continue;
                }
                let spec = Spec { revision: revision(name), resume, ..again(&spec) };
                courses.insert(format!("{:?}", of(world, &spec).course));
                compare(story, world, &spec);
                compared += 1;
            }
        }
    }
    assert!(compared > 4_000, "{compared}");
    assert!(courses.len() > 10, "{courses:?}");
}

#[test]
fn what_failed_is_tried_again_by_its_steps() {
    let mut world = with(&canary("v1"));
    world.bad.insert(revision("v2"));
    let (end, _) = apply(&mut world, &canary("v2"));
    assert!(matches!(end, End::Stuck(Problem::Reverted(_))), "{end:?}");
    assert_eq!(of(&world, &canary("v2")).course, Course::Steps { from: 0 });
    assert_eq!(of(&world, &canary("v1")).course, Course::Stay);
}

#[test]
fn a_table_of_any_size_ends() {
    for (whole, surge, unavailable) in [(1, 1, 0), (1, 0, 1), (7, 0, 2), (100, 25, 0), (10_000, 1, 0)] {
        let leeway = kgas_engine::rollout::Leeway { surge, unavailable };
        let steps = [1, 10, 50, 100].map(Stage::of).to_vec();
        let spec = Spec { size: Size::Fixed(whole), leeway, stages: steps, ..ratio("v2") };
        assert_eq!((spec.routing, spec.stable_scale), (Routing::Ratio, StableScale::Full));
        let told = of(&with(&Spec { size: Size::Fixed(whole), leeway, ..ratio("v1") }), &spec);
        let last = told.crowds.last().unwrap();
        assert_eq!(*last, Pair { candidate: whole, stable: 0 });
        assert!(told.crowds.iter().all(|pair| pair.candidate + pair.stable <= whole + surge));
    }
}
