//! Add-ons: order, versions, states.

use std::collections::BTreeMap;

use kgas_engine::Millis;
use kgas_engine::cluster::observed::{Addon as Seen, Failure, Status};
use kgas_engine::cluster::{Action, Addon, AddonVersion, History, Problem, Ref, Spec, Step, next};

use super::fixtures::{V33, map, whole};
use super::run::{End, apply, done, with};
use super::world::World;

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), ..whole() }
}

fn first(spec: &Spec, name: &str, change: impl FnOnce(&mut Seen)) -> Step {
    let mut world = with(&whole());
    change(world.cluster().addons.as_mut().unwrap().get_mut(name).unwrap());
    let seen = History::default().note(spec, world.look());
    next(spec, &seen, world.now)
}

fn coredns(spec: &mut Spec) -> &mut Addon {
    spec.addons.as_mut().unwrap().get_mut("coredns").unwrap()
}

#[test]
fn the_network_addon_comes_before_pools_and_dns_after_them() {
    let log = done(&mut World::default(), &whole());
    let place = |found: fn(&Action) -> bool| log.iter().position(found).unwrap();
    let cni = place(|a| matches!(a, Action::CreateAddon { name, .. } if name == "vpc-cni"));
    let pool = place(|a| matches!(a, Action::CreatePool { .. }));
    let dns = place(|a| matches!(a, Action::CreateAddon { name, .. } if name == "coredns"));
    assert!(cni < pool && pool < dns, "{log:?}");
}

#[test]
fn versions_by_policy() {
    for (wanted, seen, expected) in [
        (AddonVersion::Default, "v33", None),
        (AddonVersion::Default, "v32", None),
        (AddonVersion::Default, "v20", Some("v33")),
        (AddonVersion::Latest, "v32", Some("v33")),
        (AddonVersion::Latest, "v33", None),
        (AddonVersion::Exact("v32".into()), "v33", Some("v32")),
        (AddonVersion::Exact("v33".into()), "v33", None),
    ] {
        let mut spec = known();
        coredns(&mut spec).version = wanted.clone();
        let step = first(&spec, "coredns", |addon| addon.version = seen.into());
        let expected = expected.map_or(Step::Done, |version| {
            Step::Do(Action::UpdateAddon { name: "coredns".into(), version: Some(version.into()) })
        });
        assert_eq!(step, expected, "{wanted:?} at {seen}");
    }
}

#[test]
fn an_exact_version_that_is_not_offered_stops() {
    let mut spec = known();
    coredns(&mut spec).version = AddonVersion::Exact("v99".into());
    let step = first(&spec, "coredns", |_| {});
    assert!(matches!(step, Step::Stuck(Problem::AddonVersion { .. })), "{step:?}");
}

#[test]
fn an_exact_version_that_runs_is_kept_though_it_is_offered_no_more() {
    let mut spec = known();
    coredns(&mut spec).version = AddonVersion::Exact("v99".into());
    assert_eq!(first(&spec, "coredns", |addon| addon.version = "v99".into()), Step::Done);
    let mut world = with(&whole());
    world.cluster().addons.as_mut().unwrap().get_mut("coredns").unwrap().version = "v99".into();
    assert_eq!(kgas_engine::cluster::plan::addons(&spec, Some(&world.truth)), []);
}

#[test]
fn an_addon_that_is_not_offered_at_all_is_not_asked_for() {
    let mut world = with(&whole());
    for offers in world.truth.addon_offers.values_mut() {
        offers.insert("core-dns".into(), vec![]);
    }
    let mut spec = known();
    spec.addons.as_mut().unwrap().insert("core-dns".into(), Addon::default());
    let run = apply(&mut world, &spec, &[]);
    let problem = Problem::AddonNotOffered { addon: "core-dns".into(), minor: V33 };
    assert_eq!((run.end, run.log.len()), (End::Stuck(problem), 0));
}

#[test]
fn without_a_catalogue_the_cloud_chooses() {
    let mut world = with(&whole());
    world.truth.addon_offers.clear();
    world.cluster().addons.as_mut().unwrap().remove("coredns");
    let mut ask = |version: AddonVersion| {
        let mut spec = known();
        coredns(&mut spec).version = version;
        let seen = History::default().note(&spec, world.look());
        match next(&spec, &seen, world.now) {
            Step::Do(Action::CreateAddon { version, .. }) => version,
            step => panic!("{step:?}"),
        }
    };
    assert_eq!(ask(AddonVersion::Default), None);
    assert_eq!(ask(AddonVersion::Latest), None);
    assert_eq!(ask(AddonVersion::Exact("v1".into())), Some("v1".into()));
}

#[test]
fn configuration_and_role_are_compared() {
    let mut spec = known();
    coredns(&mut spec).config = Some("{\"replicas\":3}".into());
    let update = Step::Do(Action::UpdateAddon { name: "coredns".into(), version: None });
    assert_eq!(first(&spec, "coredns", |_| {}), update);
    assert_eq!(first(&known(), "coredns", |addon| addon.config = Some("{\"replicas\":3}".into())), update);
    for same in ["", "{}"] {
        assert_eq!(first(&known(), "coredns", |addon| addon.config = Some(same.into())), Step::Done, "{same:?}");
    }
    let mut spec = known();
    coredns(&mut spec).role = Some(Ref::Id("arn:role".into()));
    assert_eq!(first(&spec, "coredns", |_| {}), update);
    assert_eq!(first(&spec, "coredns", |addon| addon.role = Some("arn:role".into())), Step::Done);
}

#[test]
fn degraded_is_waited_for_while_it_may_settle_and_then_noted() {
    let grace = whole().capabilities.pauses.degraded;
    let step = |age: u64| {
        let spec = known();
        let mut world = with(&whole());
        let now = world.now.after(10 * grace);
        let addon = world.cluster().addons.as_mut().unwrap().get_mut("coredns").unwrap();
        (addon.status, addon.changed_at) = (Status::Degraded, Some(Millis(now.0 - age)));
        let seen = History::default().note(&spec, world.look());
        next(&spec, &seen, now)
    };
    assert!(matches!(step(grace - 1), Step::Wait { .. }));
    assert_eq!(step(grace), Step::Done);
}

#[test]
fn degraded_without_nodes_is_no_reason_to_wait() {
    let spec = Spec { pools: Some(BTreeMap::new()), ..whole() };
    let mut world = World::default();
    done(&mut world, &spec);
    let addons = world.cluster().addons.clone().unwrap();
    assert_eq!(addons["coredns"].status, Status::Degraded);
}

#[test]
fn a_creation_that_fails_stops_this_run_and_is_repeated_by_the_next() {
    let mut world = World::default();
    world.script.addons_that_fail = BTreeMap::from([("coredns".into(), 1)]);
    let run = apply(&mut world, &whole(), &[]);
    assert!(
        matches!(run.end, End::Stuck(Problem::Failed { ref path, .. }) if path.as_deref() == Some("addons[\"coredns\"]")),
        "{:?}",
        run.end
    );
    let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["delete add-on coredns", "create add-on coredns at v33"]);
}

#[test]
fn a_failed_update_is_repeated_by_the_next_run_even_if_nothing_differs() {
    let step = first(&known(), "coredns", |addon| addon.status = Status::Failed(Failure::Update));
    assert_eq!(step, Step::Do(Action::UpdateAddon { name: "coredns".into(), version: None }));
}

/// Without a role an add-on acts as its node: that is a setting too, so a role that the configuration has no more goes.
#[test]
fn a_role_that_is_no_longer_configured_goes() {
    let mut world = with(&whole());
    world.cluster().addons.as_mut().unwrap().get_mut("vpc-cni").unwrap().role = Some("arn:role".into());
    let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
    assert_eq!(log, ["update add-on vpc-cni"]);
    assert_eq!(world.cluster().addons.as_ref().unwrap()["vpc-cni"].role, None);
}

#[test]
fn an_addon_of_somebody_else_is_not_taken_and_not_deleted() {
    let step = first(&known(), "coredns", |addon| addon.tags = map(&[("kgas-owner", "other")]));
    assert!(matches!(step, Step::Stuck(Problem::Foreign { .. })), "{step:?}");
    let mut spec = known();
    spec.addons.as_mut().unwrap().remove("coredns");
    assert_eq!(first(&spec, "coredns", |addon| addon.tags = map(&[])), Step::Done);
    let delete = Step::Do(Action::DeleteAddon { name: "coredns".into(), preserve: false });
    assert_eq!(first(&spec, "coredns", |_| {}), delete);
}
