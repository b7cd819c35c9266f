//! Clusters to want.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::{
    Access, Addon, AddonVersion, Capabilities, Capacity, Channel, Deletion, Endpoint, Goal, Immutable, Key, Minor,
    Network, OnImmutableChange, Pool, Ref, Scaling, Scope, Spec, Stage, Support, Surge, Sweep, Taint, TaintEffect,
    Upgrade,
};
use kgas_engine::{OwnerTag, PollScale};

pub(super) const V33: Minor = Minor::new(1, 33);
pub(super) const V34: Minor = Minor::new(1, 34);
pub(super) const V35: Minor = Minor::new(1, 35);
pub(super) const V36: Minor = Minor::new(1, 36);

pub(super) fn texts(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) fn map(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn support(key: &str, kind: &str, stage: Stage, needs: &[&str]) -> Support {
    let needs = needs.iter().map(|key| Key::from(*key)).collect();
    let (path, otherwise) = (format!("asked.for.{kind}"), format!("Do without {key}."));
    Support { key: key.into(), kind: kind.into(), stage, needs, digest: "1".into(), path, otherwise, shared: false }
}

/// A principal without rights, as the configuration names it.
pub(super) fn rightless(name: &str) -> Access {
    Access { path: format!("access[{name:?}]"), ..Access::default() }
}

pub(super) fn made(key: &str) -> Ref {
    Ref::Support(key.into())
}

pub(super) fn pool(machine: &str) -> Pool {
    Pool {
        immutable: Immutable {
            machine_types: vec![machine.into()],
            image: Some("AL2023_x86_64_STANDARD".into()),
            capacity: Some(Capacity::OnDemand),
            disk_gb: None,
            role: Some(made("role/nodes")),
            subnets: BTreeSet::new(),
        },
        scaling: Scaling { min: 1, max: 5, desired: Some(3) },
        labels: map(&[("tier", "web")]),
        taints: BTreeSet::new(),
        surge: Some(Surge::Percent(10)),
        version: None,
        template: Some("template/workers".into()),
        on_immutable_change: OnImmutableChange::Rotate,
    }
}

/// A cluster with everything: a network of its own, roles, OIDC provider, two pools, two add-ons, two principals.
pub(super) fn whole() -> Spec {
    let mut infra = pool("m7i.xlarge");
    infra.template = None;
    Spec {
        goal: Goal::Present,
        name: "prod".into(),
        owner: OwnerTag::new("shop/production", "kgas_cluster", "aws/eu-west-1", "prod"),
        known: false,
        version: V33,
        version_before: None,
        channel: Some(Channel::Regular),
        upgrade: Upgrade { max_minor_steps: 2, ..Upgrade::default() },
        role: Some(made("role/cluster")),
        role_path: "aws.role_arn",
        network: Network {
            subnets: BTreeSet::from([made("subnet/a"), made("subnet/b")]),
            security_groups: Some(BTreeSet::from([Ref::Id("sg-1".into())])),
        },
        endpoint: Some(Endpoint { public: false, private: true, allowed_cidrs: BTreeSet::new() }),
        encryption: None,
        logging: Some(texts(&["api", "audit"])),
        access: Some(BTreeMap::from([
            ("arn:dev".into(), Access { groups: texts(&["dev"]), ..rightless("dev") }),
            (
                "arn:ops".into(),
                Access {
                    policies: BTreeMap::from([("admin".into(), Scope::Cluster), ("view".into(), Scope::Cluster)]),
                    ..rightless("ops")
                },
            ),
        ])),
        addons: Some(BTreeMap::from([
            ("coredns".into(), Addon::default()),
            ("vpc-cni".into(), Addon { version: AddonVersion::Latest, ..Addon::default() }),
        ])),
        pools: Some(BTreeMap::from([("infra".into(), infra), ("workers".into(), pool("m7i.large"))])),
        support: vec![
            support("vpc", "vpc", Stage::BeforeCluster, &[]),
            support("igw", "internet_gateway", Stage::BeforeCluster, &["vpc"]),
            support("subnet/a", "subnet", Stage::BeforeCluster, &["vpc"]),
            support("subnet/b", "subnet", Stage::BeforeCluster, &["vpc"]),
            support("eip", "elastic_ip", Stage::BeforeCluster, &["igw"]),
            support("nat", "nat_gateway", Stage::BeforeCluster, &["eip", "subnet/a"]),
            support("routes", "route_table", Stage::BeforeCluster, &["nat", "subnet/a", "subnet/b"]),
            support("role/cluster", "role", Stage::BeforeCluster, &[]),
            support("role/nodes", "role", Stage::BeforeCluster, &[]),
            support("oidc", "oidc_provider", Stage::AfterCluster, &[]),
            support("template/workers", "launch_template", Stage::BeforePool, &[]),
        ],
        tags: map(&[("team", "kgas")]),
        dropped_tags: BTreeSet::new(),
        ignored_tag_prefixes: vec![],
        settings: map(&[("authentication_mode", "API"), ("scaling_tier", "standard")]),
        deletion: Deletion { protected: false, sweep: Sweep::Report },
        poll_scale: PollScale::default(),
        capabilities: &Capabilities::AWS,
    }
}

/// The same cluster with something changed in every facet that can change in place.
pub(super) fn changed() -> Spec {
    let mut spec = whole();
    spec.known = true;
    spec.version_before = Some(spec.version);
    spec.channel = Some(Channel::Extended);
    spec.endpoint = Some(Endpoint { public: true, private: true, allowed_cidrs: texts(&["203.0.113.0/24"]) });
    spec.encryption = Some(Ref::Id("arn:key".into()));
    spec.logging = Some(texts(&["audit", "scheduler"]));
    spec.network.security_groups = Some(BTreeSet::from([Ref::Id("sg-2".into())]));
    spec.settings = map(&[("authentication_mode", "API"), ("scaling_tier", "tier-xl")]);
    spec.tags = map(&[("team", "platform"), ("cost", "42")]);
    spec.deletion.protected = true;
    let access = spec.access.as_mut().unwrap();
    access.remove("arn:dev");
    access.insert("arn:new".into(), Access { groups: texts(&["new"]), ..rightless("new") });
    let ops = access.get_mut("arn:ops").unwrap();
    ops.groups = texts(&["ops"]);
    ops.policies = BTreeMap::from([("admin".into(), Scope::Namespaces(texts(&["a"])))]);
    let addons = spec.addons.as_mut().unwrap();
    addons.remove("coredns");
    addons.insert("metrics-server".into(), Addon::default());
    addons.get_mut("vpc-cni").unwrap().config = Some("{\"env\":{}}".into());
    let pools = spec.pools.as_mut().unwrap();
    pools.remove("infra");
    let workers = pools.get_mut("workers").unwrap();
    workers.labels = map(&[("tier", "api"), ("zone", "b")]);
    workers.taints =
        BTreeSet::from([Taint { key: "gpu".into(), effect: TaintEffect::NoSchedule, value: String::new() }]);
    workers.scaling = Scaling { min: 4, max: 8, desired: Some(1) };
    workers.surge = Some(Surge::Count(2));
    for support in &mut spec.support {
        support.digest = "2".into();
    }
    spec
}

/// The same cluster two minors up.
pub(super) fn upgraded() -> Spec {
    Spec { known: true, version: V35, version_before: Some(V33), ..whole() }
}

/// The same cluster with pools that have to be rotated.
pub(super) fn rotated() -> Spec {
    let mut spec = Spec { known: true, version_before: Some(V33), ..whole() };
    let pools = spec.pools.as_mut().unwrap();
    pools.get_mut("workers").unwrap().immutable.machine_types = vec!["m8g.large".into(), "m8g.xlarge".into()];
    pools.get_mut("infra").unwrap().immutable.capacity = Some(Capacity::Spot);
    spec
}

/// No cluster.
pub(super) fn gone() -> Spec {
    Spec { known: true, goal: Goal::Absent, ..whole() }
}
