//! Configurations in which every attribute is set, and a cloud that is as they want it.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::observed::{self, Encryption, Seen, Status};
use kgas_engine::cluster::{AddonVersion, Ref, Spec, physical_name, wanted_tags};

use super::id::{Cloud, ClusterId};
use super::model::{
    Access, Addon, Aws, Capacity, Cluster, CreateNetwork, Deletion, Encryption as Key, Endpoint, Level, LogComponent,
    Nat, Network, NodePool, OnImmutableChange, Sweep, Taint, TaintEffect,
};

/// A cluster to which network, roles and key are given.
pub(super) fn given() -> Cluster {
    let id = ClusterId { cloud: Cloud::Aws, location: "eu-west-1".to_owned(), name: "prod".to_owned() };
    let text = str::to_owned;
    let workers = NodePool {
        machine_types: vec![text("m7i.large")],
        capacity: Capacity::OnDemand,
        min: 1,
        max: 4,
        desired: Some(2),
        subnet_ids: None,
        image: None,
        role: None,
        disk_gb: 80,
        labels: BTreeMap::from([(text("tier"), text("web"))]),
        taints: BTreeSet::from([Taint { key: text("gpu"), value: text("a"), effect: TaintEffect::NoSchedule }]),
        surge: text("10%"),
        on_immutable_change: OnImmutableChange::Rotate,
    };
    let platform = Access {
        principal: text("arn:aws:iam::1:role/platform"),
        level: Level::Edit,
        namespaces: BTreeSet::from([text("shop")]),
    };
    let coredns = Addon {
        version: Some(text("v1.2.3")),
        values: Some(text("{\"replicas\": 3}")),
        role: Some(text("arn:aws:iam::1:role/dns")),
    };
    Cluster {
        version: text("1.33"),
        network: Network {
            subnet_ids: Some(BTreeSet::from([text("subnet-a"), text("subnet-b")])),
            security_group_ids: BTreeSet::from([text("sg-1")]),
            create: None,
            service_cidr: Some(text("172.20.0.0/16")),
        },
        endpoint: Endpoint { public: true, private: true, allowed_cidrs: BTreeSet::from([text("203.0.113.0/24")]) },
        encryption: Some(Key { key_id: text("arn:aws:kms:::key/1") }),
        logging: super::model::Logging { components: BTreeSet::from([LogComponent::Api]) },
        access: Some(BTreeMap::from([(text("platform"), platform)])),
        addons: Some(BTreeMap::from([(text("coredns"), coredns)])),
        node_pools: BTreeMap::from([(text("workers"), workers)]),
        tags: BTreeMap::from([(text("team"), text("kgas"))]),
        deletion: Deletion { protected: true, sweep: Sweep::Report },
        aws: Some(Aws {
            role_arn: Some(text("arn:aws:iam::1:role/cluster")),
            node_role_arn: Some(text("arn:aws:iam::1:role/nodes")),
        }),
        ..Cluster::blank(&id)
    }
}

/// The same cluster with a pool that names subnets, image and role of its own.
pub(super) fn named() -> Cluster {
    let mut cluster = given();
    for pool in cluster.node_pools.values_mut() {
        pool.subnet_ids = Some(BTreeSet::from(["subnet-a".to_owned()]));
        pool.image = Some("BOTTLEROCKET_x86_64".to_owned());
        pool.role = Some("arn:aws:iam::1:role/workers".to_owned());
    }
    cluster
}

/// The same cluster with network and roles that are made for it.
pub(super) fn made() -> Cluster {
    let create = CreateNetwork { cidr: "10.0.0.0/16".to_owned(), zones: 2, nat: Nat::Single };
    let given = given();
    let network = Network { subnet_ids: None, create: Some(create), ..given.network.clone() };
    Cluster { network, aws: Some(Aws { role_arn: None, node_role_arn: None }), ..given }
}

fn id_of(reference: &Ref) -> String {
    match reference {
        Ref::Id(id) => id.clone(),
        Ref::Support(key) => format!("id of {key}"),
    }
}

fn ids_of(references: &BTreeSet<Ref>) -> BTreeSet<String> {
    references.iter().map(id_of).collect()
}

/// A cloud in which everything is as `spec` wants it.
pub(super) fn as_wanted(spec: &Spec) -> Seen {
    let support = spec.support.iter().map(|one| observed::Support {
        id: id_of(&Ref::Support(one.key.clone())),
        key: one.key.clone(),
        kind: one.kind.clone(),
        owner: Some(spec.owner.to_string()),
        stage: one.stage,
        needs: one.needs.clone(),
        digest: Some(one.digest.clone()),
        facts: if one.kind == "vpc" { vec!["10.0.0.0/16".to_owned()] } else { Vec::new() },
        ..observed::Support::default()
    });
    let pools = spec.pools.iter().flatten().map(|(key, pool)| (physical_name(spec, key, pool), self::pool(spec, key)));
    let addons = spec.addons.iter().flatten().map(|(name, addon)| {
        let version = match &addon.version {
            AddonVersion::Exact(version) => version.clone(),
            AddonVersion::Default | AddonVersion::Latest => "v1".to_owned(),
        };
        let (tags, config) = (wanted_tags(spec, None), addon.config.clone());
        let role = addon.role.as_ref().map(id_of);
        (name.clone(), observed::Addon { tags, version, config, role, ..observed::Addon::default() })
    });
    let access = spec.access.iter().flatten().map(|(principal, access)| {
        let (groups, policies) = (access.groups.clone(), access.policies.clone());
        (principal.clone(), observed::Access { tags: wanted_tags(spec, None), groups, policies })
    });
    let cluster = observed::Cluster {
        id: "arn:aws:eks:::cluster/prod".to_owned(),
        status: Status::Active,
        version: spec.version,
        version_actual: spec.version.to_string(),
        endpoint_url: Some("https://host".to_owned()),
        ca_certificate: Some("certificate".to_owned()),
        oidc_issuer: Some("https://issuer".to_owned()),
        network_id: Some("vpc".to_owned()),
        cluster_security_group: Some("sg-cluster".to_owned()),
        tags: wanted_tags(spec, None),
        role: spec.role.as_ref().map(id_of),
        subnets: Some(ids_of(&spec.network.subnets)),
        security_groups: Some(spec.network.security_groups.iter().flatten().map(id_of).collect()),
        endpoint: spec.endpoint.clone(),
        encryption: spec.encryption.as_ref().map_or(Encryption::Off, |key| Encryption::Key(id_of(key))),
        logging: spec.logging.clone(),
        channel: spec.channel.and_then(|channel| spec.capabilities.channel(channel)).map(str::to_owned),
        deletion_protection: Some(spec.deletion.protected),
        settings: spec.settings.clone(),
        health: Vec::new(),
        upgrade_blockers: Vec::new(),
        updates: Vec::new(),
        access: Some(access.collect()),
        addons: Some(addons.collect()),
        pools: pools.collect(),
    };
    Seen { cluster: Some(cluster), support: support.collect(), ..Seen::default() }
}

fn pool(spec: &Spec, key: &str) -> observed::Pool {
    let pool = &spec.pools.as_ref().unwrap()[key];
    let template = spec.support.iter().find(|one| Some(&one.key) == pool.template.as_ref());
    observed::Pool {
        tags: wanted_tags(spec, Some(key)),
        version: Some(spec.version),
        machine_types: pool.immutable.machine_types.clone(),
        image: pool.immutable.image.clone(),
        capacity: pool.immutable.capacity,
        role: pool.immutable.role.as_ref().map(id_of),
        subnets: Some(ids_of(if pool.immutable.subnets.is_empty() {
            &spec.network.subnets
        } else {
            &pool.immutable.subnets
        })),
        min: pool.scaling.min,
        max: pool.scaling.max,
        desired: pool.scaling.desired.unwrap_or(pool.scaling.min),
        labels: pool.labels.clone(),
        taints: pool.taints.clone(),
        surge: pool.surge,
        template_digest: template.map(|one| one.digest.clone()),
        ..observed::Pool::default()
    }
}
