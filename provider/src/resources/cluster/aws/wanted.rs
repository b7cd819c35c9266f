//! The model becomes a [`Spec`], and what the spec's digests stand for.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::{
    self as engine, AddonVersion, Capabilities, Conflicts, Goal, Immutable, Key, Ref, Scaling, Scope, Spec, Surge,
};
use kgas_engine::{OwnerTag, PollScale};

use super::network::Network;
use super::objects::{Object, Objects, Origin};
use crate::resources::cluster::model::{
    self, Capacity, Channel, Cluster, Level, LogComponent, OnBlocked, OnDowngrade, OnImmutableChange, PoolUpgrades,
    Sweep, TaintEffect,
};

/// On whose behalf.
#[derive(Debug, Clone)]
pub(in super::super) struct Owner {
    /// The provider's `owner`.
    pub(in super::super) name: String,
    /// The provider's `default_tags`.
    pub(in super::super) tags: BTreeMap<String, String>,
    /// How much of each pause is really waited.
    pub(in super::super) poll_scale: PollScale,
}

impl Owner {
    /// Nobody: for checks that no owner matters to.
    pub(in super::super) fn nobody() -> Self {
        Self { name: String::new(), tags: BTreeMap::new(), poll_scale: PollScale::default() }
    }
}

/// What is wanted.
#[derive(Debug, Clone)]
pub(in super::super) struct Wanted {
    /// For the engine.
    pub(in super::super) spec: Spec,
    /// What the spec's support objects are.
    pub(super) objects: Objects,
    /// Addresses of Services.
    pub(super) service_cidr: Option<String>,
    /// Whether the creator becomes an administrator.
    pub(super) creator_is_admin: bool,
}

/// The setting, and the attribute, of the addresses of Services.
pub(in super::super) const SERVICE_CIDR: &str = "network.service_cidr";

/// What `model` wants, where `before` is what the state says.
pub(in super::super) fn wanted(model: &Cluster, before: Option<&Cluster>, goal: Goal, owner: &Owner) -> Wanted {
    let scope = format!("aws/{}", model.location);
    let tag = OwnerTag::new(&owner.name, "kgas_cluster", &scope, &model.name);
    let mut tags = owner.tags.clone();
    tags.extend(model.tags.clone());
    let had = before.into_iter().flat_map(|before| before.tags.keys());
    let mut objects = Objects::dropping(had.filter(|tag| !tags.contains_key(*tag)).cloned().collect());
    let subnets = subnets(model, &tags, &mut objects);
    let roles = Roles { model, before, owner: &tag, tags: &tags };
    let role = CONTROL_PLANE.add(&mut objects, &roles, |aws| aws.role_arn.as_ref());
    let node_role = NODES.add(&mut objects, &roles, |aws| aws.node_role_arn.as_ref());
    let oidc_provider = Object::OidcProvider { for_roles: true };
    if model.identity.workload {
        let otherwise = "Set `identity.workload` to false to leave it where it is managed, or delete it.";
        let origin = Origin::new("identity.workload", otherwise);
        objects.insert("oidc-provider", oidc_provider, tags.clone(), origin);
    } else if before.is_some_and(|before| before.identity.workload) {
        objects.leave("oidc-provider", oidc_provider);
    }
    let pools = model.node_pools.iter().map(|(key, pool)| {
        let name = format!("{}-{key}-{}", model.name, &tag.as_str()[..8]);
        let template = Key(format!("launch-template-{key}"));
        let origin = Origin::new(format!("node_pools[{key:?}]"), "Delete it, or give the pool another name.");
        let object = Object::LaunchTemplate { name, disk_gb: pool.disk_gb };
        objects.insert(template.clone(), object, tags.clone(), origin);
        (key.clone(), wanted_pool(pool, template, &node_role, &subnets))
    });
    let pools = Some(pools.collect());
    let spec = Spec {
        goal,
        name: model.name.clone(),
        owner: tag,
        // A creation that was stopped before the cluster left a state without one.
        known: before.is_some_and(|before| !before.cloud_id.is_null()),
        version: minor(&model.version),
        version_before: before.map(|before| minor(&before.version)),
        channel: Some(channel(model.channel)),
        upgrade: upgrade(&model.upgrade),
        role: Some(role),
        role_path: ROLE_PATH,
        network: engine::Network {
            subnets,
            security_groups: model.network.security_group_ids.iter().cloned().map(Ref::Id).collect(),
        },
        endpoint: Some(endpoint(&model.endpoint)),
        encryption: model.encryption.as_ref().map(|encryption| Ref::Id(encryption.key_id.clone())),
        logging: Some(model.logging.components.iter().map(|component| log_type(*component).to_owned()).collect()),
        access: managed(model.access.as_ref(), before.and_then(|before| before.access.as_ref())).map(wanted_access),
        addons: managed(model.addons.as_ref(), before.and_then(|before| before.addons.as_ref())).map(wanted_addons),
        pools,
        support: objects.support(),
        tags,
        ignored_tag_prefixes: vec!["aws:".to_owned(), "kgas-".to_owned()],
        settings: model.network.service_cidr.iter().map(|cidr| (SERVICE_CIDR.to_owned(), cidr.clone())).collect(),
        deletion: engine::Deletion {
            protected: model.deletion.protected,
            sweep: match model.deletion.sweep {
                Sweep::Off => engine::Sweep::Off,
                Sweep::Report => engine::Sweep::Report,
            },
        },
        poll_scale: owner.poll_scale,
        capabilities: &Capabilities::AWS,
    };
    Wanted { spec, objects, service_cidr: model.network.service_cidr.clone(), creator_is_admin: model.access.is_none() }
}

/// A map that is left out is managed elsewhere, unless it was not before: then ours are to go.
fn managed<'a, T>(
    now: Option<&'a BTreeMap<String, T>>,
    before: Option<&BTreeMap<String, T>>,
) -> Option<impl Iterator<Item = (&'a String, &'a T)>> {
    (now.is_some() || before.is_some()).then(|| now.into_iter().flatten())
}

fn subnets(model: &Cluster, tags: &BTreeMap<String, String>, objects: &mut Objects) -> BTreeSet<Ref> {
    let given = model.network.subnet_ids.iter().flatten().cloned().map(Ref::Id);
    let create = model.network.create.as_ref().and_then(|create| {
        let (cidr, zones) = (create.cidr.parse().ok()?, usize::try_from(create.zones).ok()?);
        Some(Network { cluster: &model.name, cidr, zones, nat: create.nat, tags }.add_to(objects))
    });
    given.chain(create.into_iter().flatten().map(Ref::Support)).collect()
}

/// The attribute that names the control plane's role.
const ROLE_PATH: &str = "aws.role_arn";

/// A role that is made where none is given.
struct Role {
    /// The attribute that gives one.
    path: &'static str,
    /// What it is for, in its key and name.
    what: &'static str,
    /// Who takes it on.
    service: &'static str,
    /// Names of AWS' own policies.
    policies: &'static [&'static str],
}

const CONTROL_PLANE: Role = Role {
    path: ROLE_PATH,
    what: "control-plane",
    service: "eks.amazonaws.com",
    policies: &["AmazonEKSClusterPolicy"],
};

const NODES: Role = Role {
    path: "aws.node_role_arn",
    what: "nodes",
    service: "ec2.amazonaws.com",
    policies: &["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
};

impl Role {
    /// The role as an object, with its key.
    fn object(&self, model: &Cluster, owner: &OwnerTag) -> (Key, Object) {
        let name: String = model.name.chars().take(30).collect();
        let name = format!("{name}-{}-{}", self.what, &owner.as_str()[..16]);
        let partition = partition(&model.location);
        let policies = self.policies.iter().map(|policy| format!("arn:{partition}:iam::aws:policy/{policy}"));
        let object = Object::Role { name, service: self.service, policies: policies.collect() };
        (Key(format!("role-{}", self.what)), object)
    }

    /// The role that is given, or else the one that is made. One that was made before and is given now leaves.
    fn add(&self, objects: &mut Objects, roles: &Roles<'_>, given: impl Fn(&model::Aws) -> Option<&String>) -> Ref {
        let Roles { model, before, owner, tags } = roles;
        let of = |model: &Cluster| model.aws.as_ref().and_then(&given).cloned();
        let (key, object) = self.object(model, owner);
        match of(model) {
            Some(arn) => {
                if before.is_some_and(|before| of(before).is_none()) {
                    objects.leave(key, object);
                }
                Ref::Id(arn)
            }
            None => {
                let path = self.path;
                let otherwise = format!("Delete it, or set `{path}` to the role that shall be used.");
                objects.insert(key.clone(), object, (*tags).clone(), Origin::new(path, otherwise));
                Ref::Support(key)
            }
        }
    }
}

/// For whom roles are.
struct Roles<'a> {
    model: &'a Cluster,
    before: Option<&'a Cluster>,
    owner: &'a OwnerTag,
    tags: &'a BTreeMap<String, String>,
}

/// The partition that a region belongs to.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.
fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// The endpoint in the engine's words.
pub(in super::super) fn endpoint(endpoint: &model::Endpoint) -> engine::Endpoint {
    engine::Endpoint {
        public: endpoint.public,
        private: endpoint.private,
        allowed_cidrs: endpoint.allowed_cidrs.clone(),
    }
}

/// A pool by itself, in the engine's words.
pub(in super::super) fn pool(pool: &model::NodePool) -> engine::Pool {
    wanted_pool(pool, Key::from("launch-template"), &Ref::Id(String::new()), &BTreeSet::new())
}

fn wanted_pool(pool: &model::NodePool, template: Key, role: &Ref, subnets: &BTreeSet<Ref>) -> engine::Pool {
    engine::Pool {
        immutable: Immutable {
            machine_types: pool.machine_types.clone(),
            image: super::machine::image(&pool.machine_types).ok().map(str::to_owned),
            capacity: Some(match pool.capacity {
                Capacity::OnDemand => engine::Capacity::OnDemand,
                Capacity::Spot => engine::Capacity::Spot,
            }),
            disk_gb: None,
            role: Some(role.clone()),
            subnets: subnets.clone(),
        },
        scaling: Scaling { min: count(pool.min), max: count(pool.max), desired: pool.desired.map(count) },
        labels: pool.labels.clone(),
        taints: pool
            .taints
            .iter()
            .map(|taint| engine::Taint {
                key: taint.key.clone(),
                value: taint.value.clone(),
                effect: match taint.effect {
                    TaintEffect::NoSchedule => engine::TaintEffect::NoSchedule,
                    TaintEffect::PreferNoSchedule => engine::TaintEffect::PreferNoSchedule,
                    TaintEffect::NoExecute => engine::TaintEffect::NoExecute,
                },
            })
            .collect(),
        surge: surge(&pool.surge),
        version: None,
        template: Some(template),
        on_immutable_change: match pool.on_immutable_change {
            OnImmutableChange::Rotate => engine::OnImmutableChange::Rotate,
            OnImmutableChange::Replace => engine::OnImmutableChange::Replace,
            OnImmutableChange::Refuse => engine::OnImmutableChange::Refuse,
        },
    }
}

fn wanted_access<'a>(
    access: impl Iterator<Item = (&'a String, &'a model::Access)>,
) -> BTreeMap<String, engine::Access> {
    let entry = |(name, access): (&String, &model::Access)| {
        let scope =
            if access.namespaces.is_empty() { Scope::Cluster } else { Scope::Namespaces(access.namespaces.clone()) };
        let policy = Capabilities::AWS.access_policy(level(access.level)).unwrap_or_default();
        let policies = BTreeMap::from([(policy.to_owned(), scope)]);
        let path = format!("access[{name:?}]");
        (access.principal.clone(), engine::Access { path, groups: BTreeSet::new(), policies })
    };
    access.map(entry).collect()
}

fn wanted_addons<'a>(addons: impl Iterator<Item = (&'a String, &'a model::Addon)>) -> BTreeMap<String, engine::Addon> {
    let addon = |(name, addon): (&String, &model::Addon)| {
        let addon = engine::Addon {
            version: addon.version.clone().map_or(AddonVersion::Default, AddonVersion::Exact),
            config: addon.values.as_deref().map(canonical_json),
            conflicts: Conflicts::Overwrite,
            role: addon.role.clone().map(Ref::Id),
            preserve: false,
        };
        (name.clone(), addon)
    };
    addons.map(addon).collect()
}

/// The same settings give the same text, however they were written.
pub(in super::super) fn canonical_json(text: &str) -> String {
    fn sorted(json: serde_json::Value) -> serde_json::Value {
        match json {
            serde_json::Value::Object(all) => {
                let all: BTreeMap<_, _> = all.into_iter().map(|(key, value)| (key, sorted(value))).collect();
                serde_json::Value::Object(all.into_iter().collect())
            }
            serde_json::Value::Array(all) => serde_json::Value::Array(all.into_iter().map(sorted).collect()),
            other => other,
        }
    }
    serde_json::from_str(text).map_or_else(|_| text.to_owned(), |json| sorted(json).to_string())
}

/// The schema lets only versions, counts and surges through that can be read; zero stands for what it cannot let through.
fn minor(version: &str) -> engine::Minor {
    version.parse().unwrap_or(engine::Minor { major: 0, minor: 0 })
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

fn surge(text: &str) -> Option<Surge> {
    match text.strip_suffix('%') {
        Some(percent) => percent.parse().ok().map(Surge::Percent),
        None => text.parse().ok().map(Surge::Count),
    }
}

fn upgrade(upgrade: &model::Upgrade) -> engine::Upgrade {
    engine::Upgrade {
        max_minor_steps: count(upgrade.max_minor_steps),
        on_downgrade: match upgrade.on_downgrade {
            OnDowngrade::Refuse => engine::OnDowngrade::Refuse,
            OnDowngrade::Rollback => engine::OnDowngrade::Rollback,
        },
        on_blocked: match upgrade.on_blocked {
            OnBlocked::Fail => engine::OnBlocked::Fail,
            OnBlocked::Force => engine::OnBlocked::Force,
        },
        node_pools: match upgrade.node_pools {
            PoolUpgrades::Follow => engine::NodePools::Follow,
            PoolUpgrades::Hold => engine::NodePools::Hold,
        },
    }
}

/// A channel in the engine's words.
pub(in super::super) fn channel(channel: Channel) -> engine::Channel {
    match channel {
        Channel::None => engine::Channel::None,
        Channel::Rapid => engine::Channel::Rapid,
        Channel::Regular => engine::Channel::Regular,
        Channel::Stable => engine::Channel::Stable,
        Channel::Extended => engine::Channel::Extended,
    }
}

/// An access level in the engine's words.
pub(in super::super) fn level(level: Level) -> &'static str {
    match level {
        Level::Admin => "admin",
        Level::Edit => "edit",
        Level::View => "view",
    }
}

/// A component of the control plane in AWS' words.
pub(in super::super) fn log_type(component: LogComponent) -> &'static str {
    match component {
        LogComponent::Api => "api",
        LogComponent::Audit => "audit",
        LogComponent::Authenticator => "authenticator",
        LogComponent::ControllerManager => "controllerManager",
        LogComponent::Scheduler => "scheduler",
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_rs::Attr;

    use super::*;
    use crate::resources::cluster::id::{Cloud, ClusterId};

    fn blank() -> Cluster {
        Cluster::blank(&ClusterId { cloud: Cloud::Aws, location: "eu-west-1".to_owned(), name: "prod".to_owned() })
    }

    fn spec(model: &Cluster, before: Option<&Cluster>) -> Spec {
        wanted(model, before, Goal::Present, &Owner::nobody()).spec
    }

    #[test]
    fn a_cluster_is_known_once_the_cloud_has_named_it() {
        let (stopped, made) = (blank(), Cluster { cloud_id: Attr::Known("arn".to_owned()), ..blank() });
        assert!(!spec(&blank(), None).known);
        assert!(!spec(&blank(), Some(&stopped)).known);
        assert!(spec(&blank(), Some(&made)).known);
    }

    #[test]
    fn what_is_no_longer_mentioned_goes_and_what_never_was_is_left_alone() {
        let unmentioned = Cluster { access: None, addons: None, ..blank() };
        let spec_after = spec(&unmentioned, Some(&blank()));
        assert_eq!((spec_after.access, spec_after.addons), (Some(BTreeMap::new()), Some(BTreeMap::new())));
        let spec_never = spec(&unmentioned, Some(&unmentioned));
        assert_eq!((spec_never.access, spec_never.addons), (None, None));
    }

    #[test]
    fn roles_are_made_where_none_are_given() {
        let given = model::Aws { role_arn: Some("arn:aws:iam::1:role/x".to_owned()), node_role_arn: None };
        let roles = |model: &Cluster| {
            let support = spec(model, None).support;
            support.into_iter().filter(|one| one.kind == "role").map(|one| one.key.0).collect::<Vec<_>>()
        };
        assert_eq!(roles(&blank()), ["role-control-plane", "role-nodes"]);
        assert_eq!(roles(&Cluster { aws: Some(given), ..blank() }), ["role-nodes"]);
    }

    #[test]
    fn every_object_names_the_attribute_that_asks_for_it() {
        let pool = model::NodePool { machine_types: vec!["m7i.large".to_owned()], ..pool_of_one() };
        let create = model::CreateNetwork { cidr: "10.0.0.0/16".to_owned(), zones: 2, nat: model::Nat::Single };
        let network = model::Network { subnet_ids: None, create: Some(create), ..blank().network };
        let model = Cluster { network, node_pools: BTreeMap::from([("a".to_owned(), pool)]), ..blank() };
        let mut paths = BTreeMap::<String, BTreeSet<String>>::new();
        for support in spec(&model, None).support {
            assert!(support.otherwise.ends_with('.'), "{support:?}");
            paths.entry(support.path).or_default().insert(support.kind);
        }
        let kinds = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect::<BTreeSet<_>>();
        let network = kinds(&["vpc", "internet_gateway", "subnet", "elastic_ip", "nat_gateway", "route_table"]);
        assert_eq!(paths.remove("network.create"), Some(network));
        assert_eq!(paths.remove("aws.role_arn"), Some(kinds(&["role"])));
        assert_eq!(paths.remove("aws.node_role_arn"), Some(kinds(&["role"])));
        assert_eq!(paths.remove("identity.workload"), Some(kinds(&["oidc_provider"])));
        assert_eq!(paths.remove("node_pools[\"a\"]"), Some(kinds(&["launch_template"])));
        assert!(paths.is_empty(), "{paths:?}");
    }

    fn pool_of_one() -> model::NodePool {
        model::NodePool {
            machine_types: Vec::new(),
            capacity: Capacity::OnDemand,
            min: 1,
            max: 1,
            desired: None,
            disk_gb: 80,
            labels: BTreeMap::new(),
            taints: BTreeSet::new(),
            surge: "1".to_owned(),
            on_immutable_change: OnImmutableChange::Rotate,
        }
    }

    #[test]
    fn what_was_made_and_is_given_now_leaves() {
        let given = model::Aws { role_arn: None, node_role_arn: Some("arn:aws:iam::1:role/nodes".to_owned()) };
        let identity = model::Identity { workload: false };
        let (made, given) = (blank(), Cluster { aws: Some(given), identity, ..blank() });
        let looked_for = |model: &Cluster, before: Option<&Cluster>| {
            let objects = wanted(model, before, Goal::Present, &Owner::nobody()).objects;
            let keys = ["role", "oidc_provider"].into_iter().flat_map(|kind| objects.to_look_for(kind));
            (keys.map(|(key, _)| key.0.clone()).collect::<Vec<_>>(), objects.support().len())
        };
        let all = ["role-control-plane", "role-nodes", "oidc-provider"].map(str::to_owned).to_vec();
        assert_eq!(looked_for(&given, Some(&made)), (all, 1), "looked for, and not wanted");
        assert_eq!(looked_for(&given, Some(&given)), (vec!["role-control-plane".to_owned()], 1));
        assert_eq!(looked_for(&given, None), (vec!["role-control-plane".to_owned()], 1));
    }

    #[test]
    fn settings_are_compared_as_what_they_mean() {
        assert_eq!(canonical_json(r#"{ "b": [1, {"d":2,"c":3}], "a": 1 }"#), r#"{"a":1,"b":[1,{"c":3,"d":2}]}"#);
        assert_eq!(canonical_json("no JSON"), "no JSON");
    }
}
