//! Imported clusters: claimed once, children first.

use kgas_engine::cluster::{Action, Spec, Target, physical_name};

use super::fixtures::{V33, whole};
use super::run::{apply, calm, done, struck, with};
use super::world::World;
use crate::fault::FAULTS;

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), support: vec![], ..bare() }
}

/// No support of our own: roles and subnets are given.
fn bare() -> Spec {
    let mut spec = whole();
    let given = |key: &str| kgas_engine::cluster::Ref::Id(format!("{key}#1"));
    spec.role = Some(given("role/cluster"));
    spec.network.subnets = ["subnet/a", "subnet/b"].iter().map(|key| given(key)).collect();
    for pool in spec.pools.iter_mut().flat_map(|pools| pools.values_mut()) {
        pool.immutable.role = Some(given("role/nodes"));
        pool.template = None;
    }
    spec
}

/// A cluster as somebody else made it: no tag of ours, pools under plain names.
fn made_by_hand() -> World {
    let mut world = with(&Spec { support: vec![], ..bare() });
    let cluster = world.cluster();
    cluster.tags.clear();
    cluster.addons.iter_mut().flatten().for_each(|(_, addon)| addon.tags.clear());
    cluster.access.iter_mut().flatten().for_each(|(_, entry)| entry.tags.clear());
    for key in ["infra", "workers"] {
        let mut pool = cluster.pools.remove(&physical_name(&bare(), key, &bare().pools.unwrap()[key])).unwrap();
        pool.tags.clear();
        cluster.pools.insert(key.into(), pool);
    }
    world
}

#[test]
fn an_imported_cluster_is_claimed_children_first_and_then_only_tagged() {
    let mut world = made_by_hand();
    let log = done(&mut world, &known());
    let claims = log.iter().take_while(|a| matches!(a, Action::Claim { .. })).count();
    assert_eq!(claims, 7, "{log:?}");
    assert!(matches!(&log[6], Action::Claim { target: Target::Cluster, .. }));
    assert!(log[7..].iter().all(|a| matches!(a, Action::Tag { .. })), "{log:?}");
    assert_eq!(world.cluster().pools.keys().collect::<Vec<_>>(), ["infra", "workers"]);
    assert_eq!(done(&mut world, &known()), []);
}

#[test]
fn a_claim_that_was_interrupted_goes_on() {
    let mut world = made_by_hand();
    let requests = calm(&mut world, &known());
    let goal = world.fingerprint();
    for (request, before) in requests {
        for fault in FAULTS {
            let mut world = before.clone();
            assert_eq!(struck(&mut world, &known(), &request, fault).fired, 1);
            done(&mut world, &known());
            assert_eq!(world.fingerprint(), goal, "{fault:?} at {request}");
        }
    }
}

#[test]
fn what_is_not_in_the_configuration_is_not_claimed() {
    let mut world = made_by_hand();
    let mut spec = known();
    spec.pools.as_mut().unwrap().remove("infra");
    spec.addons.as_mut().unwrap().remove("coredns");
    done(&mut world, &spec);
    assert!(world.cluster().pools["infra"].tags.is_empty());
    assert!(world.cluster().addons.as_ref().unwrap()["coredns"].tags.is_empty());
    assert!(!apply(&mut world, &spec, &[]).log.iter().any(|a| matches!(a, Action::DeletePool { .. })));
}
