//! The way down.

use kgas_engine::cluster::observed::{Failure, Leak, Pool, Status, Update, UpdateStatus};
use kgas_engine::cluster::{Action, Problem, Spec, Step, Waiting, next, plan};

use super::fixtures::{gone, map, whole};
use super::run::{End, apply, done, with};
use super::world::World;

#[test]
fn a_protected_cluster_stays() {
    let mut spec = gone();
    spec.deletion.protected = true;
    let run = apply(&mut with(&whole()), &spec, &[]);
    assert_eq!((run.end, run.log.len()), (End::Stuck(Problem::Protected), 0));
}

#[test]
fn the_clouds_own_protection_is_lifted_first() {
    let mut protected = whole();
    protected.deletion.protected = true;
    let log = done(&mut with(&protected), &gone());
    assert_eq!(log[0], Action::UpdateDeletionProtection { protected: false });
}

#[test]
fn a_cluster_of_somebody_else_is_not_deleted() {
    // One that was imported is claimed by an apply, and by a destroy it is not.
    for (tags, advice) in [(map(&[]), "an apply"), (map(&[("kgas-owner", "other")]), "another name")] {
        let mut world = with(&whole());
        world.cluster().tags = tags;
        let run = apply(&mut world, &gone(), &[]);
        let End::Stuck(problem @ Problem::Foreign { .. }) = run.end else { panic!("{:?}", run.end) };
        assert!(problem.advice().next_step.contains(advice), "{problem}");
        assert_eq!(run.log, []);
    }
}

#[test]
fn pools_of_somebody_else_stop_a_destroy_before_it_begins() {
    let mut world = with(&whole());
    world.cluster().pools.insert("theirs".into(), Pool::default());
    let run = apply(&mut world, &gone(), &[]);
    assert_eq!((run.end, run.log.len()), (End::Stuck(Problem::ForeignPools { pools: vec!["theirs".into()] }), 0));
}

#[test]
fn nothing_of_ours_is_left_and_nothing_of_others_is_gone() {
    let mut world = with(&whole());
    let mut theirs = world.truth.support[0].clone();
    (theirs.id, theirs.owner, theirs.key) = ("vpc-theirs".into(), None, "theirs".into());
    world.truth.support.push(theirs.clone());
    done(&mut world, &gone());
    let left = world.fingerprint();
    assert_eq!((left.cluster, left.support), (None, vec![theirs]));
}

#[test]
fn an_absence_is_believed_after_three_looks() {
    let mut world = World::default();
    let run = apply(&mut world, &gone(), &[]);
    assert_eq!((run.end, run.log.len()), (End::Done, 0));
    assert_eq!(world.now.0, 6_000);
}

#[test]
fn a_cluster_that_is_still_being_made_or_changed_is_waited_for() {
    for status in [Status::Creating, Status::Updating, Status::Other("NEW".into())] {
        let mut world = with(&whole());
        world.cluster().status = status;
        let step = next(&gone(), &world.look(), world.now);
        assert!(matches!(step, Step::Wait { why: Waiting::For { .. }, .. }), "{step:?}");
    }
}

#[test]
fn an_update_in_flight_is_waited_for_before_anything_is_deleted() {
    let mut world = with(&whole());
    world.cluster().updates = vec![Update {
        id: "u1".into(),
        child: None,
        kind: "LoggingUpdate".into(),
        status: UpdateStatus::InProgress,
        issues: vec![],
        inherited: false,
    }];
    let step = next(&gone(), &world.look(), world.now);
    assert!(matches!(step, Step::Wait { why: Waiting::Update { .. }, .. }), "{step:?}");
}

#[test]
fn a_failed_cluster_can_be_deleted() {
    let mut world = with(&whole());
    world.cluster().status = Status::Failed(kgas_engine::cluster::observed::Failure::Create);
    let step = next(&gone(), &world.look(), world.now);
    assert!(matches!(step, Step::Do(Action::DeletePool { .. })), "{step:?}");
}

fn leak(network: &str, releasing: bool) -> Leak {
    Leak { kind: "network interface".into(), id: "eni-1".into(), network_id: Some(network.into()), releasing }
}

/// A world whose cluster is gone and whose network is not.
fn network_only() -> World {
    let mut world = with(&whole());
    world.truth.cluster = None;
    world
}

#[test]
fn leftovers_in_our_network_are_waited_for_while_they_go_and_named_when_they_do_not() {
    let mut world = network_only();
    world.truth.leaks = vec![leak("vpc#1", true)];
    world.truth.cluster_absent = 3;
    let step = next(&gone(), &world.look(), world.now);
    assert!(matches!(step, Step::Wait { why: Waiting::Leftovers { .. }, .. }), "{step:?}");
    world.truth.leaks = vec![leak("vpc#1", false)];
    let step = next(&gone(), &world.look(), world.now);
    assert!(matches!(step, Step::Wait { why: Waiting::Leftovers { .. }, .. }), "it may be gone already: {step:?}");
    let begun = world.now;
    let run = apply(&mut world, &gone(), &[]);
    assert!(world.now >= begun.after(100_000), "{:?}", world.now);
    assert_eq!((run.end, run.log.len()), (End::Stuck(Problem::LeaksInTheWay { leaks: world.truth.leaks.clone() }), 0));
    world.truth.leaks.clear();
    done(&mut world, &gone());
}

#[test]
fn leftovers_in_a_given_network_are_reported_and_stop_nothing() {
    let mut world = network_only();
    world.truth.leaks = vec![leak("vpc-given", false)];
    done(&mut world, &gone());
    let notes = plan::notes(&gone(), &world.truth, false);
    assert_eq!(notes.len(), 1);
    assert!(notes[0].detail.contains("eni-1"));
    let mut silent = gone();
    silent.deletion.sweep = kgas_engine::cluster::Sweep::Off;
    assert!(plan::notes(&silent, &world.truth, false).is_empty());
    assert!(plan::notes(&Spec { known: true, ..whole() }, &world.truth, false).is_empty());
}

/// Terraform replaces a cluster whose creation failed. It was never made, so it is not what the protection protects, and
/// the cloud changes no setting of it.
#[test]
fn a_cluster_that_was_never_made_is_not_protected() {
    let mut world = with(&whole());
    let cluster = world.cluster();
    cluster.status = Status::Failed(Failure::Create);
    (cluster.deletion_protection, cluster.pools) = (Some(true), std::collections::BTreeMap::new());
    cluster.addons = Some(std::collections::BTreeMap::new());
    let mut spec = gone();
    spec.deletion.protected = true;
    let step = next(&spec, &world.look(), world.now);
    assert_eq!(
        step,
        Step::Do(Action::DeleteSupport {
            key: "template/workers".into(),
            kind: "launch_template".into(),
            id: "template/workers#1".into()
        })
    );
    world.truth.support.retain(|support| support.key.0 == "vpc");
    assert_eq!(next(&spec, &world.look(), world.now), Step::Do(Action::DeleteCluster));
    world.cluster().status = Status::Active;
    assert_eq!(next(&spec, &world.look(), world.now), Step::Stuck(Problem::Protected));
}

/// A creation that failed before the cluster leaves a protected resource and no cluster: what stands around it goes.
#[test]
fn where_there_is_no_cluster_nothing_is_protected() {
    let mut spec = gone();
    spec.deletion.protected = true;
    let mut world = network_only();
    done(&mut world, &spec);
    assert_eq!(world.truth.support, []);
}

#[test]
fn an_addon_that_cannot_be_deleted_goes_with_the_cluster() {
    let mut world = with(&whole());
    let addons = world.cluster().addons.as_mut().unwrap();
    addons.get_mut("coredns").unwrap().status = Status::Failed(Failure::Delete);
    let log = done(&mut world, &gone());
    assert!(!log.iter().any(|action| matches!(action, Action::DeleteAddon { .. })), "{log:?}");
    assert_eq!(world.truth.cluster, None);
}
