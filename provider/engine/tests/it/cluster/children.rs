//! Access entries and tags.

use std::collections::BTreeSet;

use kgas_engine::cluster::observed::{Access as Seen, Cluster};
use kgas_engine::cluster::plan::claims;
use kgas_engine::cluster::{Access, Action, Addon, Problem, Scope, Spec, Step, Target};

use super::fixtures::{V33, map, pool, rightless, texts, whole};
use super::run::{End, apply, done, with};

fn known() -> Spec {
    Spec { known: true, version_before: Some(V33), ..whole() }
}

#[test]
fn drift_of_access_is_repaired_step_by_step() {
    let drifts: [(fn(&mut Seen), &str); 4] = [
        (|entry| entry.groups = texts(&["x"]), "update access of arn:ops"),
        (|entry| drop(entry.policies.remove("view")), "give arn:ops policy view"),
        (
            |entry| drop(entry.policies.insert("view".into(), Scope::Namespaces(texts(&["a"])))),
            "give arn:ops policy view",
        ),
        (|entry| drop(entry.policies.insert("edit".into(), Scope::Cluster)), "take policy edit from arn:ops"),
    ];
    for (drift, expected) in drifts {
        let mut world = with(&whole());
        let calm = world.fingerprint();
        drift(world.cluster().access.as_mut().unwrap().get_mut("arn:ops").unwrap());
        let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
        assert_eq!(log, [expected]);
        assert_eq!(world.fingerprint(), calm);
    }
}

#[test]
fn entries_of_others_stay_and_are_not_taken() {
    let mut world = with(&whole());
    world.cluster().access.as_mut().unwrap().insert("arn:node-role".into(), Seen::default());
    assert_eq!(done(&mut world, &known()), []);
    world.cluster().access.as_mut().unwrap().get_mut("arn:node-role").unwrap().tags = map(&[("kgas-owner", "other")]);
    let mut spec = known();
    spec.access.as_mut().unwrap().insert("arn:node-role".into(), Access::default());
    assert!(matches!(apply(&mut world, &spec, &[]).end, End::Stuck(Problem::Foreign { .. })));
}

/// The creator's entry that the cloud made, an add-on that somebody enabled: named, they are the configuration's.
#[test]
fn a_child_that_nobody_owns_is_taken_over_once_it_is_named() {
    let mut spec = known();
    spec.access.as_mut().unwrap().insert("arn:creator".into(), rightless("creator"));
    spec.addons.as_mut().unwrap().insert("metrics-server".into(), Addon::default());
    spec.pools.as_mut().unwrap().insert("spare".into(), pool("m7i.large"));
    let mut world = with(&Spec { known: false, ..spec.clone() });
    let cluster = world.cluster();
    cluster.access.as_mut().unwrap().get_mut("arn:creator").unwrap().tags.clear();
    cluster.addons.as_mut().unwrap().get_mut("metrics-server").unwrap().tags.clear();
    let name = cluster.pools.keys().find(|name| name.starts_with("spare")).unwrap().clone();
    let mut spare = cluster.pools.remove(&name).unwrap();
    spare.tags.clear();
    cluster.pools.insert("spare".into(), spare);
    let told: Vec<_> = claims(&spec, &world.look()).into_iter().map(|issue| issue.path).collect();
    assert_eq!(told, ["node_pools[\"spare\"]", "addons[\"metrics-server\"]", "access[\"creator\"]"]);
    assert_eq!(done(&mut world.clone(), &known()), [], "not named, they are left alone");
    let log: Vec<_> = done(&mut world, &spec).iter().map(ToString::to_string).collect();
    assert_eq!(log[..3], ["claim pool spare", "claim add-on metrics-server", "claim access of arn:creator"]);
    assert!(log[3..].iter().all(|action| action.starts_with("tag ")), "{log:?}");
    assert_eq!(claims(&spec, &world.look()), []);
}

/// Without this an add-on that is handed over goes, and with the entries everybody who could come in.
#[test]
fn what_is_managed_elsewhere_from_now_on_stays_and_is_ours_no_more() {
    let spec = Spec { access: None, addons: None, ..known() };
    let mut world = with(&whole());
    let before = world.fingerprint();
    let log: Vec<_> = done(&mut world, &spec).iter().map(ToString::to_string).collect();
    let released = ["access of arn:dev", "access of arn:ops", "add-on coredns", "add-on vpc-cni"];
    assert_eq!(log, released.map(|child| format!("release {child}")));
    assert_eq!(done(&mut world, &spec), []);
    let mut after = world.fingerprint();
    let cluster = after.cluster.as_mut().unwrap();
    let tags = cluster.addons.iter_mut().flatten().map(|(_, addon)| &mut addon.tags);
    for tags in tags.chain(cluster.access.iter_mut().flatten().map(|(_, entry)| &mut entry.tags)) {
        assert_eq!(tags, &map(&[("team", "kgas")]));
        tags.insert("kgas-owner".into(), spec.owner.to_string());
    }
    assert_eq!(after, before, "but for the tag nothing has changed");
}

#[test]
fn security_groups_that_are_configured_no_more_are_taken_off() {
    let with_groups = |groups| {
        let mut spec = known();
        spec.network.security_groups = groups;
        spec
    };
    assert_eq!(done(&mut with(&whole()), &with_groups(None)), [], "never configured");
    let none = done(&mut with(&whole()), &with_groups(Some(BTreeSet::new())));
    assert_eq!(none, [Action::UpdateSecurityGroups { security_groups: BTreeSet::new() }]);
}

#[test]
fn tags_follow_on_the_cluster_and_every_child() {
    let spec = Spec { tags: map(&[("team", "new"), ("cost", "1")]), ..known() };
    let mut world = with(&whole());
    let log = done(&mut world, &spec);
    assert_eq!(log.len(), 7, "cluster, two pools, two add-ons, two principals: {log:?}");
    for action in log {
        let Action::Tag { set, remove, .. } = action else { panic!("{action:?}") };
        assert_eq!((set, remove.len()), (map(&[("team", "new"), ("cost", "1")]), 0));
    }
}

/// A tag that an organization puts on everything would otherwise be taken off by every apply, and be back before the next plan.
#[test]
fn tags_that_leave_the_configuration_go_and_those_of_others_stay() {
    let dropped_tags = texts(&["manual", "corp:bill", "aws:created", "team"]);
    let spec = Spec { dropped_tags, ignored_tag_prefixes: vec!["corp:".into()], ..known() };
    let mut world = with(&whole());
    let strange = map(&[("aws:created", "x"), ("corp:bill", "y"), ("manual", "z"), ("strangers", "s")]);
    let cluster = world.cluster();
    cluster.tags.extend(strange.clone());
    cluster.pools.values_mut().next().unwrap().tags.extend(strange.clone());
    cluster.addons.as_mut().unwrap().get_mut("coredns").unwrap().tags.extend(strange);
    let log = done(&mut world, &spec);
    let targets: Vec<Target> = log
        .iter()
        .map(|action| match action {
            Action::Tag { target, set, remove } => {
                assert_eq!((set.len(), remove), (0, &texts(&["manual"])), "{action:?}");
                target.clone()
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(matches!(&targets[..], [Target::Pool(_), Target::Addon(_), Target::Cluster]), "{targets:?}");
    assert!(world.cluster().tags.contains_key("strangers"));
}

#[test]
fn every_change_outside_is_seen_and_repaired_by_one_request() {
    let drifts: [(fn(&mut Cluster), &str); 8] = [
        (|c| c.endpoint.as_mut().unwrap().public = true, "update endpoint"),
        (|c| drop(c.subnets.as_mut().unwrap().pop_first()), "update subnets"),
        (|c| c.security_groups.as_mut().unwrap().clear(), "update security groups"),
        (|c| c.logging.as_mut().unwrap().clear(), "update logging"),
        (|c| c.channel = Some("EXTENDED".into()), "update channel to STANDARD"),
        (|c| c.deletion_protection = Some(true), "allow deletion of cluster"),
        (|c| drop(c.settings.insert("scaling_tier".into(), "tier-xl".into())), "update scaling_tier to standard"),
        (|c| drop(c.access.as_mut().unwrap().remove("arn:dev")), "create access of arn:dev"),
    ];
    for (drift, expected) in drifts {
        let mut world = with(&whole());
        let calm = world.fingerprint();
        drift(world.cluster());
        let log: Vec<_> = done(&mut world, &known()).iter().map(ToString::to_string).collect();
        assert_eq!(log, [expected]);
        assert_eq!(world.fingerprint(), calm, "{expected}");
    }
}

#[test]
fn a_done_world_needs_no_step_at_any_time() {
    let mut world = with(&whole());
    for _ in 0..3 {
        world.now = world.now.after(86_400_000);
        assert_eq!(kgas_engine::cluster::next(&known(), &world.look(), world.now), Step::Done);
    }
}
