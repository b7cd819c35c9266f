//! What was observed in one look.
//!
//! `None` in a comparable field means "the cloud does not tell": it is not drift. Fields under "filled in by
//! `History`" need more than one look; an observer leaves them at their default.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Capacity, Endpoint, Key, Minor, Scope, Stage, Surge, Taint};
use crate::Millis;

/// Everything one look found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The cluster; `None` if the cloud says there is none of that name.
    pub cluster: Option<Cluster>,
    /// Objects around it: all that carry our tag, and any that stand where one of ours would have to stand.
    pub support: Vec<Support>,
    /// Versions of add-ons on offer, by minor version and add-on. A minor that is missing here was not looked up.
    pub addon_offers: BTreeMap<Minor, BTreeMap<String, Vec<AddonOffer>>>,
    /// Objects that the cluster made and nobody deleted.
    pub leaks: Vec<Leak>,
    /// Objects of the cluster's that outlive it because they are meant to: its logs.
    pub kept: Vec<Leak>,
    /// Kinds of leftovers that could not be looked for.
    pub unlooked: Vec<Unlooked>,
    /// Filled in by `History`: in how many looks in a row, this one included, the cluster was not there.
    pub cluster_absent: u32,
    /// Filled in by `History`: the same for wanted support objects.
    pub support_absent: BTreeMap<Key, u32>,
}

impl Seen {
    /// The id of a support object of ours, once it can be used.
    #[must_use]
    pub fn support_id(&self, key: &Key) -> Option<&str> {
        self.support.iter().find(|s| s.key == *key).map(|s| s.id.as_str())
    }
}

/// The state of an object, in the portable words. A word we do not know keeps being polled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Being made.
    Creating,
    /// At rest.
    #[default]
    Active,
    /// Being changed.
    Updating,
    /// Being removed.
    Deleting,
    /// Working, but the cloud reports issues.
    Degraded,
    /// It failed, and stays so.
    Failed(Failure),
    /// A word the observer does not know.
    Other(String),
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// It was never made.
    Create,
    /// A change of it.
    Update,
    /// Its removal.
    Delete,
}

/// A cloud's own words about something wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The service's code.
    pub code: String,
    /// The service's message.
    pub message: String,
    /// What it is about.
    pub resources: Vec<String>,
}

/// The cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The cloud's id (ARN, ARM id, self link).
    pub id: String,
    /// Its state.
    pub status: Status,
    /// The control plane's minor version.
    pub version: Minor,
    /// The control plane's full version, as the cloud writes it.
    pub version_actual: String,
    /// URL of the API server, once there is one.
    pub endpoint_url: Option<String>,
    /// PEM or base64 certificate authority, as the cloud writes it.
    pub ca_certificate: Option<String>,
    /// Issuer of workload tokens.
    pub oidc_issuer: Option<String>,
    /// The network it is in.
    pub network_id: Option<String>,
    /// The security group the cloud made for it.
    pub cluster_security_group: Option<String>,
    /// Tags, our own included.
    pub tags: BTreeMap<String, String>,
    /// Its role.
    pub role: Option<String>,
    /// Its subnets.
    pub subnets: Option<BTreeSet<String>>,
    /// Its additional security groups.
    pub security_groups: Option<BTreeSet<String>>,
    /// Who reaches it.
    pub endpoint: Option<Endpoint>,
    /// Encryption of secrets.
    pub encryption: Encryption,
    /// Log components that are on.
    pub logging: Option<BTreeSet<String>>,
    /// Channel or support policy, in the cloud's word.
    pub channel: Option<String>,
    /// Whether the cloud refuses to delete it.
    pub deletion_protection: Option<bool>,
    /// The cloud's own settings, canonical as in `Spec::settings`.
    pub settings: BTreeMap<String, String>,
    /// What the cloud reports as wrong.
    pub health: Vec<Issue>,
    /// What the cloud says stands in the way of the next minor.
    pub upgrade_blockers: Vec<Issue>,
    /// Updates in flight and finished ones, of the cluster and its children, oldest first.
    pub updates: Vec<Update>,
    /// Access entries by principal; `None` if the cloud has no such thing.
    pub access: Option<BTreeMap<String, Access>>,
    /// Add-ons by name; `None` if the cloud has no such thing.
    pub addons: Option<BTreeMap<String, Addon>>,
    /// Pools by their physical name.
    pub pools: BTreeMap<String, Pool>,
}

/// Encryption of secrets with a customer's key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encryption {
    /// The cloud does not tell.
    #[default]
    Unknown,
    /// With no key of the customer.
    Off,
    /// With this key.
    Key(String),
}

/// One update of the cluster or a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// The cloud's id of it.
    pub id: String,
    /// What is updated: `None` for the cluster itself, else the physical name of a pool or the name of an add-on.
    pub child: Option<String>,
    /// The cloud's word for what kind it is.
    pub kind: String,
    /// Where it stands.
    pub status: UpdateStatus,
    /// Why it failed.
    pub issues: Vec<Issue>,
    /// Filled in by `History`: it had already ended when this run first looked.
    pub inherited: bool,
}

/// Where an update stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UpdateStatus {
    /// Under way.
    InProgress,
    /// Done.
    Successful,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
    /// A word the observer does not know: still under way as far as we can tell.
    Other(String),
}

impl UpdateStatus {
    /// Nothing more will happen to it.
    #[must_use]
    pub fn ended(&self) -> bool {
        matches!(self, Self::Successful | Self::Failed | Self::Cancelled)
    }
}

/// One access entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Tags, our own included.
    pub tags: BTreeMap<String, String>,
    /// Kubernetes groups.
    pub groups: BTreeSet<String>,
    /// Policies with where they hold.
    pub policies: BTreeMap<String, Scope>,
}

/// One add-on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addon {
    /// Its ARN or id, for tagging.
    pub id: String,
    /// Tags, our own included.
    pub tags: BTreeMap<String, String>,
    /// Its state.
    pub status: Status,
    /// Its version.
    pub version: String,
    /// Its configuration as canonical JSON.
    pub config: Option<String>,
    /// Its role.
    pub role: Option<String>,
    /// When it was last changed.
    pub changed_at: Option<Millis>,
    /// What the cloud reports as wrong.
    pub health: Vec<Issue>,
    /// Filled in by `History`: it had already failed when this run first looked.
    pub inherited: bool,
}

/// A version of an add-on on offer for a minor version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddonOffer {
    /// The version; offers are listed newest first.
    pub version: String,
    /// The cloud's default for that minor.
    pub default: bool,
}

/// One node pool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// Its ARN or id, for tagging.
    pub id: String,
    /// Tags, our own included; `kgas-key` says which pool of the spec it is.
    pub tags: BTreeMap<String, String>,
    /// Its state.
    pub status: Status,
    /// Its minor version.
    pub version: Option<Minor>,
    /// Machine types.
    pub machine_types: Vec<String>,
    /// Image family.
    pub image: Option<String>,
    /// How it is paid for.
    pub capacity: Option<Capacity>,
    /// Root disk, where no template sets it.
    pub disk_gb: Option<u32>,
    /// The nodes' role.
    pub role: Option<String>,
    /// Its subnets.
    pub subnets: Option<BTreeSet<String>>,
    /// At least this many nodes.
    pub min: u32,
    /// At most this many.
    pub max: u32,
    /// Wanted by the autoscaler right now.
    pub desired: u32,
    /// Labels of its nodes.
    pub labels: BTreeMap<String, String>,
    /// Taints of its nodes.
    pub taints: BTreeSet<Taint>,
    /// Update step.
    pub surge: Option<Surge>,
    /// The id of the template it is made from.
    pub template: Option<String>,
    /// Digest of the template version it runs.
    pub template_digest: Option<String>,
    /// When it was last changed.
    pub changed_at: Option<Millis>,
    /// What the cloud reports as wrong.
    pub health: Vec<Issue>,
    /// Filled in by `History`: it had already failed when this run first looked.
    pub inherited: bool,
}

/// One object around the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// Its `kgas-key` tag, or the key whose place it takes.
    pub key: Key,
    /// What it is, one of `Capabilities::support_kinds`.
    pub kind: String,
    /// The cloud's id.
    pub id: String,
    /// Its `kgas-owner` tag.
    pub owner: Option<String>,
    /// When it is needed.
    pub stage: Stage,
    /// What it needs, as far as the spec no longer says.
    pub needs: BTreeSet<Key>,
    /// What it is made of; `None` if that cannot be read back.
    pub digest: Option<String>,
    /// The same in the observer's words, for whoever has to describe it anew: nothing here compares it.
    pub facts: Vec<String>,
    /// Its state.
    pub status: Status,
    /// What the cloud reports as wrong.
    pub issue: Option<Issue>,
    /// Filled in by `History`: it had already failed when this run first looked.
    pub inherited: bool,
}

/// An object that the cluster made and that outlives it: it carries the cluster's name, not our tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leak {
    /// What it is, for example `network interface`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The network it keeps from being deleted.
    pub network_id: Option<String>,
    /// The cloud is still letting go of it.
    pub releasing: bool,
}

/// Leftovers of a kind that could not be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlooked {
    /// The kind, in the plural: `load balancers`.
    pub what: String,
    /// What stood in the way, in the cloud's words.
    pub why: String,
}
