//! EKS: clusters, and what belongs to each. Every object is kept as its members on the wire.
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::call::{Call, Operation, Refusal};
use crate::kubernetes;
use crate::world::{ACCOUNT, World};

pub(crate) mod access;
pub(crate) mod addon;
pub(crate) mod association;
pub(crate) mod cluster;
mod due;
mod input;
mod insight;
mod members;
pub(crate) mod nodegroup;
mod routes;
mod tag;
pub(crate) mod update;
mod versions;

pub(crate) use due::{Due, What, happen};
pub(crate) use members::MEMBERS;
pub(crate) use routes::route;

/// What a region has in EKS.
#[derive(Clone, Debug, Default)]
pub(crate) struct Eks {
    pub(crate) clusters: BTreeMap<String, Cluster>,
    /// Clusters just deleted, whose names are still taken.
    pub(crate) ghosts: BTreeMap<String, cluster::Ghost>,
}

/// A cluster and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    /// Tells it from an earlier cluster of the same name.
    pub(crate) uid: String,
    pub(crate) doc: Value,
    /// Members that appear once it is active: endpoint, certificate, issuer.
    pub(crate) born_with: Value,
    pub(crate) updates: Vec<update::Update>,
    pub(crate) nodegroups: BTreeMap<String, nodegroup::Nodegroup>,
    pub(crate) addons: BTreeMap<String, addon::Addon>,
    /// By the ARN of the principal.
    pub(crate) entries: BTreeMap<String, access::Entry>,
    /// Pod identity associations by id.
    pub(crate) associations: BTreeMap<String, Value>,
    pub(crate) insights: Vec<Value>,
    /// What its API server keeps.
    pub(crate) kubernetes: kubernetes::Cluster,
    /// Whether it was made with the add-ons that nobody but its owner looks after.
    pub(crate) self_managed: bool,
}

impl Cluster {
    pub(crate) fn status(&self) -> &str {
        self.doc["status"].as_str().unwrap_or_default()
    }

    pub(crate) fn version(&self) -> &str {
        self.doc["version"].as_str().unwrap_or_default()
    }
}

/// The cluster a call's path names.
pub(crate) fn cluster<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Cluster, Refusal> {
    let name = call.part("name");
    world.region(&call.region).eks.clusters.get_mut(name).ok_or_else(|| no_cluster(name))
}

pub(crate) fn no_cluster(name: &str) -> Refusal {
    Refusal::absent(format!("No cluster found for name: {name}.")).with("clusterName", name)
}

/// ARN of something of EKS.
pub(crate) fn arn(region: &str, rest: &str) -> String {
    format!("arn:aws:eks:{region}:{ACCOUNT}:{rest}")
}

/// Puts the members of `patch` over those of `doc`; a null takes a member away.
pub(crate) fn merge(doc: &mut Value, patch: &Value) {
    let (Some(members), Some(changes)) = (doc.as_object_mut(), patch.as_object()) else { return };
    for (name, change) in changes {
        match change {
            Value::Null => drop(members.remove(name)),
            Value::Object(_) => merge(members.entry(name.clone()).or_insert_with(|| json!({})), change),
            other => drop(members.insert(name.clone(), other.clone())),
        }
    }
}

/// An object without the members that are null.
pub(crate) fn present(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            members.into_iter().filter(|(_, inner)| !inner.is_null()).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

/// What it plays.
pub(crate) const OPERATIONS: &[(&str, Operation)] = &[
    ("CreateCluster", cluster::create::create),
    ("DescribeCluster", cluster::describe),
    ("ListClusters", cluster::list),
    ("DeleteCluster", cluster::delete::delete),
    ("UpdateClusterConfig", cluster::config::update),
    ("UpdateClusterVersion", cluster::version::update),
    ("AssociateEncryptionConfig", cluster::encryption::associate),
    ("CreateNodegroup", nodegroup::create::create),
    ("DescribeNodegroup", nodegroup::describe),
    ("ListNodegroups", nodegroup::list),
    ("DeleteNodegroup", nodegroup::delete),
    ("UpdateNodegroupConfig", nodegroup::config::update),
    ("UpdateNodegroupVersion", nodegroup::version::update),
    ("CreateAddon", addon::create::create),
    ("DescribeAddon", addon::describe),
    ("ListAddons", addon::list),
    ("UpdateAddon", addon::update::update),
    ("DeleteAddon", addon::delete),
    ("DescribeAddonVersions", addon::catalogue::supported),
    ("DescribeAddonConfiguration", addon::catalogue::configuration),
    ("CreateAccessEntry", access::create),
    ("DescribeAccessEntry", access::describe),
    ("ListAccessEntries", access::list),
    ("UpdateAccessEntry", access::update),
    ("DeleteAccessEntry", access::delete),
    ("AssociateAccessPolicy", access::policy::associate),
    ("DisassociateAccessPolicy", access::policy::disassociate),
    ("ListAssociatedAccessPolicies", access::policy::associated),
    ("ListAccessPolicies", access::policy::list),
    ("CreatePodIdentityAssociation", association::create),
    ("DescribePodIdentityAssociation", association::describe),
    ("ListPodIdentityAssociations", association::list),
    ("UpdatePodIdentityAssociation", association::update),
    ("DeletePodIdentityAssociation", association::delete),
    ("ListInsights", insight::list),
    ("DescribeInsight", insight::describe),
    ("StartInsightsRefresh", insight::refresh),
    ("DescribeInsightsRefresh", insight::refreshed),
    ("TagResource", tag::tag),
    ("UntagResource", tag::untag),
    ("ListTagsForResource", tag::list),
    ("CancelUpdate", update::cancel),
    ("DescribeUpdate", update::describe),
    ("ListUpdates", update::list),
    ("DescribeClusterVersions", versions::describe),
];
