//! Every fault at every request of every story ends where the calm run ends.

use kgas_engine::cluster::Action;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::fixtures::whole;
use super::matrix::{matrix, stories};
use super::run::{End, apply, done};
use super::world::World;
use crate::fault::{FAULTS, Fault};

#[test]
fn a_fault_at_any_request_changes_nothing_in_the_end() {
    assert!(matrix() > 500, "the matrix has lost its stories");
}

/// Lists of faults over several runs, with a fixed seed.
#[test]
fn any_finite_list_of_faults_is_outlived() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner =
        TestRunner::new_with_rng(Config { cases: 100, failure_persistence: None, ..Config::default() }, seed);
    let fault = prop::sample::select(FAULTS.to_vec());
    let runs = prop::collection::vec(prop::collection::vec((0..30_usize, fault), 0..5), 0..5);
    let stories = stories();
    runner
        .run(&(0..stories.len(), runs), |(story, runs)| {
            let (name, before, spec) = &stories[story];
            let (mut calm, mut world) = (before.clone(), before.clone());
            done(&mut calm, spec);
            for faults in &runs {
                apply(&mut world, spec, faults);
            }
            done(&mut world, spec);
            prop_assert_eq!(world.fingerprint(), calm.fingerprint(), "{}", name);
            Ok(())
        })
        .unwrap();
}

#[test]
fn doubled_objects_are_found_and_removed() {
    let calm = done(&mut World::default(), &whole());
    let vpc = calm.iter().position(|a| *a == Action::CreateSupport { key: "vpc".into() }).unwrap();
    let struck = apply(&mut World::default(), &whole(), &[(vpc, Fault::DoneTwice)]);
    assert_eq!(struck.end, End::Done);
    let deleted: Vec<_> = struck.log.iter().filter(|a| matches!(a, Action::DeleteSupport { .. })).collect();
    assert_eq!(deleted, [&Action::DeleteSupport { key: "vpc".into(), kind: "vpc".into(), id: "vpc#2".into() }]);
}
