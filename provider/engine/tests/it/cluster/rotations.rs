//! Pools that a change takes down are named by the plan, or refused by it.

use kgas_engine::cluster::plan::{self, Severity};
use kgas_engine::cluster::{OnImmutableChange, Spec};

use super::fixtures::{V33, map, rotated, whole};
use super::run::{done, with};

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), ..whole() }
}

#[test]
fn each_policy_has_its_words() {
    for (policy, severity, summary) in [
        (OnImmutableChange::Rotate, Severity::Warning, "Node pool is made anew"),
        (OnImmutableChange::Replace, Severity::Warning, "Node pool is made anew"),
        (OnImmutableChange::Refuse, Severity::Error, "Pool cannot change this in place"),
    ] {
        let mut spec = known();
        let workers = spec.pools.as_mut().unwrap().get_mut("workers").unwrap();
        workers.immutable.machine_types = vec!["m7i.2xlarge".into()];
        workers.on_immutable_change = policy;
        let issues = plan::rotations(&spec, &with(&whole()).truth);
        let [issue] = issues.as_slice() else { panic!("{issues:?}") };
        assert_eq!((issue.severity, issue.summary), (severity, summary));
        assert_eq!(issue.path, "node_pools[\"workers\"]");
        assert!(issue.detail.contains("machine_types"), "{}", issue.detail);
    }
}

#[test]
fn a_pool_that_fits_is_not_named_nor_is_one_on_its_way() {
    let world = with(&whole());
    assert_eq!(plan::rotations(&known(), &world.truth), []);
    let mut rotating = with(&whole());
    done(&mut rotating, &rotated());
    assert_eq!(plan::rotations(&rotated(), &rotating.truth), []);
    let mut without = world.truth;
    without.cluster.as_mut().unwrap().pools.clear();
    assert_eq!(plan::rotations(&rotated(), &without), [], "a pool that is not there is created, not made anew");
}

/// The first apply after an import claims these pools and rotates those that do not fit: the plan has to say so.
#[test]
fn the_pools_of_an_imported_cluster_are_named_before_they_are_claimed() {
    let mut world = with(&whole());
    let cluster = world.cluster();
    cluster.tags = map(&[]);
    let mut pool = cluster.pools.values().next().unwrap().clone();
    (pool.tags, pool.image) = (map(&[]), Some("BOTTLEROCKET_x86_64".into()));
    cluster.pools = [("workers".to_owned(), pool)].into();
    let issues = plan::rotations(&known(), &world.truth);
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert!(issues[0].detail.contains("image"), "{issues:?}");
    // A cluster that is ours already takes over a pool that nobody owns, and leaves one of another owner alone.
    world.truth.cluster.as_mut().unwrap().tags = map(&[("kgas-owner", known().owner.as_str())]);
    assert_eq!(plan::rotations(&known(), &world.truth), issues);
    world.truth.cluster.as_mut().unwrap().pools.values_mut().next().unwrap().tags = map(&[("kgas-owner", "other")]);
    assert_eq!(plan::rotations(&known(), &world.truth), []);
}

/// A tag is on machines too, so the plan of a changed map of tags has to say that every node is replaced.
#[test]
fn a_pool_whose_template_changes_is_named() {
    let world = with(&whole());
    assert_eq!(plan::rolls(&known(), &world.truth), []);
    let mut spec = known();
    spec.support.iter_mut().filter(|support| support.kind == "launch_template").for_each(|s| s.digest = "2".into());
    let issues = plan::rolls(&spec, &world.truth);
    let [issue] = issues.as_slice() else { panic!("{issues:?}") };
    assert_eq!((issue.severity, issue.path.as_str()), (Severity::Warning, "node_pools[\"workers\"]"));
    spec.pools.as_mut().unwrap().get_mut("workers").unwrap().immutable.machine_types = vec!["m7i.2xlarge".into()];
    assert_eq!(plan::rolls(&spec, &world.truth), [], "it is made anew, which is said already");
}
