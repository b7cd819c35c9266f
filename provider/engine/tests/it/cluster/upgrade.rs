//! The version walk: minor by minor, pools and add-ons in between.

use kgas_engine::cluster::observed::{AddonOffer, Issue};
use kgas_engine::cluster::{
    Action, AddonVersion, Capabilities, Minor, NodePools, OnBlocked, OnDowngrade, Problem, Spec, Upgrade,
};

use super::fixtures::{V33, V34, V35, whole};
use super::run::{End, apply, done, with};
use super::world::World;

fn to(version: Minor) -> Spec {
    Spec { known: true, version, version_before: Some(V33), ..whole() }
}

fn versions(world: &mut World) -> (Minor, Vec<Minor>) {
    let cluster = world.cluster();
    (cluster.version, cluster.pools.values().filter_map(|pool| pool.version).collect())
}

fn walk(log: &[Action]) -> Vec<String> {
    let versions = |a: &&Action| {
        matches!(a, Action::UpgradeCluster { .. } | Action::UpgradePool { .. } | Action::UpdateAddon { .. })
    };
    let plain = |a: &Action| a.to_string().split('-').next().unwrap().replace("roll pool", "roll");
    log.iter().filter(versions).map(plain).collect()
}

#[test]
fn pools_follow_every_minor_where_the_cloud_wants_that() {
    let mut world = with(&whole());
    done(&mut world, &to(V35));
    assert_eq!(versions(&mut world), (V35, vec![V35, V35]));
}

static LENIENT: Capabilities = Capabilities { pool_lag_before_step: 2, ..Capabilities::AWS };

#[test]
fn pools_skip_minors_where_the_cloud_lets_them() {
    let spec = Spec { capabilities: &LENIENT, ..to(V35) };
    let log = done(&mut with(&whole()), &spec);
    let rolls = log.iter().filter(|a| matches!(a, Action::UpgradePool { to: V35, .. })).count();
    let others = log.iter().filter(|a| matches!(a, Action::UpgradePool { to: V34, .. })).count();
    assert_eq!((rolls, others), (2, 0), "{:?}", walk(&log));
}

#[test]
fn held_pools_stay_for_one_step_and_stop_a_second() {
    let hold = Upgrade { node_pools: NodePools::Hold, ..whole().upgrade };
    let mut world = with(&whole());
    done(&mut world, &Spec { upgrade: hold, ..to(V34) });
    assert_eq!(versions(&mut world), (V34, vec![V33, V33]));
    let run = apply(&mut world, &Spec { upgrade: hold, ..to(V35) }, &[]);
    assert!(
        matches!(run.end, End::Stuck(Problem::PoolsHoldBack { ref pools, at: V34 }) if pools.len() == 2),
        "{:?}",
        run.end
    );
    assert!(!run.log.iter().any(|a| matches!(a, Action::UpgradeCluster { .. })), "{:?}", run.log);
}

#[test]
fn a_pool_with_a_version_of_its_own_keeps_it() {
    let mut spec = to(V34);
    spec.pools.as_mut().unwrap().get_mut("infra").unwrap().version = Some(V33);
    let mut world = with(&whole());
    done(&mut world, &spec);
    assert_eq!(versions(&mut world), (V34, vec![V33, V34]));
}

#[test]
fn an_addon_that_fits_the_next_minor_is_moved_before_the_step_and_others_after_it() {
    let log = walk(&done(&mut with(&whole()), &to(V34)));
    let place = |text: &str| log.iter().position(|line| line.starts_with(text)).unwrap();
    assert!(place("upgrade cluster") < place("update add"), "vpc-cni fits one minor only: {log:?}");
    let mut spec = to(V34);
    spec.addons.as_mut().unwrap().get_mut("coredns").unwrap().version = AddonVersion::Exact("v34".into());
    let mut world = with(&whole());
    let log = done(&mut world, &spec);
    let lines: Vec<_> = log.iter().map(ToString::to_string).collect();
    assert!(lines.contains(&"update add-on coredns at v34".to_owned()), "{lines:?}");
    let offers = &mut world.truth.addon_offers;
    assert!(offers.get_mut(&V34).unwrap()["coredns"].iter().any(|offer| offer.version == "v33"));
}

#[test]
fn an_addon_is_aligned_before_the_step_that_would_leave_it_behind() {
    let mut world = with(&whole());
    world.cluster().addons.as_mut().unwrap().get_mut("coredns").unwrap().version = "v32".into();
    let log: Vec<_> = done(&mut world, &to(V34)).iter().map(ToString::to_string).collect();
    let place = |text: &str| log.iter().position(|line| line == text).unwrap();
    assert!(place("update add-on coredns at v33") < place("upgrade cluster to 1.34"), "{log:?}");
}

#[test]
fn a_pinned_addon_that_ends_with_the_walk_stops_it_before_the_last_step() {
    let mut spec = to(V35);
    spec.addons.as_mut().unwrap().get_mut("coredns").unwrap().version = AddonVersion::Exact("v33".into());
    let mut world = with(&whole());
    let run = apply(&mut world, &spec, &[]);
    let problem = Problem::AddonVersion { addon: "coredns".into(), version: "v33".into(), minor: V35 };
    assert_eq!(run.end, End::Stuck(problem));
    assert_eq!(world.cluster().version, V34);
}

#[test]
fn an_addon_not_offered_at_all_does_not_move() {
    let mut world = with(&whole());
    for offers in world.truth.addon_offers.values_mut() {
        offers.insert("coredns".into(), vec![AddonOffer { version: "v33".into(), default: true }]);
    }
    done(&mut world, &to(V35));
    assert_eq!(world.cluster().addons.as_ref().unwrap()["coredns"].version, "v33");
}

#[test]
fn blockers_stop_the_step_or_are_forced() {
    let issue = Issue { code: "ERROR".into(), message: "removed API in use".into(), resources: vec![] };
    let mut world = with(&whole());
    world.cluster().upgrade_blockers = vec![issue.clone()];
    let run = apply(&mut world, &to(V34), &[]);
    assert_eq!(run.end, End::Stuck(Problem::UpgradeBlocked { to: V34, issues: vec![issue] }));
    let forced = Upgrade { on_blocked: OnBlocked::Force, ..whole().upgrade };
    let run = apply(&mut world, &Spec { upgrade: forced, ..to(V34) }, &[]);
    assert_eq!(run.end, End::Done);
    assert!(run.log.contains(&Action::UpgradeCluster { to: V34, force: true }));
}

#[test]
fn a_pool_blocked_by_a_disruption_budget_stops_the_walk_or_is_forced_after_one_try() {
    let mut world = with(&whole());
    world.script.blocked_upgrades = 1;
    match apply(&mut world, &to(V34), &[]).end {
        End::Stuck(Problem::UpdateFailed { issues, .. }) => assert_eq!(issues[0].code, "PodEvictionFailure"),
        end => panic!("{end:?}"),
    }
    assert_eq!(versions(&mut world), (V34, vec![V33, V33]));
    let forced = Spec { upgrade: Upgrade { on_blocked: OnBlocked::Force, ..whole().upgrade }, ..to(V34) };
    let mut world = with(&whole());
    world.script.blocked_upgrades = 1;
    let rolls: Vec<_> = done(&mut world, &forced)
        .into_iter()
        .filter_map(|a| if let Action::UpgradePool { force, key, .. } = a { Some((key, force)) } else { None })
        .collect();
    assert_eq!(rolls, [("infra".into(), false), ("infra".into(), true), ("workers".into(), false)]);
}

#[test]
fn a_rollback_goes_back_one_minor_with_pools_still_behind() {
    let hold = Upgrade { node_pools: NodePools::Hold, ..whole().upgrade };
    let mut world = with(&whole());
    done(&mut world, &Spec { upgrade: hold, ..to(V34) });
    let back = Upgrade { on_downgrade: OnDowngrade::Rollback, ..whole().upgrade };
    let spec = Spec { upgrade: back, version_before: Some(V34), ..to(V33) };
    let log = done(&mut world, &spec);
    assert!(log.contains(&Action::RollbackCluster { to: V33 }), "{log:?}");
    assert_eq!(versions(&mut world), (V33, vec![V33, V33]));
}

#[test]
fn a_rollback_below_a_pool_is_impossible() {
    let mut world = with(&Spec { version: V34, ..whole() });
    let back = Upgrade { on_downgrade: OnDowngrade::Rollback, ..whole().upgrade };
    let run = apply(&mut world, &Spec { upgrade: back, version_before: Some(V34), ..to(V33) }, &[]);
    assert!(matches!(run.end, End::Stuck(Problem::RollbackImpossible { .. })), "{:?}", run.end);
    assert_eq!(run.log, []);
}

#[test]
fn a_new_pool_in_a_walk_begins_at_the_control_planes_version() {
    let mut spec = to(V35);
    spec.pools.as_mut().unwrap().insert("new".into(), super::fixtures::pool("m7i.large"));
    let mut world = with(&whole());
    done(&mut world, &spec);
    assert_eq!(versions(&mut world), (V35, vec![V35; 3]));
}
