//! Whatever goes wrong at whatever request, another run comes to the same end.

use kgas_engine::rollout::Goal;
use kgas_engine::rollout::delegated::{Problem, Spec};

use super::run::{End, apply, drive};
use super::world::{World, revision, wanted};
use crate::fault::{FAULTS, Fault};

fn stories() -> Vec<(&'static str, World, Spec, bool)> {
    let mut bad = World::with("v1");
    bad.bad.insert(revision("v2"));
    let mut under_way = World::with("v1");
    drop(drive(&mut under_way, &wanted("v2"), |nth| (nth == 2).then_some(Fault::KilledAfter)));
    let gone = Spec { goal: Goal::Absent, ..wanted("v1") };
    vec![
        ("install", World::default(), wanted("v1"), true),
        ("good", World::with("v1"), wanted("v2"), true),
        ("bad", bad, wanted("v2"), false),
        ("another one while one is under way", under_way.clone(), wanted("v3"), true),
        ("back while one is under way", under_way.clone(), wanted("v1"), true),
        ("destroy while one is under way", under_way, gone.clone(), true),
        ("destroy", World::with("v1"), gone, true),
    ]
}

fn is_as_expected(end: &End, good: bool) -> bool {
    match end {
        End::Done => good,
        End::Stuck(Problem::Reverted(_)) => !good,
        _ => false,
    }
}

#[test]
fn every_fault_at_every_request_comes_to_the_end_of_a_calm_run() {
    let mut faults = 0;
    for (story, start, spec, good) in stories() {
        let mut calm = start.clone();
        let ran = apply(&mut calm, &spec);
        assert!(is_as_expected(&ran.end, good), "{story}: {:?}", ran.end);
        assert!(ran.log.len() > 1, "{story} is no story");
        let goal = calm.fingerprint();
        if good {
            assert_eq!(super::run::done(&mut calm, &spec), [], "{story}: at the goal there is nothing to do");
        }
        for (nth, request) in ran.log.iter().enumerate() {
            for fault in FAULTS {
                let place = format!("{story}: {fault:?} at request {nth}, {request:?}");
                let mut world = start.clone();
                let ran = drive(&mut world, &spec, |n| (n == nth).then_some(fault));
                assert_eq!(ran.fired, 1, "{place} did not strike");
                match (&ran.end, fault) {
                    (End::Killed, _)
                    | (
                        End::Done | End::Stuck(Problem::Interrupted { .. } | Problem::Reverted(_)),
                        Fault::StopRequested,
                    ) => {}
                    (end, _) => assert!(is_as_expected(end, good), "{place}: {end:?}"),
                }
                // A run that was killed late had all but said so: the next one may try once more.
                let mut again = apply(&mut world, &spec);
                if !is_as_expected(&again.end, good) {
                    again = apply(&mut world, &spec);
                }
                assert!(is_as_expected(&again.end, good), "{place}, then: {:?}", again.end);
                assert_eq!(world.fingerprint(), goal, "{place}");
                faults += 1;
            }
        }
    }
    assert!(faults > 200, "{faults} faults");
}
