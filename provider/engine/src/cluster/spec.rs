//! What is wanted of one cluster.
//!
//! `None` means "not configured, so not compared": a server's default is never drift.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Capabilities, Minor};
use crate::{OwnerTag, PollScale};

/// A cluster as configured, with what the resource's own state knows about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spec {
    /// Whether the cluster should be there.
    pub goal: Goal,
    /// The cluster's name, unique in its scope.
    pub name: String,
    /// The value every object of ours carries under `kgas-owner`.
    pub owner: OwnerTag,
    /// The resource's state already holds this cluster (an earlier apply or an import). A known cluster that is gone is
    /// an error, not a reason to make another; a known cluster without an owner tag was imported and is claimed.
    pub known: bool,
    /// The lowest minor version wanted. What the cloud upgraded above it is not drift.
    pub version: Minor,
    /// The version that state says was configured before, to tell a downgrade from an automatic upgrade.
    pub version_before: Option<Minor>,
    /// Release channel or support policy.
    pub channel: Option<Channel>,
    /// How version changes go.
    pub upgrade: Upgrade,
    /// The control plane's role, where the cloud has one.
    pub role: Option<Ref>,
    /// The attribute that names that role.
    pub role_path: &'static str,
    /// Where the control plane attaches.
    pub network: Network,
    /// Who can reach the API server.
    pub endpoint: Option<Endpoint>,
    /// The key that encrypts secrets.
    pub encryption: Option<Ref>,
    /// Control plane log components that are on; every other is off.
    pub logging: Option<BTreeSet<String>>,
    /// Who may use the cluster, by principal. `None`: access is managed elsewhere, and entries of ours are released.
    pub access: Option<BTreeMap<String, Access>>,
    /// Add-ons, by name. `None`: add-ons are managed elsewhere, and those of ours are released.
    pub addons: Option<BTreeMap<String, Addon>>,
    /// Node pools, by their key in the configuration. `None`: pools are managed elsewhere.
    pub pools: Option<BTreeMap<String, Pool>>,
    /// Everything else that has to exist for the cluster: network, roles, OIDC provider, launch templates.
    pub support: Vec<Support>,
    /// Tags of the cluster and every child, without our own.
    pub tags: BTreeMap<String, String>,
    /// Keys of tags that were configured before and are no more: they go. Every other tag that is not configured is somebody
    /// else's.
    pub dropped_tags: BTreeSet<String>,
    /// Tag keys that begin with one of these belong to somebody else and are left alone.
    pub ignored_tag_prefixes: Vec<String>,
    /// The cloud's own settings by the names in [`Capabilities::settings`], each in its canonical text.
    pub settings: BTreeMap<String, String>,
    /// What a destroy may do.
    pub deletion: Deletion,
    /// How much of each pause is really waited.
    pub poll_scale: PollScale,
    /// What the cloud can do.
    #[serde(skip)]
    pub capabilities: &'static Capabilities,
}

impl Spec {
    /// Whether tags say that an object is ours.
    #[must_use]
    pub fn owns(&self, tags: &BTreeMap<String, String>) -> bool {
        tags.get(crate::owner::OWNER_TAG_KEY).is_some_and(|owner| owner == self.owner.as_str())
    }
}

/// Whether the cluster should be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Goal {
    /// Create it or bring it to the spec.
    Present,
    /// Delete it and everything of ours around it.
    Absent,
}

/// A release channel, in the portable words; [`Capabilities::channels`] says what the cloud calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "the names are the whole meaning; each cloud documents its channels")]
pub enum Channel {
    None,
    Rapid,
    Regular,
    Stable,
    Extended,
}

/// How version changes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Upgrade {
    /// The most minors one apply may walk.
    pub max_minor_steps: u32,
    /// What to do when the configured version is lowered.
    pub on_downgrade: OnDowngrade,
    /// What to do when the cloud says that something stands in the way.
    pub on_blocked: OnBlocked,
    /// Whether pools without a version of their own follow the control plane.
    pub node_pools: NodePools,
}

impl Default for Upgrade {
    fn default() -> Self {
        Self {
            max_minor_steps: 1,
            on_downgrade: OnDowngrade::Refuse,
            on_blocked: OnBlocked::Fail,
            node_pools: NodePools::Follow,
        }
    }
}

/// What to do when the configured version is lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OnDowngrade {
    /// Stop with an error.
    Refuse,
    /// Use the cloud's rollback, one minor, where it has one.
    Rollback,
}

/// What to do when an upgrade is blocked (a disruption budget, a removed API still in use).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OnBlocked {
    /// Stop with the cloud's reason.
    Fail,
    /// Ask once nicely, then force.
    Force,
}

/// Whether pools follow the control plane's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum NodePools {
    /// Pools are brought to the control plane's version.
    Follow,
    /// Pools stay until configured otherwise.
    Hold,
}

/// A support object's name inside the spec, for example `subnet/private/eu-west-1a`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub String);

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An object that was given by its id, or that we make ourselves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Ref {
    /// Given: an id or ARN.
    Id(String),
    /// Made by us: known by id once it is seen.
    Support(Key),
}

/// Where the control plane attaches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Network {
    /// Subnets of the control plane, and of pools that name none.
    pub subnets: BTreeSet<Ref>,
    /// Additional security groups. `None`: not configured.
    pub security_groups: Option<BTreeSet<Ref>>,
}

/// Who can reach the API server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Reachable from the internet, as far as `allowed_cidrs` lets.
    pub public: bool,
    /// Reachable from the cluster's network.
    pub private: bool,
    /// Who reaches the public endpoint. Not compared while `public` is false.
    pub allowed_cidrs: BTreeSet<String>,
}

/// What one principal may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Access {
    /// The attribute it comes from, for example `access["platform"]`.
    pub path: String,
    /// Kubernetes groups.
    pub groups: BTreeSet<String>,
    /// The cloud's access policies by id, each with where it holds.
    pub policies: BTreeMap<String, Scope>,
}

/// Where an access policy holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Everywhere.
    Cluster,
    /// In these namespaces.
    Namespaces(BTreeSet<String>),
}

/// One add-on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Addon {
    /// Which version.
    pub version: AddonVersion,
    /// Configuration as canonical JSON. `None`, empty text and `{}` mean the same.
    pub config: Option<String>,
    /// What to do with fields somebody else set.
    pub conflicts: Conflicts,
    /// Its role.
    pub role: Option<Ref>,
    /// Leave its objects in the cluster when it is removed.
    pub preserve: bool,
}

/// Which version of an add-on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum AddonVersion {
    /// The cloud's default at creation; changed only when the control plane's version needs it.
    #[default]
    Default,
    /// Always the newest that fits the control plane.
    Latest,
    /// This one.
    Exact(String),
}

/// What to do with fields of an add-on that somebody else set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Conflicts {
    /// Fail.
    None,
    /// Take them over.
    #[default]
    Overwrite,
    /// Keep them. At creation there is nothing to keep, so this is `None` there.
    Preserve,
}

/// One node pool.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pool {
    /// What cannot change in a living pool.
    pub immutable: Immutable,
    /// How many nodes.
    pub scaling: Scaling,
    /// Labels of its nodes.
    pub labels: BTreeMap<String, String>,
    /// Taints of its nodes.
    pub taints: BTreeSet<Taint>,
    /// How many nodes may be unavailable, or extra, during an update.
    pub surge: Option<Surge>,
    /// Its own version; `None` follows [`Upgrade::node_pools`].
    pub version: Option<Minor>,
    /// The support object (a launch template) it is made from; a new version of it rolls the pool in place.
    pub template: Option<Key>,
    /// What to do when [`Pool::immutable`] changes.
    pub on_immutable_change: OnImmutableChange,
}

/// What cannot change in a living pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Immutable {
    /// Machine types in order of preference. Empty: not configured.
    pub machine_types: Vec<String>,
    /// Image family, for example `AL2023_ARM_64_STANDARD`.
    pub image: Option<String>,
    /// How it is paid for.
    pub capacity: Option<Capacity>,
    /// Size of the root disk, where no template sets it.
    pub disk_gb: Option<u32>,
    /// The nodes' role.
    pub role: Option<Ref>,
    /// Its subnets. Empty: it is made in the cluster's, and may stand in any of them.
    pub subnets: BTreeSet<Ref>,
}

/// How nodes are paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the clouds' own words")]
pub enum Capacity {
    OnDemand,
    Spot,
    Reserved,
}

/// How many nodes, in total over all zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Scaling {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
    /// At creation; afterwards the autoscaler's, only clamped into `min..=max`. `None`: `min`.
    pub desired: Option<u32>,
}

/// A taint; its identity is key and effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taint {
    /// Its key.
    pub key: String,
    /// Its effect.
    pub effect: TaintEffect,
    /// Its value; may be empty.
    pub value: String,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Kubernetes' own words")]
pub enum TaintEffect {
    NoSchedule,
    NoExecute,
    PreferNoSchedule,
}

/// How much of a pool one update step may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Surge {
    /// This many nodes.
    Count(u32),
    /// This share of the pool, in percent.
    Percent(u32),
}

/// What to do when a pool's immutable fields change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum OnImmutableChange {
    /// New pool first; when it is active the old one is drained and deleted.
    Rotate,
    /// Old pool first: less capacity for a while, no double cost.
    Replace,
    /// An error.
    Refuse,
}

/// One object around the cluster. What it is made of stays opaque: the digest stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Support {
    /// Its name in this spec; the tag `kgas-key` of the object.
    pub key: Key,
    /// What it is, one of [`Capabilities::support_kinds`].
    pub kind: String,
    /// When it is needed.
    pub stage: Stage,
    /// What must be ready before it is created, and is deleted after it.
    pub needs: BTreeSet<Key>,
    /// Stands for everything configured about it, tags included.
    pub digest: String,
    /// The attribute that asks for it, for example `network.create`.
    pub path: String,
    /// The way out where something else stands in its place, as a sentence.
    pub otherwise: String,
    /// Whether one of somebody else's in its place will do: it is used, and never changed or deleted.
    pub shared: bool,
}

/// When a support object is needed. Deletion goes the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// Before the cluster: network, roles.
    #[default]
    BeforeCluster,
    /// Needs the cluster: the OIDC provider.
    AfterCluster,
    /// Before pools: launch templates.
    BeforePool,
}

/// What a destroy may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Deletion {
    /// Refuse to destroy, and have the cloud refuse too where it can.
    pub protected: bool,
    /// What to do about objects the cluster made by itself and left behind.
    pub sweep: Sweep,
}

/// What to do about objects the cluster left behind. They are never deleted: they do not carry our tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Sweep {
    /// Nothing.
    Off,
    /// Name them.
    Report,
}
