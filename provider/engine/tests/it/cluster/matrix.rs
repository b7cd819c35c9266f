//! The fault matrix as one function.

use kgas_engine::cluster::Spec;

use super::fixtures::{changed, gone, rotated, upgraded, whole};
use super::run::{End, calm, done, struck, with};
use super::world::World;
use crate::fault::FAULTS;

/// A story: the world before it and what is wanted.
pub(super) fn stories() -> Vec<(&'static str, World, Spec)> {
    vec![
        ("create", World::default(), whole()),
        ("update", with(&whole()), changed()),
        ("upgrade", with(&whole()), upgraded()),
        ("rotate", with(&whole()), rotated()),
        ("destroy", with(&whole()), gone()),
    ]
}

/// The whole matrix; returns how many faults struck. Each run starts where the calm run stood before the request: since
/// a decision depends on nothing but what is seen, the new run sends that request too, or the fault does not strike.
pub(super) fn matrix() -> usize {
    let mut faults = 0;
    for (story, mut world, spec) in stories() {
        let requests = calm(&mut world, &spec);
        assert!(requests.len() > 3, "{story} is no story");
        assert_eq!(done(&mut world, &spec), [], "{story}: at the goal there is nothing to do");
        let goal = world.fingerprint();
        for (nth, (request, before)) in requests.iter().enumerate() {
            for fault in FAULTS {
                let place = format!("{story}: {fault:?} at request {nth}, {request:?}");
                let mut world = before.clone();
                let run = struck(&mut world, &spec, request, fault);
                assert_eq!(run.fired, 1, "{place} did not strike");
                assert!(!matches!(run.end, End::Stuck(_)), "{place}: {:?}", run.end);
                done(&mut world, &spec);
                assert_eq!(done(&mut world, &spec), [], "{place}: not at rest");
                assert_eq!(world.fingerprint(), goal, "{place}");
                faults += 1;
            }
        }
    }
    faults
}
