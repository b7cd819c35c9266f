//! What a change that somebody else makes outside of Terraform shows up as: a row for every attribute of the schema, and for
//! what has no attribute. An attribute without a row fails the test.

use std::collections::BTreeSet;

use kgas_engine::cluster::observed::{self, Encryption, Failure, Seen, Status};
use kgas_engine::cluster::{Goal, Minor, Scope, Spec, Step, Surge, Taint, TaintEffect, next};
use tfplugin_rs::schema::{Attribute, Kind, Nesting};
use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Field, Model};

use super::super::aws::{Owner, SERVICE_CIDR, wanted};
use super::super::model::{Cluster, PoolUpgrades};
use super::super::plan::DRIFTED;
use super::super::sample::{as_wanted, given, made, named};
use super::{Unmentioned, model};

/// A change by somebody else.
type Change = fn(&mut Seen);

/// What becomes of a change.
enum Shows {
    /// The attribute differs in the refreshed state, so the plan puts it back.
    Attribute(Change),
    /// The attribute differs, and only a new cluster could have the one that is asked for: the plan says so, or the apply.
    Replacement(Change),
    /// No attribute can show it, so the status becomes `drifted`, and the plan has an update.
    Status(Change),
    /// The provider tells what it sees; there is nothing to put back.
    Tells(Change),
    /// It is no drift, for this reason.
    No(&'static str),
}

use Shows::{Attribute as Differs, No, Replacement, Status as Drifts, Tells};

const HOW: &str = "it says how an operation goes; nothing in the cloud corresponds to it";

/// Attributes of a cluster to which everything is given.
const GIVEN: &[(&str, Shows)] = &[
    ("name", No("the cluster is found by it: under another name it is another cluster")),
    ("location", No("the cluster is found by it: elsewhere it is another cluster")),
    ("version", Differs(|s| cluster(s).version = Minor::new(1, 32))),
    ("channel", Differs(|s| cluster(s).channel = Some("EXTENDED".to_owned()))),
    ("upgrade.max_minor_steps", No(HOW)),
    ("upgrade.on_downgrade", No(HOW)),
    ("upgrade.on_blocked", No(HOW)),
    ("upgrade.node_pools", No(HOW)),
    ("network.subnet_ids", Differs(|s| cluster(s).subnets = Some(set(&["subnet-a", "subnet-c"])))),
    ("network.security_group_ids", Differs(|s| cluster(s).security_groups = Some(set(&["sg-other"])))),
    (
        "network.service_cidr",
        Replacement(|s| drop(cluster(s).settings.insert(SERVICE_CIDR.into(), "10.9.0.0/16".into()))),
    ),
    ("endpoint.public", Differs(|s| cluster(s).endpoint.as_mut().unwrap().public = false)),
    ("endpoint.private", Differs(|s| cluster(s).endpoint.as_mut().unwrap().private = false)),
    ("endpoint.allowed_cidrs", Differs(|s| cluster(s).endpoint.as_mut().unwrap().allowed_cidrs = set(&["0.0.0.0/0"]))),
    ("encryption.key_id", Replacement(|s| cluster(s).encryption = Encryption::Key("arn:aws:kms:::key/other".into()))),
    ("logging.components", Differs(|s| cluster(s).logging = Some(set(&["audit"])))),
    ("access[*].principal", Differs(|s| cluster(s).access.as_mut().unwrap().clear())),
    ("access[*].level", Differs(|s| entry(s).policies = [(policy("view"), Scope::Namespaces(set(&["shop"])))].into())),
    ("access[*].namespaces", Differs(|s| entry(s).policies = [(policy("edit"), Scope::Cluster)].into())),
    ("addons[*].version", Differs(|s| addon(s).version = "v1.2.2".to_owned())),
    ("addons[*].values", Differs(|s| addon(s).config = Some("{}".to_owned()))),
    ("addons[*].role", Differs(|s| addon(s).role = None)),
    ("node_pools[*].machine_types", Differs(|s| pool(s).machine_types = vec!["m7i.xlarge".to_owned()])),
    ("node_pools[*].capacity", Differs(|s| pool(s).capacity = Some(kgas_engine::cluster::Capacity::Spot))),
    ("node_pools[*].min", Differs(|s| pool(s).min = 0)),
    ("node_pools[*].max", Differs(|s| pool(s).max = 9)),
    ("node_pools[*].desired", No("after the creation the size is the autoscaler's")),
    ("node_pools[*].disk_gb", Drifts(|s| stands_otherwise(s, "launch-template-workers"))),
    ("node_pools[*].labels", Differs(|s| pool(s).labels.clear())),
    (
        "node_pools[*].taints[*].key",
        Differs(|s| pool(s).taints = [taint("other", "a", TaintEffect::NoSchedule)].into()),
    ),
    (
        "node_pools[*].taints[*].value",
        Differs(|s| pool(s).taints = [taint("gpu", "b", TaintEffect::NoSchedule)].into()),
    ),
    (
        "node_pools[*].taints[*].effect",
        Differs(|s| pool(s).taints = [taint("gpu", "a", TaintEffect::NoExecute)].into()),
    ),
    ("node_pools[*].surge", Differs(|s| pool(s).surge = Some(Surge::Count(7)))),
    ("node_pools[*].on_immutable_change", No(HOW)),
    ("tags", Differs(|s| drop(cluster(s).tags.insert("team".into(), "other".into())))),
    ("deletion.protected", Differs(|s| cluster(s).deletion_protection = Some(false))),
    ("deletion.sweep", No(HOW)),
    ("on_timeout", No(HOW)),
    ("timeouts.create", No(HOW)),
    ("timeouts.update", No(HOW)),
    ("timeouts.delete", No(HOW)),
    ("aws.role_arn", Replacement(|s| cluster(s).role = Some("arn:aws:iam::1:role/other".to_owned()))),
    ("aws.node_role_arn", Drifts(|s| pool(s).role = Some("arn:aws:iam::1:role/other".to_owned()))),
    ("id", No("it is made of location and name")),
    ("cloud_id", Tells(|s| cluster(s).id = "arn:other".to_owned())),
    ("host", Tells(|s| cluster(s).endpoint_url = Some("https://other".to_owned()))),
    ("ca_certificate", Tells(|s| cluster(s).ca_certificate = Some("other".to_owned()))),
    ("oidc_issuer", Tells(|s| cluster(s).oidc_issuer = Some("https://other".to_owned()))),
    (
        "version_actual",
        Tells(|s| (cluster(s).version, cluster(s).version_actual) = (Minor::new(1, 34), "1.34".to_owned())),
    ),
    ("version_end_of_life", No("it is looked up in the cloud's catalogue on every reading")),
    ("status", Tells(|s| cluster(s).status = Status::Failed(Failure::Create))),
    ("health", Tells(|s| cluster(s).health = vec![observed::Issue::default()])),
];

/// Attributes of a cluster for which everything is made.
const MADE: &[(&str, Shows)] = &[
    ("network.create.cidr", Drifts(|s| stands_otherwise(s, "vpc"))),
    ("network.create.zones", Drifts(|s| s.support.retain(|one| one.key.0 != "subnet-private-1"))),
    ("network.create.nat", Drifts(|s| s.support.retain(|one| one.key.0 != "nat-gateway-0"))),
    ("identity.workload", Differs(|s| s.support.retain(|one| one.kind != "oidc_provider"))),
];

/// Attributes of a pool that has its own.
const NAMED: &[(&str, Shows)] = &[
    ("node_pools[*].subnet_ids", Differs(|s| pool(s).subnets = Some(set(&["subnet-b"])))),
    ("node_pools[*].image", Differs(|s| pool(s).image = Some("AL2_x86_64".into()))),
    ("node_pools[*].role", Differs(|s| pool(s).role = Some("arn:aws:iam::1:role/other".to_owned()))),
];

/// What has no attribute of its own.
const UNNAMED: &[(&str, Shows)] = &[
    ("a tag of a node pool", Drifts(|s| drop(pool(s).tags.remove("team")))),
    ("a tag of an add-on", Drifts(|s| drop(addon(s).tags.insert("team".into(), "other".into())))),
    ("a tag of an access entry", Drifts(|s| drop(entry(s).tags.remove("team")))),
    ("the owner tag of the cluster", Drifts(|s| drop(cluster(s).tags.remove("kgas-owner")))),
    ("Kubernetes groups of a principal", Drifts(|s| entry(s).groups = set(&["system:masters"]))),
    ("a further policy of a principal", Drifts(|s| drop(entry(s).policies.insert(policy("admin"), Scope::Cluster)))),
    ("the image of a pool", Drifts(|s| pool(s).image = Some("BOTTLEROCKET_x86_64".into()))),
    ("the subnets of a pool", Drifts(|s| pool(s).subnets = Some(set(&["subnet-z"])))),
    ("the version of a pool", Drifts(|s| pool(s).version = Some(Minor::new(1, 32)))),
    ("the launch template's version a pool runs", Drifts(|s| pool(s).template_digest = Some("other".into()))),
    ("a newer control plane, whose pools follow it", Drifts(|s| cluster(s).version = Minor::new(1, 34))),
    ("a pool that failed", Drifts(|s| (pool(s).status, pool(s).inherited) = (Status::Failed(Failure::Create), true))),
    ("policies or trust of the control plane's role", Drifts(|s| stands_otherwise(s, "role-control-plane"))),
    ("policies or trust of the nodes' role", Drifts(|s| stands_otherwise(s, "role-nodes"))),
    ("the nodes' role is gone", Drifts(|s| s.support.retain(|one| one.key.0 != "role-nodes"))),
    ("audience or tags of the OIDC provider", Drifts(|s| stands_otherwise(s, "oidc-provider"))),
    ("routes", Drifts(|s| stands_otherwise(s, "routes-private-0"))),
    ("tags of a subnet", Drifts(|s| stands_otherwise(s, "subnet-public-1"))),
];

fn cluster(seen: &mut Seen) -> &mut observed::Cluster {
    seen.cluster.as_mut().unwrap()
}

fn pool(seen: &mut Seen) -> &mut observed::Pool {
    cluster(seen).pools.values_mut().next().unwrap()
}

fn addon(seen: &mut Seen) -> &mut observed::Addon {
    cluster(seen).addons.as_mut().unwrap().values_mut().next().unwrap()
}

fn entry(seen: &mut Seen) -> &mut observed::Access {
    cluster(seen).access.as_mut().unwrap().values_mut().next().unwrap()
}

fn policy(level: &str) -> String {
    let name = kgas_engine::cluster::Capabilities::AWS.access_policy(level).unwrap();
    format!("arn:aws:eks::aws:cluster-access-policy/{name}")
}

fn taint(key: &str, value: &str, effect: TaintEffect) -> Taint {
    Taint { key: key.to_owned(), value: value.to_owned(), effect }
}

fn set(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

/// The object of this key is not what it was: what counts of each kind is tested where its digest is made.
fn stands_otherwise(seen: &mut Seen, key: &str) {
    seen.support.iter_mut().find(|one| one.key.0 == key).unwrap().digest = Some("changed".to_owned());
}

/// Paths of all attributes that hold a value, with `[*]` for keys and elements.
fn leaves(attributes: &[Attribute], at: &str, found: &mut BTreeSet<String>) {
    for attribute in attributes {
        let path = format!("{at}{}", attribute.name);
        match &attribute.kind {
            Kind::Nested(Nesting::Single, nested) => leaves(nested, &format!("{path}."), found),
            Kind::Nested(_, nested) => leaves(nested, &format!("{path}[*]."), found),
            Kind::Value(_) => drop(found.insert(path)),
        }
    }
}

/// Where two values differ, in the same notation. A set differs as a whole.
fn differences(one: &Value, other: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                differences(value, &other[name], &path, found);
            }
        }
        (Value::Map(one), Value::Map(other))
            if one.values().chain(other.values()).any(|v| matches!(v, Value::Object(_))) =>
        {
            for key in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                let none = Value::Null;
                differences(one.get(key).unwrap_or(&none), other.get(key).unwrap_or(&none), &format!("{at}[*]"), found);
            }
        }
        _ if one != other => drop(found.insert(at.to_owned())),
        _ => {}
    }
}

/// Whether a difference at `seen` shows the attribute at `path`.
fn covers(seen: &str, path: &str) -> bool {
    path == seen || path.strip_prefix(seen).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// A state, what the same configuration wants, and a cloud in which nothing is to be done.
fn at_rest(configured: &Cluster) -> (Cluster, Spec, Seen) {
    let known = Cluster { cloud_id: Attr::Known("arn".to_owned()), ..configured.clone() };
    let spec = wanted(&known, Some(&known), Goal::Present, &Owner::nobody()).spec;
    let seen = as_wanted(&spec);
    let state = model(&seen, &known, &spec, Unmentioned::LeaveOut).unwrap();
    assert_eq!(next(&spec, &seen, kgas_engine::Millis(0)), Step::Done);
    let mut found = BTreeSet::new();
    differences(&known.to_value(), &state.to_value(), "", &mut found);
    let computed =
        set(&["cloud_id", "host", "ca_certificate", "oidc_issuer", "version_actual", "status", "health", "id"]);
    assert!(found.is_subset(&computed), "reading a cloud that is as configured changes {found:?}");
    (state, spec, seen)
}

#[track_caller]
fn check(name: &str, shows: &Shows, configured: &Cluster) {
    let (state, spec, mut seen) = at_rest(configured);
    let (Differs(change) | Replacement(change) | Drifts(change) | Tells(change)) = shows else { return };
    change(&mut seen);
    let read = model(&seen, &state, &spec, Unmentioned::LeaveOut).unwrap();
    let mut found = BTreeSet::new();
    differences(&state.to_value(), &read.to_value(), "", &mut found);
    let step = next(&spec, &seen, kgas_engine::Millis(0));
    let acts = matches!(step, Step::Do(_) | Step::Wait { .. });
    let named = found.iter().any(|path| covers(path, name));
    match shows {
        Differs(_) => assert!(named && acts, "{name}: {found:?}, {step:?}"),
        Replacement(_) => assert!(named && matches!(step, Step::Stuck(_)), "{name}: {found:?}, {step:?}"),
        Drifts(_) => {
            assert!(found.is_empty() && acts, "{name}: {found:?}, {step:?}");
            assert!(super::super::plan::is_drift(&read, &state, &step), "{name} should make the status {DRIFTED}");
        }
        Tells(_) => assert!(named, "{name}: {found:?}"),
        No(_) => unreachable!(),
    }
}

#[test]
fn every_attribute_has_a_row() {
    let mut attributes = BTreeSet::new();
    leaves(&Cluster::attributes(), "", &mut attributes);
    let rows: Vec<String> = GIVEN.iter().chain(MADE).chain(NAMED).map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(rows.len(), rows.iter().collect::<BTreeSet<_>>().len(), "a row is there twice");
    assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), attributes);
}

#[test]
fn every_row_holds() {
    for (name, shows) in GIVEN {
        check(name, shows, &given());
    }
    for (name, shows) in NAMED {
        check(name, shows, &named());
    }
    for (name, shows) in MADE.iter().chain(UNNAMED) {
        check(name, shows, &made());
    }
}

#[test]
fn what_is_no_drift_has_its_reason() {
    for (name, shows) in GIVEN.iter().chain(MADE).chain(NAMED).chain(UNNAMED) {
        if let No(reason) = shows {
            assert!(reason.len() > 20, "{name}: {reason:?}");
        }
    }
}

/// Beside what is drift, what is none though it can be seen.
#[test]
fn what_the_cloud_may_do_by_itself_is_no_drift() {
    let rows: [(&str, Change); 6] = [
        ("a newer version under pools that are held", |s| cluster(s).version = Minor::new(1, 34)),
        ("the autoscaler's size", |s| pool(s).desired = 3),
        ("an entry that EKS made", |s| {
            drop(
                cluster(s)
                    .access
                    .as_mut()
                    .unwrap()
                    .insert("arn:aws:iam::1:role/nodes".into(), observed::Access::default()),
            );
        }),
        ("somebody else's add-on", |s| {
            drop(cluster(s).addons.as_mut().unwrap().insert("adot".into(), observed::Addon::default()));
        }),
        ("somebody else's pool", |s| {
            drop(
                cluster(s)
                    .pools
                    .insert("theirs".into(), observed::Pool { version: Some(Minor::new(1, 33)), ..Default::default() }),
            );
        }),
        ("tags of AWS", |s| drop(cluster(s).tags.insert("aws:cloudformation:stack-id".into(), "x".into()))),
    ];
    let mut configured = given();
    configured.upgrade.node_pools = PoolUpgrades::Hold;
    for (name, change) in rows {
        let (state, spec, mut seen) = at_rest(&configured);
        change(&mut seen);
        let read = model(&seen, &state, &spec, Unmentioned::LeaveOut).unwrap();
        assert_eq!((read, next(&spec, &seen, kgas_engine::Millis(0))), (state, Step::Done), "{name}");
    }
}

/// Networks restrict the public endpoint only, and while it is off the cloud shows its own default.
#[test]
fn networks_of_an_endpoint_that_is_off_are_not_compared() {
    let mut configured = given();
    configured.endpoint.public = false;
    let (state, spec, mut seen) = at_rest(&configured);
    cluster(&mut seen).endpoint.as_mut().unwrap().allowed_cidrs = set(&["0.0.0.0/0"]);
    assert_eq!(model(&seen, &state, &spec, Unmentioned::LeaveOut), Some(state));
    assert_eq!(next(&spec, &seen, kgas_engine::Millis(0)), Step::Done);
}
