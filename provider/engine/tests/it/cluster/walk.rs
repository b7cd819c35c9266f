//! What a plan says of an upgrade, held against what the apply does.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::plan::{self, Leg, Severity};
use kgas_engine::cluster::{Action, Minor, NodePools, OnDowngrade, Spec};

use super::fixtures::{V33, V34, V35, rightless, upgraded, whole};
use super::run::{done, with};
use super::world::World;

fn lines(spec: &Spec, world: &World) -> Vec<String> {
    plan::walk(spec, world.truth.cluster.as_ref().unwrap()).iter().map(ToString::to_string).collect()
}

#[test]
fn the_way_names_control_plane_addons_and_pools_in_their_order() {
    expect_test::expect![[r"
        control plane from 1.33 to 1.34
        add-ons vpc-cni, as far as they do not fit 1.34
        node pools infra, workers to 1.34
        add-ons coredns, as far as they do not fit 1.34
        control plane from 1.34 to 1.35
        add-ons vpc-cni, as far as they do not fit 1.35
        node pools infra, workers to 1.35
        add-ons coredns, as far as they do not fit 1.35"]]
    .assert_eq(&lines(&upgraded(), &with(&whole())).join("\n"));
}

/// The moves of control plane and pools, each set of pools at once.
fn moves(spec: &Spec, log: &[Action]) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    let mut at = V33;
    for action in log {
        match action {
            Action::UpgradeCluster { to, .. } | Action::RollbackCluster { to } => {
                legs.push(Leg::ControlPlane { from: at, to: *to });
                at = *to;
            }
            Action::UpgradePool { key, to, .. } => {
                assert!(spec.pools.as_ref().unwrap().contains_key(key));
                match legs.last_mut() {
                    Some(Leg::Pools { keys, to: same }) if same == to => drop(keys.insert(key.clone())),
                    _ => legs.push(Leg::Pools { keys: BTreeSet::from([key.clone()]), to: *to }),
                }
            }
            _ => {}
        }
    }
    legs
}

#[test]
fn an_apply_takes_the_way_that_was_told() {
    let rows: [(&str, fn(&mut Spec), fn(&mut World)); 6] = [
        ("two up", |_| {}, |_| {}),
        ("one up", |s| s.version = V34, |_| {}),
        ("one up, pools held", |s| (s.version, s.upgrade.node_pools) = (V34, NodePools::Hold), |_| {}),
        (
            "pools left behind",
            |_| {},
            |w| {
                let pools = &mut w.cluster().pools;
                for pool in pools.values_mut() {
                    pool.version = Some(Minor::new(1, 32));
                }
            },
        ),
        (
            "one pool alone left behind",
            |_| {},
            |w| {
                let pools = &mut w.cluster().pools;
                pools
                    .iter_mut()
                    .filter(|(name, _)| name.starts_with("infra"))
                    .for_each(|(_, p)| p.version = Some(Minor::new(1, 32)));
            },
        ),
        (
            "one back",
            |s| {
                (s.version, s.version_before) = (Minor::new(1, 32), Some(V33));
                s.upgrade = kgas_engine::cluster::Upgrade { on_downgrade: OnDowngrade::Rollback, ..s.upgrade };
            },
            |w| w.cluster().pools.values_mut().for_each(|pool| pool.version = Some(Minor::new(1, 32))),
        ),
    ];
    for (name, change, damage) in rows {
        let mut spec = upgraded();
        change(&mut spec);
        let mut world = with(&whole());
        damage(&mut world);
        let told = plan::walk(&spec, world.truth.cluster.as_ref().unwrap());
        let told: Vec<_> = told.into_iter().filter(|leg| !matches!(leg, Leg::Addons { .. })).collect();
        let log = done(&mut world, &spec);
        assert_eq!(moves(&spec, &log), told, "{name}");
        assert!(!told.is_empty(), "{name}");
    }
}

#[test]
fn a_control_plane_that_stays_has_no_way() {
    let world = with(&whole());
    let cluster = world.truth.cluster.as_ref().unwrap();
    for spec in
        [Spec { known: true, version_before: Some(V33), ..whole() }, Spec { version: Minor::new(1, 32), ..whole() }]
    {
        assert_eq!(plan::walk_told(&spec, cluster), None);
    }
}

#[test]
fn the_way_is_a_warning_at_the_version() {
    let world = with(&whole());
    let told = plan::walk_told(&upgraded(), world.truth.cluster.as_ref().unwrap()).unwrap();
    assert_eq!((told.path.as_str(), told.severity), ("version", Severity::Warning));
    assert!(told.detail.contains("\n  3. node pools infra, workers to 1.34\n"), "{}", told.detail);
    assert!(told.detail.contains("runs 1.33 and is to run 1.35"), "{}", told.detail);
}

#[test]
fn managed_elsewhere_is_not_on_the_way() {
    let mut spec = Spec { addons: None, pools: None, version: V35, ..upgraded() };
    assert_eq!(lines(&spec, &with(&whole())), ["control plane from 1.33 to 1.34", "control plane from 1.34 to 1.35"]);
    spec.access = Some(BTreeMap::from([("arn:x".into(), rightless("x"))]));
    assert_eq!(lines(&spec, &with(&whole())).len(), 2);
}
