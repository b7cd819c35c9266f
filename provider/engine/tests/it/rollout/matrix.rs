//! The fault matrix as one function.

use kgas_engine::Millis;
use kgas_engine::rollout::{Action, Problem, Spec};

use super::fixtures::{
    again, blue_green, canary, following, gone, headed, ratio, revision, rolling, scaled, with, with_ingresses,
};
use super::run::{End, Run, apply};
use super::world::{Taken, World};
use crate::fault::{FAULTS, Fault};

/// A story: the world before it, what is wanted, and whether the candidate is good.
pub(super) fn stories() -> Vec<(&'static str, World, Spec, bool)> {
    let bad = |mut world: World| {
        world.bad.insert(revision("v2"));
        world
    };
    let broken = |mut world: World| {
        world.broken.insert(revision("v2"));
        world
    };
    let taken = Taken { revision: revision("v0"), pods: vec![Millis(0); 12], had: None };
    let adopting = Spec { adopts: true, ..canary("v2") };
    let adopted = World { adopted: Some(taken), ..World::default() };
    let mut in_place = adopted.clone();
    super::run::done(&mut in_place, &adopting);
    let weighted_preview = Spec { routing: kgas_engine::rollout::Routing::Weighted, ..blue_green("v2") };
    vec![
        ("install", World::default(), canary("v1"), true),
        ("install without a route", World::default(), ratio("v1"), true),
        ("adopt", adopted, adopting.clone(), true),
        ("guarded canary", World { guarded: true, ..with(&canary("v1")) }, canary("v2"), true),
        ("good canary", with(&canary("v1")), canary("v2"), true),
        ("bad canary", bad(with(&canary("v1"))), canary("v2"), false),
        ("pods never ready", broken(with(&canary("v1"))), canary("v2"), false),
        ("autoscaled", with(&scaled("v1")), scaled("v2"), true),
        ("autoscaled and bad", bad(with(&scaled("v1"))), scaled("v2"), false),
        ("following", with(&following("v1")), following("v2"), true),
        ("following and bad", bad(with(&following("v1"))), following("v2"), false),
        ("blue-green", with(&blue_green("v1")), blue_green("v2"), true),
        ("bad blue-green", bad(with(&blue_green("v1"))), blue_green("v2"), false),
        ("ratio", with(&ratio("v1")), ratio("v2"), true),
        ("bad ratio", bad(with(&ratio("v1"))), ratio("v2"), false),
        ("rolling", with(&rolling("v1")), rolling("v2"), true),
        ("rolling, never ready", broken(with(&rolling("v1"))), rolling("v2"), false),
        ("install two ingresses", World::with_ingresses(), canary("v1"), true),
        ("two ingresses", with_ingresses(&canary("v1")), canary("v2"), true),
        ("two ingresses and bad", bad(with_ingresses(&canary("v1"))), canary("v2"), false),
        ("two ingresses, preview first", with_ingresses(&blue_green("v1")), weighted_preview, true),
        ("headed", with(&headed("v1")), headed("v2"), true),
        ("headed and bad", bad(with(&headed("v1"))), headed("v2"), false),
        ("headed, never ready", broken(with(&headed("v1"))), headed("v2"), false),
        ("headed two ingresses", with_ingresses(&headed("v1")), headed("v2"), true),
        ("headed two ingresses and bad", bad(with_ingresses(&headed("v1"))), headed("v2"), false),
        ("destroy two ingresses", with_ingresses(&canary("v1")), gone(canary("v1")), true),
        ("destroy", with(&canary("v1")), gone(canary("v1")), true),
        ("release", in_place, gone(adopting), true),
    ]
}

fn is_as_expected(end: &End, good: bool) -> bool {
    match end {
        End::Done => good,
        End::Stuck(Problem::Reverted(_)) => !good,
        _ => false,
    }
}

/// The whole matrix; returns how many faults struck.
pub(super) fn matrix() -> usize {
    let mut faults = 0;
    for (story, start, spec, good) in stories() {
        let mut calm = start.clone();
        let (mut requests, mut worlds) = (Vec::<Action>::new(), Vec::<World>::new());
        let mut run = Run::new(spec.clone());
        let (end, _) = run.drive(
            &mut calm,
            |_, action| {
                requests.push(action.clone());
                None
            },
            |world| worlds.push(world.clone()),
        );
        assert!(is_as_expected(&end, good), "{story}: {end:?}");
        assert!(requests.len() > 3, "{story} is no story");
        assert_eq!(run.log, requests, "{story}: a calm world refuses nothing");
        let goal = calm.fingerprint();
        if good {
            assert_eq!(super::run::done(&mut calm, &again(&spec)), [], "{story}: at the goal there is nothing to do");
        }
        for (nth, request) in requests.iter().enumerate() {
            for fault in FAULTS {
                let place = format!("{story}: {fault:?} at request {nth}, {request:?}");
                let mut world = start.clone();
                let mut run = Run::new(spec.clone());
                let (end, fired) = run.drive(&mut world, |n, _| (n == nth).then_some(fault), |_| {});
                assert_eq!(fired, 1, "{place} did not strike");
                if fault == Fault::StopRequested {
                    let stopped =
                        matches!(end, End::Done | End::Stuck(Problem::Interrupted { .. } | Problem::Reverted(_)));
                    assert!(stopped, "{place}: {end:?}");
                } else {
                    assert!(end == End::Killed || is_as_expected(&end, good), "{place}: {end:?}");
                }
                // A run that was killed late had all but said so: the next one may try once more.
                let (mut end, _) = apply(&mut world, &again(&spec));
                if !is_as_expected(&end, good) {
                    (end, _) = apply(&mut world, &again(&spec));
                }
                assert!(is_as_expected(&end, good), "{place}, then: {end:?}");
                assert_eq!(world.fingerprint(), goal, "{place}");
                faults += 1;
            }
        }
    }
    faults
}
