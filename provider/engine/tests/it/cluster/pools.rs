//! Node pools: drift in place, rotation, sizes, failures.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::observed::{Failure, Pool, Status};
use kgas_engine::cluster::{
    Action, History, OnImmutableChange, PoolChange, Problem, Ref, Scaling, Spec, Step, Surge, Taint, TaintEffect,
    Waiting, next, physical_name,
};

use super::fixtures::{V33, map, whole};
use super::run::{End, apply, done, with};

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), ..whole() }
}

fn workers(spec: &mut Spec) -> &mut kgas_engine::cluster::Pool {
    spec.pools.as_mut().unwrap().get_mut("workers").unwrap()
}

fn name(spec: &Spec) -> String {
    physical_name(spec, "workers", &spec.pools.as_ref().unwrap()["workers"])
}

/// The first step for `spec` where `whole` was applied and its pool `workers` then changed.
fn first(spec: &Spec, change: impl FnOnce(&mut Pool)) -> Step {
    let mut world = with(&whole());
    change(world.cluster().pools.get_mut(&name(&whole())).unwrap());
    let seen = History::default().note(spec, world.look());
    next(spec, &seen, world.now)
}

fn change(step: Step) -> PoolChange {
    match step {
        Step::Do(Action::UpdatePool { change, .. }) => change,
        step => panic!("{step:?} changes no pool"),
    }
}

#[test]
fn a_physical_name_is_key_and_digest_within_the_clouds_limit() {
    let mut spec = whole();
    let first = name(&spec);
    assert!(first.starts_with("workers-") && first.len() == "workers-".len() + 8, "{first}");
    workers(&mut spec).labels = map(&[("other", "label")]);
    assert_eq!(name(&spec), first, "what can change in place does not rename");
    workers(&mut spec).immutable.disk_gb = Some(100);
    assert_ne!(name(&spec), first);
    let pool = &spec.pools.as_ref().unwrap()["workers"];
    for key in ["x".repeat(200).as_str(), "größe 1", "a.b"] {
        assert!(spec.capabilities.pool_name.accepts(&physical_name(&spec, key, pool)), "{key}");
    }
    assert_ne!(physical_name(&spec, "a.b", pool), physical_name(&spec, "ab", pool));
}

/// A subnet that is added to the cluster is no reason to make every pool anew; one that goes is.
#[test]
fn a_pool_stands_in_any_subnet_of_the_cluster_unless_it_names_its_own() {
    let given = |ids: &[&str]| ids.iter().map(|id| Ref::Id((*id).to_owned())).collect::<BTreeSet<_>>();
    let cluster = |subnets: &[&str], own: &[&str]| {
        let mut spec = known();
        spec.network.subnets = given(subnets);
        spec.pools.as_mut().unwrap().remove("infra");
        workers(&mut spec).immutable.subnets = given(own);
        spec
    };
    let (two, three, one) = (["a", "b"], ["a", "b", "c"], ["a"]);
    let rows = [
        (cluster(&two, &[]), cluster(&three, &[]), false),
        (cluster(&two, &[]), cluster(&one, &[]), true),
        (cluster(&two, &one), cluster(&three, &one), false),
        (cluster(&two, &one), cluster(&two, &two), true),
        (cluster(&two, &two), cluster(&three, &[]), false),
        (cluster(&two, &[]), cluster(&two, &two), false),
    ];
    for (before, after, rotates) in rows {
        let mut world = with(&Spec { known: false, ..before });
        let log = done(&mut world, &after);
        let made = log.iter().any(|action| matches!(action, Action::CreatePool { .. }));
        assert_eq!(made, rotates, "{log:?}");
        assert_eq!(done(&mut world, &after), []);
    }
}

#[test]
fn sizes_are_the_autoscalers_within_the_bounds() {
    let scaling = |min, max, desired| Scaling { min, max, desired: Some(desired) };
    for (wanted, desired, expected) in [
        (scaling(1, 5, 3), 3, None),
        (scaling(1, 5, 2), 4, None),
        (scaling(1, 5, 3), 5, None),
        (scaling(4, 5, 4), 3, Some((4, 5, 4))),
        (scaling(1, 2, 1), 3, Some((1, 2, 2))),
        (scaling(0, 5, 1), 3, Some((0, 5, 3))),
        (scaling(2, 2, 2), 3, Some((2, 2, 2))),
    ] {
        let mut spec = known();
        workers(&mut spec).scaling = wanted;
        let step = first(&spec, |pool| pool.desired = desired);
        let sizes = if step == Step::Done { None } else { change(step).sizes };
        assert_eq!(sizes, expected, "{wanted:?} at {desired}");
    }
}

#[test]
fn labels_and_taints_are_changed_by_their_difference() {
    let taint =
        |key: &str, value: &str| Taint { key: key.into(), effect: TaintEffect::NoSchedule, value: value.into() };
    let mut spec = known();
    workers(&mut spec).labels = map(&[("tier", "api"), ("zone", "a")]);
    workers(&mut spec).taints = BTreeSet::from([taint("gpu", "new"), taint("spot", "")]);
    let step = first(&spec, |pool| {
        pool.labels = map(&[("tier", "web"), ("old", "x")]);
        pool.taints = BTreeSet::from([taint("gpu", "old"), taint("gone", "")]);
    });
    let expected = PoolChange {
        set_labels: map(&[("tier", "api"), ("zone", "a")]),
        remove_labels: BTreeSet::from(["old".into()]),
        set_taints: BTreeSet::from([taint("gpu", "new"), taint("spot", "")]),
        remove_taints: BTreeSet::from([("gone".into(), TaintEffect::NoSchedule)]),
        ..PoolChange::default()
    };
    assert_eq!(change(step), expected);
}

#[test]
fn drift_of_each_changeable_field_is_repaired() {
    let drifts: [fn(&mut Pool); 6] = [
        |pool| pool.max = 50,
        |pool| pool.min = 0,
        |pool| pool.labels.clear(),
        |pool| {
            assert!(pool.taints.insert(Taint {
                key: "x".into(),
                effect: TaintEffect::NoExecute,
                value: String::new()
            }));
        },
        |pool| pool.surge = Some(Surge::Count(9)),
        |pool| drop(pool.tags.remove("team")),
    ];
    for (n, drift) in drifts.into_iter().enumerate() {
        let mut world = with(&whole());
        let calm = world.fingerprint();
        drift(world.cluster().pools.get_mut(&name(&whole())).unwrap());
        assert_eq!(done(&mut world, &known()).len(), 1, "drift {n}");
        assert_eq!(world.fingerprint(), calm, "drift {n}");
    }
}

#[test]
fn drift_of_each_immutable_field_rotates_the_pool() {
    let drifts: [fn(&mut Pool); 5] = [
        |pool| pool.machine_types = vec!["t3.micro".into()],
        |pool| pool.image = Some("BOTTLEROCKET_x86_64".into()),
        |pool| pool.capacity = Some(kgas_engine::cluster::Capacity::Spot),
        |pool| pool.role = Some("arn:other".into()),
        |pool| pool.subnets = Some(BTreeSet::from(["subnet-x".into()])),
    ];
    for (n, drift) in drifts.into_iter().enumerate() {
        let mut world = with(&whole());
        let calm = world.fingerprint();
        let pools = &mut world.cluster().pools;
        let mut odd = pools.remove(&name(&whole())).unwrap();
        drift(&mut odd);
        odd.desired = 4;
        pools.insert("workers-old".into(), odd);
        let log = done(&mut world, &known());
        let [Action::CreatePool { desired: 4, .. }, Action::DeletePool { name: old }] = log.as_slice() else {
            panic!("drift {n}: {log:?}")
        };
        assert_eq!(old, "workers-old");
        let cluster = world.fingerprint().cluster.unwrap();
        let expected = calm.cluster.unwrap();
        assert_eq!(cluster.pools.keys().collect::<Vec<_>>(), expected.pools.keys().collect::<Vec<_>>(), "drift {n}");
    }
}

#[test]
fn rotation_that_is_taken_back_keeps_the_old_pool() {
    let mut world = with(&whole());
    let calm = world.fingerprint();
    let mut other = known();
    workers(&mut other).immutable.machine_types = vec!["m8g.large".into()];
    let cut = apply(&mut world, &other, &[(0, crate::fault::Fault::KilledAfter)]);
    assert_eq!(cut.log.len(), 1);
    let log = done(&mut world, &known());
    assert_eq!(log, [Action::DeletePool { name: name(&other) }]);
    assert_eq!(world.fingerprint(), calm);
}

#[test]
fn a_pool_may_be_replaced_or_refuse_instead() {
    let mut spec = known();
    workers(&mut spec).immutable.machine_types = vec!["m8g.large".into()];
    workers(&mut spec).on_immutable_change = OnImmutableChange::Refuse;
    let problem = Problem::PoolImmutable { key: "workers".into(), fields: vec!["machine_types".into()] };
    assert_eq!(first(&spec, |_| {}), Step::Stuck(problem));
    workers(&mut spec).on_immutable_change = OnImmutableChange::Replace;
    let log = done(&mut with(&whole()), &spec);
    assert!(matches!(log.as_slice(), [Action::DeletePool { .. }, Action::CreatePool { .. }]), "{log:?}");
}

#[test]
fn the_old_pool_stays_until_the_new_one_works() {
    let mut spec = known();
    workers(&mut spec).immutable.machine_types = vec!["m8g.large".into()];
    let mut world = with(&whole());
    world.script.pools_that_fail = BTreeMap::from([("workers".into(), 1)]);
    let run = apply(&mut world, &spec, &[]);
    assert!(matches!(run.end, End::Stuck(Problem::Failed { .. })), "{:?}", run.end);
    assert!(world.cluster().pools.contains_key(&name(&whole())));
    let log = done(&mut world, &spec);
    let names: Vec<_> = log.iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), 3, "delete the failed one, create it again, delete the old one: {names:?}");
    assert!(!world.cluster().pools.contains_key(&name(&whole())));
}

#[test]
fn statuses_of_a_pool() {
    let waits = |status: Status| matches!(first(&known(), |pool| pool.status = status), Step::Wait { .. });
    assert!(waits(Status::Creating) && waits(Status::Updating) && waits(Status::Deleting));
    assert!(waits(Status::Other("REPAIRING".into())), "an unknown word keeps being polled");
    assert_eq!(first(&known(), |pool| pool.status = Status::Degraded), Step::Done, "degraded is a note, not an error");
}

#[test]
fn a_failure_from_before_the_run_is_repaired() {
    for (failure, requests) in [(Failure::Create, 2), (Failure::Delete, 2), (Failure::Update, 0)] {
        let mut world = with(&whole());
        world.cluster().pools.get_mut(&name(&whole())).unwrap().status = Status::Failed(failure);
        let run = apply(&mut world, &known(), &[]);
        assert_eq!((run.end, run.log.len()), (End::Done, requests), "{failure:?}");
    }
}

#[test]
fn a_pool_that_a_throttle_kept_from_being_made_is_made_anew_a_few_times() {
    let fails = |code: &'static str, times: u32| {
        let mut spec = known();
        workers(&mut spec).immutable.machine_types = vec!["m8g.large".into()];
        let mut world = with(&whole());
        world.script.pools_that_fail = BTreeMap::from([("workers".into(), times)]);
        world.script.pools_fail_with = code;
        let run = apply(&mut world, &spec, &[]);
        let creations = run.log.iter().filter(|action| matches!(action, Action::CreatePool { .. })).count();
        (matches!(run.end, End::Done), matches!(run.end, End::Stuck(Problem::Failed { .. })), creations)
    };
    assert_eq!(fails("IamThrottling", 1), (true, false, 2));
    assert_eq!(fails("IamThrottling", 3), (true, false, 4));
    assert_eq!(fails("IamThrottling", 4), (false, true, 4));
    assert_eq!(fails("NodeCreationFailure", 1), (false, true, 1));
}

#[test]
fn pools_of_somebody_else_are_left_alone_and_not_taken() {
    let mut world = with(&whole());
    let theirs = Pool { tags: map(&[("kgas-owner", "other")]), ..Pool::default() };
    world.cluster().pools.insert("theirs".into(), theirs.clone());
    assert_eq!(done(&mut world, &known()), []);
    let mut spec = known();
    spec.pools.as_mut().unwrap().insert("theirs".into(), super::fixtures::pool("m7i.large"));
    match apply(&mut world, &spec, &[]).end {
        End::Stuck(Problem::Foreign { path, owner, .. }) => {
            assert_eq!((path.as_str(), owner.as_deref()), ("node_pools[\"theirs\"]", Some("other")));
        }
        end => panic!("{end:?}"),
    }
    assert_eq!(world.cluster().pools["theirs"], theirs);
}

#[test]
fn a_new_template_rolls_the_pool_in_place() {
    let mut spec = known();
    spec.support.iter_mut().find(|s| s.key.0 == "template/workers").unwrap().digest = "2".into();
    let log: Vec<_> = done(&mut with(&whole()), &spec).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["update template/workers".to_owned(), format!("roll pool {} to 1.33", name(&spec))]);
}

#[test]
fn a_pool_that_is_degraded_does_not_take_over() {
    let mut spec = known();
    workers(&mut spec).immutable.machine_types = vec!["m8g.large".into()];
    let mut world = with(&whole());
    apply(&mut world, &spec, &[(1, crate::fault::Fault::KilledBefore)]);
    world.cluster().pools.get_mut(&name(&spec)).unwrap().status = Status::Degraded;
    let seen = History::default().note(&spec, world.look());
    match next(&spec, &seen, world.now) {
        Step::Wait { why: Waiting::For { status, .. }, .. } => assert_eq!(status, "degraded"),
        step => panic!("{step:?}"),
    }
}

#[test]
fn no_pools_are_wanted_or_pools_are_managed_elsewhere() {
    let mut world = with(&whole());
    let elsewhere = Spec { pools: None, ..known() };
    assert_eq!(done(&mut world, &elsewhere), []);
    let none = Spec { pools: Some(BTreeMap::new()), ..known() };
    assert_eq!(done(&mut world, &none).len(), 2);
    assert!(world.cluster().pools.is_empty());
}
