//! The model becomes a [`Spec`], and what the spec's digests stand for.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::{self as engine, Capabilities, Goal, Key, Ref, Spec};
use kgas_engine::owner::OWN_TAG_PREFIX;
use kgas_engine::{OwnerTag, PollScale};

use super::children::{wanted_access, wanted_addons, wanted_pool};
use super::network::Network;
use super::objects::{Object, Objects, Origin};
use super::roles::{CONTROL_PLANE, NODES, ROLE_PATH, Roles};
use super::template::{self, Disk};
use super::words::{channel, endpoint, log_type, minor, upgrade};
use crate::resources::cluster::model::{Cluster, Sweep};

/// On whose behalf.
#[derive(Debug, Clone)]
pub(in super::super) struct Owner {
    /// The provider's `owner`.
    pub(in super::super) name: String,
    /// The provider's `default_tags`.
    pub(in super::super) tags: BTreeMap<String, String>,
    /// The provider's `ignored_tag_prefixes`.
    pub(in super::super) ignored: BTreeSet<String>,
    /// How much of each pause is really waited.
    pub(in super::super) poll_scale: PollScale,
}

impl Owner {
    /// Nobody: for checks that no owner matters to.
    pub(in super::super) fn nobody() -> Self {
        Self { name: String::new(), tags: BTreeMap::new(), ignored: BTreeSet::new(), poll_scale: PollScale::default() }
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
    /// Whether nothing is known of the cluster but its name, as in an import.
    pub(super) takes_in: bool,
    /// What of the cluster's children is looked at.
    pub(super) sees: Sees,
    /// Whether access, add-ons or security groups are left out that were there before.
    leaves_out: bool,
}

/// What of the cluster's children is looked at, beside its pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sees {
    /// Access entries.
    pub(super) access: bool,
    /// Add-ons.
    pub(super) addons: bool,
}

impl Wanted {
    /// Whether something that was wanted before is to go, which only the state before tells.
    pub(in super::super) fn leaves_something(&self) -> bool {
        self.leaves_out || self.objects.leaves_something()
    }
}

/// The setting, and the attribute, of the addresses of Services.
pub(in super::super) const SERVICE_CIDR: &str = "network.service_cidr";

/// The setting of where a cluster looks up who may do what.
pub(in super::super) const AUTHENTICATION_MODE: &str = "authentication_mode";

/// What `model` wants, where `before` is what the state says.
pub(in super::super) fn wanted(model: &Cluster, before: Option<&Cluster>, goal: Goal, owner: &Owner) -> Wanted {
    let scope = format!("aws/{}", model.location);
    let tag = OwnerTag::new(&owner.name, "kgas_cluster", &scope, &model.name);
    let mut tags = owner.tags.clone();
    tags.extend(model.tags.clone());
    let had = before.into_iter().flat_map(|before| before.tags.keys());
    let dropped: BTreeSet<String> = had.filter(|tag| !tags.contains_key(*tag)).cloned().collect();
    let mut objects = Objects::dropping(dropped.clone());
    let subnets = subnets(model, &tags, &mut objects);
    // Of a cluster that goes nothing shall be left, whatever its state knows of.
    let everything = goal == Goal::Absent;
    let takes_in = model.network.create.is_none() && model.network.subnet_ids.iter().flatten().next().is_none();
    if takes_in || everything && model.network.create.is_none() {
        objects.leave("vpc", Object::Vpc { cidr: String::new(), dns: true });
    }
    let roles = Roles { model, before, owner: &tag, tags: &tags, everything };
    let role = CONTROL_PLANE.add(&mut objects, &roles, |aws| aws.role_arn.as_ref());
    let node_role = NODES.add(&mut objects, &roles, |aws| aws.node_role_arn.as_ref());
    let oidc_provider = Object::OidcProvider { for_roles: true };
    if model.identity.workload {
        let otherwise = "Set `identity.workload` to false to leave it where it is managed, or delete it.";
        let origin = Origin::new("identity.workload", otherwise);
        objects.insert("oidc-provider", oidc_provider, tags.clone(), origin);
    } else if everything || before.is_some_and(|before| before.identity.workload) {
        objects.leave("oidc-provider", oidc_provider);
    }
    let pools = model.node_pools.iter().map(|(key, pool)| {
        let name = template::name(&model.name, key, &tag);
        let template = Key(format!("launch-template-{key}"));
        let origin = Origin::new(format!("node_pools[{key:?}]"), "Delete it, or give the pool another name.");
        let wanted = wanted_pool(pool, template.clone(), &node_role);
        let disk = Disk::of(wanted.immutable.image.as_deref(), pool.disk_gb);
        objects.insert(template, Object::LaunchTemplate { name, disk }, tags.clone(), origin);
        (key.clone(), wanted)
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
        network: engine::Network { subnets, security_groups: security_groups(model, before) },
        endpoint: Some(endpoint(&model.endpoint)),
        encryption: model.encryption.as_ref().map(|encryption| Ref::Id(encryption.key_id.clone())),
        logging: Some(model.logging.components.iter().map(|component| log_type(*component).to_owned()).collect()),
        access: model.access.as_ref().map(|entries| wanted_access(&model.location, entries)),
        addons: model.addons.as_ref().map(wanted_addons),
        pools,
        support: objects.support(),
        tags,
        dropped_tags: dropped,
        ignored_tag_prefixes: ["aws:", OWN_TAG_PREFIX]
            .map(str::to_owned)
            .into_iter()
            .chain(owner.ignored.clone())
            .collect(),
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
    let leaves_out = before.is_some_and(|before| {
        before.access.is_some() && model.access.is_none()
            || before.addons.is_some() && model.addons.is_none()
            || has_groups(before) && !has_groups(model)
    });
    Wanted {
        spec,
        objects,
        service_cidr: model.network.service_cidr.clone(),
        creator_is_admin: model.access.is_none(),
        takes_in,
        // What is left out after it was there is released, for which it has to be seen.
        sees: Sees {
            access: model.access.is_some() || before.is_some_and(|before| before.access.is_some()),
            addons: model.addons.is_some() || before.is_some_and(|before| before.addons.is_some()),
        },
        leaves_out,
    }
}

fn has_groups(cluster: &Cluster) -> bool {
    !cluster.network.security_group_ids.is_empty()
}

/// Groups that were never given are the cloud's own choice; those that were are taken off again.
fn security_groups(model: &Cluster, before: Option<&Cluster>) -> Option<BTreeSet<Ref>> {
    let given = has_groups(model) || before.is_some_and(has_groups);
    given.then(|| model.network.security_group_ids.iter().cloned().map(Ref::Id).collect())
}

fn subnets(model: &Cluster, tags: &BTreeMap<String, String>, objects: &mut Objects) -> BTreeSet<Ref> {
    let given = model.network.subnet_ids.iter().flatten().cloned().map(Ref::Id);
    let create = model.network.create.as_ref().and_then(|create| {
        let (cidr, zones) = (create.cidr.parse().ok()?, usize::try_from(create.zones).ok()?);
        Some(Network { cluster: &model.name, cidr, zones, nat: create.nat, tags }.add_to(objects))
    });
    given.chain(create.into_iter().flatten().map(Ref::Support)).collect()
}

#[cfg(test)]
mod tests {
    use tfplugin_rs::Attr;

    use super::*;
    use crate::resources::cluster::id::{Cloud, ClusterId};
    use crate::resources::cluster::model::{self, Capacity, OnImmutableChange};

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

    /// The engine releases what it sees of a kind that is managed elsewhere.
    #[test]
    fn what_is_no_longer_mentioned_is_seen_once_more_and_what_never_was_is_not() {
        let (mentioned, unmentioned) = (blank(), Cluster { access: None, addons: None, ..blank() });
        let of = |before: Option<&Cluster>| {
            let wanted = wanted(&unmentioned, before, Goal::Present, &Owner::nobody());
            assert_eq!((wanted.spec.access, wanted.spec.addons), (None, None));
            (wanted.sees.access, wanted.sees.addons)
        };
        assert_eq!(of(Some(&mentioned)), (true, true));
        let leaves = |model, before| wanted(model, Some(before), Goal::Present, &Owner::nobody()).leaves_out;
        assert!(leaves(&unmentioned, &mentioned), "a state that is as planned would forget it");
        assert!(!leaves(&mentioned, &mentioned) && !leaves(&mentioned, &unmentioned));
        assert_eq!(of(Some(&unmentioned)), (false, false));
        assert_eq!(of(None), (false, false));
    }

    #[test]
    fn security_groups_are_taken_off_once_they_are_given_no_more() {
        let given = model::Network { security_group_ids: BTreeSet::from(["sg-1".to_owned()]), ..blank().network };
        let (given, none) = (Cluster { network: given, ..blank() }, blank());
        let of = |model: &Cluster, before: Option<&Cluster>| spec(model, before).network.security_groups;
        let one = Some(BTreeSet::from([Ref::Id("sg-1".to_owned())]));
        assert_eq!((of(&given, None), of(&given, Some(&given))), (one.clone(), one));
        assert_eq!(of(&none, Some(&given)), Some(BTreeSet::new()));
        assert!(wanted(&none, Some(&given), Goal::Present, &Owner::nobody()).leaves_out);
        assert_eq!((of(&none, None), of(&none, Some(&none))), (None, None));
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

    /// In China EKS and IAM have ARNs of their own, and the machines' service another name.
    #[test]
    fn every_arn_is_of_the_regions_partition() {
        let access = model::Access {
            principal: "arn:aws-cn:iam::1:role/x".to_owned(),
            level: model::Level::Edit,
            namespaces: BTreeSet::new(),
        };
        let access = Some(BTreeMap::from([("x".to_owned(), access)]));
        let model = Cluster { location: "cn-north-1".to_owned(), access, ..blank() };
        let Wanted { spec, objects, .. } = wanted(&model, None, Goal::Present, &Owner::nobody());
        let granted = spec.access.iter().flatten().flat_map(|(_, access)| access.policies.keys());
        assert_eq!(granted.collect::<Vec<_>>(), ["arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"]);
        let roles: Vec<_> = objects.of_kind("role").map(|(_, role)| role).collect();
        let [Object::Role { service: cluster, .. }, Object::Role { service: nodes, policies, .. }] = roles[..] else {
            panic!("{roles:?}")
        };
        assert_eq!((*cluster, *nodes), ("eks.amazonaws.com", "ec2.amazonaws.com.cn"));
        assert!(policies.iter().all(|arn| arn.starts_with("arn:aws-cn:iam::aws:policy/")), "{policies:?}");
    }

    /// What may be left of an earlier configuration is looked for once the cluster goes, whatever the state knows.
    #[test]
    fn nothing_is_left_out_of_sight_by_a_destroy() {
        let network = model::Network { subnet_ids: Some(BTreeSet::from(["subnet-1".to_owned()])), ..blank().network };
        let aws = Some(model::Aws { role_arn: Some("arn:x".to_owned()), node_role_arn: Some("arn:y".to_owned()) });
        let identity = model::Identity { workload: false };
        let given = Cluster { network, identity, aws, ..blank() };
        let looked_for = |model: &Cluster, goal| {
            let objects = wanted(model, Some(model), goal, &Owner::nobody()).objects;
            let kinds = ["vpc", "role", "oidc_provider"];
            kinds.map(|kind| objects.to_look_for(kind).count())
        };
        assert_eq!(looked_for(&given, Goal::Present), [0, 0, 0]);
        assert_eq!(looked_for(&given, Goal::Absent), [1, 2, 1]);
        assert_eq!(looked_for(&blank(), Goal::Present), [1, 2, 1], "an import takes in what is there");
        assert!(wanted(&given, Some(&given), Goal::Absent, &Owner::nobody()).spec.support.is_empty());
    }

    /// Left under the name of its own role, the role would be deleted from under the cluster.
    #[test]
    fn the_role_that_was_made_stays_ours_when_it_is_written_down() {
        let made = wanted(&blank(), None, Goal::Present, &Owner::nobody());
        let name = |key: &str| match made.objects.get(&Key::from(key)) {
            Some((Object::Role { name, .. }, _)) => format!("arn:aws:iam::1:role/{name}"),
            other => panic!("{other:?}"),
        };
        let aws = model::Aws { role_arn: Some(name("role-control-plane")), node_role_arn: Some(name("role-nodes")) };
        let then = Cluster { aws: Some(aws), ..blank() };
        assert_eq!(spec(&then, Some(&blank())).support, made.spec.support);
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
            subnet_ids: None,
            image: None,
            role: None,
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
}
