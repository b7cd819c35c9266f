//! Plan-time issues: one row, one mistake, one path.

use std::collections::BTreeSet;

use kgas_engine::cluster::plan::{self, Severity, issues, replacements};
use kgas_engine::cluster::{
    Addon, AddonVersion, Channel, Endpoint, NodePools, OnDowngrade, Pool, Ref, Scaling, Scope, Spec, Surge, Taint,
    TaintEffect,
};

use super::fixtures::{V33, V34, V35, V36, changed, map, rightless, texts, whole};
use super::run::with;

type Row = (&'static str, fn(&mut Spec), &'static [(&'static str, &'static str)]);

fn workers(spec: &mut Spec) -> &mut Pool {
    spec.pools.as_mut().unwrap().get_mut("workers").unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "a row assigns it as it is")]
fn endpoint(public: bool, private: bool, cidrs: &[&str]) -> Option<Endpoint> {
    Some(Endpoint { public, private, allowed_cidrs: texts(cidrs) })
}

const SPEC: &[Row] = &[
    ("nothing wrong", |_| {}, &[]),
    ("a name EKS refuses", |s| s.name = "a.b".into(), &[("name", "Name is not allowed")]),
    (
        "a channel AWS has not",
        |s| s.channel = Some(Channel::Rapid),
        &[("channel", "Attribute is not supported on this cloud")],
    ),
    (
        "a setting AWS has not",
        |s| drop(s.settings.insert("tier".into(), "x".into())),
        &[("tier", "Attribute is not supported on this cloud")],
    ),
    ("one subnet", |s| drop(s.network.subnets.pop_first()), &[("network.subnet_ids", "Too few subnets")]),
    ("no endpoint", |s| s.endpoint = endpoint(false, false, &[]), &[("endpoint", "No endpoint is on")]),
    (
        "public to nobody named",
        |s| s.endpoint = endpoint(true, true, &[]),
        &[("endpoint.allowed_cidrs", "Public endpoint without allowed networks")],
    ),
    ("public to all, written out", |s| s.endpoint = endpoint(true, false, &["0.0.0.0/0", "::/0"]), &[]),
    (
        "nodes from the internet",
        |s| s.endpoint = endpoint(true, false, &["203.0.113.0/24"]),
        &[("endpoint.allowed_cidrs", "Nodes may not reach the API server")],
    ),
    (
        "no nodes from the internet",
        |s| {
            s.endpoint = endpoint(true, false, &["203.0.113.0/24"]);
            s.pools.as_mut().unwrap().clear();
        },
        &[],
    ),
    (
        "networks without effect",
        |s| s.endpoint = endpoint(false, true, &["10.0.0.0/8"]),
        &[("endpoint.allowed_cidrs", "Allowed networks have no effect")],
    ),
    (
        "no network",
        |s| s.endpoint = endpoint(true, true, &["10.0.0.0"]),
        &[("endpoint.allowed_cidrs", "Not a network")],
    ),
    (
        "an address within a network",
        |s| {
            let cidrs = ["10.1.2.3/24", "10.1.2.0/24", "2001:db8::1/32", "2001:db8::/32", "0.0.0.0/0"];
            s.endpoint = endpoint(true, true, &cidrs);
        },
        &[("endpoint.allowed_cidrs", "Not a network"), ("endpoint.allowed_cidrs", "Not a network")],
    ),
    (
        "a prefix too long",
        |s| s.endpoint = endpoint(true, true, &["10.0.0.0/33"]),
        &[("endpoint.allowed_cidrs", "Not a network")],
    ),
    (
        "a log nobody writes",
        |s| s.logging = Some(texts(&["api", "etcd"])),
        &[("logging.components", "Unknown log component")],
    ),
    ("our tag", |s| s.tags = map(&[("kgas-owner", "me")]), &[("tags[\"kgas-owner\"]", "Tag is reserved")]),
    ("a tag like ours", |s| s.tags = map(&[("kgas-team", "me")]), &[("tags[\"kgas-team\"]", "Tag is reserved")]),
    (
        "labels of Kubernetes and of the cloud",
        |s| {
            workers(s).labels = map(&[
                ("node-role.kubernetes.io/web", ""),
                ("k8s.io/x", ""),
                ("eks.amazonaws.com/x", ""),
                ("node.kubernetes.io/x", ""),
                ("topology.kubernetes.io/zone", ""),
                ("mykubernetes.io/x", ""),
                ("plain", ""),
            ]);
        },
        &[
            ("node_pools[\"workers\"].labels[\"eks.amazonaws.com/x\"]", "Label is reserved"),
            ("node_pools[\"workers\"].labels[\"k8s.io/x\"]", "Label is reserved"),
            ("node_pools[\"workers\"].labels[\"node-role.kubernetes.io/web\"]", "Label is reserved"),
        ],
    ),
    ("their tag", |s| s.tags = map(&[("aws:x", "y")]), &[("tags[\"aws:x\"]", "Tag is reserved")]),
    (
        "rightless access",
        |s| drop(s.access.as_mut().unwrap().insert("arn:x".into(), rightless("x"))),
        &[("access[\"x\"]", "Access without rights")],
    ),
    (
        "a group of Kubernetes",
        |s| s.access.as_mut().unwrap().get_mut("arn:dev").unwrap().groups = texts(&["system:masters"]),
        &[("access[\"dev\"]", "Group is reserved")],
    ),
    (
        "a policy for no namespace",
        |s| {
            drop(
                s.access
                    .as_mut()
                    .unwrap()
                    .get_mut("arn:ops")
                    .unwrap()
                    .policies
                    .insert("edit".into(), Scope::Namespaces(BTreeSet::new())),
            );
        },
        &[("access[\"ops\"]", "No namespaces")],
    ),
    (
        "an unknown add-on",
        |s| drop(s.addons.as_mut().unwrap().insert("corends".into(), Addon::default())),
        &[("addons[\"corends\"]", "Unknown add-on")],
    ),
    (
        "min above max",
        |s| workers(s).scaling = Scaling { min: 3, max: 2, desired: None },
        &[("node_pools[\"workers\"].min", "Minimum is above maximum")],
    ),
    (
        "no nodes ever",
        |s| workers(s).scaling = Scaling { min: 0, max: 0, desired: None },
        &[("node_pools[\"workers\"].max", "Pool cannot have nodes")],
    ),
    (
        "desired below min",
        |s| workers(s).scaling = Scaling { min: 2, max: 4, desired: Some(1) },
        &[("node_pools[\"workers\"].desired", "Desired size is out of bounds")],
    ),
    (
        "desired above max",
        |s| workers(s).scaling = Scaling { min: 2, max: 4, desired: Some(5) },
        &[("node_pools[\"workers\"].desired", "Desired size is out of bounds")],
    ),
    (
        "two architectures",
        |s| workers(s).immutable.machine_types = vec!["m7i.large".into(), "m7g.large".into()],
        &[("node_pools[\"workers\"].machine_types", "Architectures are mixed")],
    ),
    (
        "an image for another architecture",
        |s| workers(s).immutable.machine_types = vec!["m7g.large".into()],
        &[("node_pools[\"workers\"].image", "Image does not fit the machines")],
    ),
    (
        "too many types",
        |s| workers(s).immutable.machine_types = vec!["m7i.large".into(); 21],
        &[("node_pools[\"workers\"].machine_types", "Too many machine types")],
    ),
    (
        "newer than the cluster",
        |s| workers(s).version = Some(V34),
        &[("node_pools[\"workers\"].version", "Pool is newer than its control plane")],
    ),
    (
        "a surge of nothing",
        |s| workers(s).surge = Some(Surge::Count(0)),
        &[("node_pools[\"workers\"].surge", "Surge is out of range")],
    ),
    (
        "a surge beyond all",
        |s| workers(s).surge = Some(Surge::Percent(101)),
        &[("node_pools[\"workers\"].surge", "Surge is out of range")],
    ),
    (
        "a taint twice",
        |s| {
            let taint = |value: &str| Taint { key: "gpu".into(), effect: TaintEffect::NoSchedule, value: value.into() };
            workers(s).taints = BTreeSet::from([taint("a"), taint("b")]);
        },
        &[("node_pools[\"workers\"].taints", "Taint is given twice")],
    ),
];

#[test]
fn a_configuration_is_checked_by_itself() {
    for (name, change, expected) in SPEC {
        let mut spec = whole();
        change(&mut spec);
        let found = issues(&spec, None);
        let found: Vec<_> = found.iter().map(|issue| (issue.path.as_str(), issue.summary)).collect();
        assert_eq!(found, *expected, "{name}");
    }
}

const VERSION: &[Row] = &[
    ("the same", |_| {}, &[]),
    ("one up", |s| s.version = V34, &[]),
    ("three up of two allowed", |s| s.version = V36, &[("version", "Version is too many minors ahead")]),
    (
        "one down",
        |s| (s.version, s.version_before) = ("1.32".parse().unwrap(), Some(V33)),
        &[("version", "Version was lowered")],
    ),
    (
        "upgraded by the cloud",
        |s| (s.version, s.version_before) = ("1.32".parse().unwrap(), Some("1.32".parse().unwrap())),
        &[],
    ),
    (
        "one down by rollback, with pools that would be newer",
        |s| {
            (s.version, s.version_before) = ("1.32".parse().unwrap(), Some(V33));
            s.upgrade.on_downgrade = OnDowngrade::Rollback;
        },
        &[("version", "Rollback is not possible")],
    ),
    (
        "two down by rollback",
        |s| {
            (s.version, s.version_before) = ("1.31".parse().unwrap(), Some(V33));
            s.upgrade.on_downgrade = OnDowngrade::Rollback;
        },
        &[("version", "Rollback is not possible")],
    ),
    ("one up, pools held", |s| (s.version, s.upgrade.node_pools) = (V34, NodePools::Hold), &[]),
    (
        "two up, pools held",
        |s| (s.version, s.upgrade.node_pools) = (V35, NodePools::Hold),
        &[("upgrade.node_pools", "Pools are too old for the next version")],
    ),
    (
        "a pinned add-on not offered there",
        |s| {
            s.version = V35;
            s.addons.as_mut().unwrap().get_mut("coredns").unwrap().version = AddonVersion::Exact("v33".into());
        },
        &[("addons[\"coredns\"].version", "Add-on version is not offered")],
    ),
    (
        "an add-on the cloud does not list",
        |s| drop(s.addons.as_mut().unwrap().insert("core-dns".into(), Addon::default())),
        &[("addons[\"core-dns\"]", "Unknown add-on")],
    ),
];

#[test]
fn a_configuration_is_checked_against_the_cluster() {
    let mut world = with(&whole());
    // As a cloud answers that has no such add-on.
    world.truth.addon_offers.get_mut(&V33).unwrap().insert("core-dns".into(), vec![]);
    for (name, change, expected) in VERSION {
        let mut spec = Spec { known: true, version_before: Some(V33), ..whole() };
        change(&mut spec);
        let found = issues(&spec, Some(&world.truth));
        let found: Vec<_> = found.iter().map(|issue| (issue.path.as_str(), issue.summary)).collect();
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn the_path_names_every_minor() {
    let world = with(&whole());
    let cluster = world.truth.cluster.as_ref().unwrap();
    assert_eq!(plan::path(&Spec { version: V35, ..whole() }, cluster), [V34, V35]);
    assert_eq!(plan::path(&whole(), cluster), []);
}

#[test]
fn an_issue_says_what_to_do() {
    for (_, change, _) in SPEC {
        let mut spec = whole();
        change(&mut spec);
        for issue in issues(&spec, None) {
            assert!(issue.summary.len() <= 60 && !issue.summary.ends_with('.'), "{issue:?}");
            assert!(issue.detail.ends_with('.') && issue.next_step.ends_with('.'), "{issue:?}");
            let warnings = [
                "Unknown add-on",
                "Access without rights",
                "Allowed networks have no effect",
                "Nodes may not reach the API server",
            ];
            let warning = warnings.contains(&issue.summary);
            assert_eq!(issue.severity == Severity::Warning, warning, "{issue:?}");
        }
    }
}

#[test]
fn what_needs_a_new_cluster() {
    let with_key = |key: &str| Some(Ref::Id(key.into()));
    let rows: [(&str, fn(&mut Spec), &[&str]); 9] = [
        ("everything in place", |s| *s = changed(), &[]),
        ("another name", |s| s.name = "other".into(), &["name"]),
        ("another role", |s| s.role = Some(Ref::Id("arn:b".into())), &["aws.role_arn"]),
        ("another key", |s| s.encryption = Some(Ref::Id("k2".into())), &["encryption.key_id"]),
        ("no key", |s| s.encryption = None, &["encryption.key_id"]),
        (
            "another address range",
            |s| drop(s.settings.insert("network.service_cidr".into(), "10.1.0.0/16".into())),
            &["network.service_cidr"],
        ),
        (
            "access mode backwards",
            |s| drop(s.settings.insert("authentication_mode".into(), "CONFIG_MAP".into())),
            &["authentication_mode"],
        ),
        ("another tier", |s| drop(s.settings.insert("scaling_tier".into(), "tier-l".into())), &[]),
        ("told at creation only", |s| drop(s.settings.insert("bootstrap_creator_admin".into(), "true".into())), &[]),
    ];
    for (name, change, expected) in rows {
        let mut before = whole();
        before.settings.insert("network.service_cidr".into(), "10.0.0.0/16".into());
        before.settings.insert("bootstrap_creator_admin".into(), "false".into());
        before.role = Some(Ref::Id("arn:a".into()));
        before.encryption = if name == "everything in place" { None } else { with_key("k1") };
        let mut after = before.clone();
        change(&mut after);
        let paths: Vec<_> = replacements(&before, &after).into_iter().map(|r| r.path).collect();
        assert_eq!(paths, expected, "{name}");
    }
    assert!(replacements(&whole(), &Spec { encryption: with_key("k"), ..whole() }).is_empty(), "a key can be added");
}
