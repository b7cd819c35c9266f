//! One request each. Carries what was decided; everything else the request needs is in the spec and the last look.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Endpoint, Key, Minor, Scope, Surge, Taint, TaintEffect};

/// One request to the cloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Action {
    /// Create the support object `key` of the spec.
    CreateSupport {
        /// Its key in the spec.
        key: Key,
    },
    /// Bring the support object to the spec's digest, in place. May need more than one request for what is opaque here.
    UpdateSupport {
        /// Its key in the spec.
        key: Key,
        /// Its id.
        id: String,
    },
    /// Delete a support object.
    DeleteSupport {
        /// Its key, for what follows from it.
        key: Key,
        /// What it is.
        kind: String,
        /// Its id.
        id: String,
    },
    /// Create the cluster as the spec says, at `version`.
    CreateCluster {
        /// The version to create it at.
        version: Minor,
    },
    /// Delete the cluster.
    DeleteCluster,
    /// Set and remove tags.
    Tag {
        /// What to tag.
        target: Target,
        /// Tags to set.
        set: BTreeMap<String, String>,
        /// Tag keys to remove.
        remove: BTreeSet<String>,
    },
    /// Put the owner tag on an imported cluster, or on a child that the configuration names and nobody owns: the only change
    /// ever made to something without it.
    Claim {
        /// What to tag.
        target: Target,
        /// Tags to set.
        set: BTreeMap<String, String>,
    },
    /// Take our tags off a child that is managed elsewhere from now on; it stays as it is.
    Release {
        /// What to untag.
        target: Target,
        /// Tag keys to remove.
        remove: BTreeSet<String>,
    },
    /// Change who reaches the API server.
    UpdateEndpoint {
        /// As it shall be.
        endpoint: Endpoint,
    },
    /// Change the subnets of the control plane.
    UpdateSubnets {
        /// All of them.
        subnets: BTreeSet<String>,
    },
    /// Change the additional security groups of the control plane.
    UpdateSecurityGroups {
        /// All of them.
        security_groups: BTreeSet<String>,
    },
    /// Switch log components.
    UpdateLogging {
        /// To switch on.
        enable: BTreeSet<String>,
        /// To switch off.
        disable: BTreeSet<String>,
    },
    /// Change channel or support policy.
    UpdateChannel {
        /// The cloud's word.
        channel: String,
    },
    /// Have the cloud refuse deletion, or not.
    UpdateDeletionProtection {
        /// Refuse.
        protected: bool,
    },
    /// Encrypt secrets with a key, for good.
    EnableEncryption {
        /// The key.
        key: String,
    },
    /// Change one of the cloud's own settings.
    UpdateSetting {
        /// Its name in [`super::Capabilities::settings`].
        name: String,
        /// Its canonical value.
        value: String,
    },
    /// Move the control plane one minor up.
    UpgradeCluster {
        /// The next minor.
        to: Minor,
        /// Over the cloud's objections.
        force: bool,
    },
    /// Move the control plane one minor back, where the cloud can.
    RollbackCluster {
        /// The minor before.
        to: Minor,
    },
    /// Create an access entry with its groups; policies come one by one after it.
    CreateAccess {
        /// The principal.
        principal: String,
    },
    /// Change the groups of an access entry.
    UpdateAccess {
        /// The principal.
        principal: String,
        /// All of its groups.
        groups: BTreeSet<String>,
    },
    /// Delete an access entry.
    DeleteAccess {
        /// The principal.
        principal: String,
    },
    /// Give a principal a policy, or change where it holds.
    AssociatePolicy {
        /// The principal.
        principal: String,
        /// The policy.
        policy: String,
        /// Where it holds.
        scope: Scope,
    },
    /// Take a policy from a principal.
    DisassociatePolicy {
        /// The principal.
        principal: String,
        /// The policy.
        policy: String,
    },
    /// Create an add-on.
    CreateAddon {
        /// Its name.
        name: String,
        /// The version; `None` lets the cloud choose.
        version: Option<String>,
    },
    /// Bring an add-on to the spec.
    UpdateAddon {
        /// Its name.
        name: String,
        /// The version; `None` keeps it.
        version: Option<String>,
    },
    /// Delete an add-on.
    DeleteAddon {
        /// Its name.
        name: String,
        /// Leave its objects in the cluster.
        preserve: bool,
    },
    /// Create a pool.
    CreatePool {
        /// Its key in the spec.
        key: String,
        /// Its physical name.
        name: String,
        /// Its version.
        version: Minor,
        /// Its first size.
        desired: u32,
    },
    /// Change what can change in a living pool, in one request.
    UpdatePool {
        /// Its physical name.
        name: String,
        /// What changes.
        change: PoolChange,
    },
    /// Roll a pool to a version and to the current version of its template.
    UpgradePool {
        /// Its key in the spec.
        key: String,
        /// Its physical name.
        name: String,
        /// The version, the present one if only the template changed.
        to: Minor,
        /// Over disruption budgets.
        force: bool,
    },
    /// Drain and delete a pool.
    DeletePool {
        /// Its physical name.
        name: String,
    },
}

/// What a tag is put on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Target {
    /// The cluster.
    Cluster,
    /// A pool, by physical name.
    Pool(String),
    /// An add-on, by name.
    Addon(String),
    /// An access entry, by principal.
    Access(String),
}

/// What changes in a living pool. Empty parts stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PoolChange {
    /// `min`, `max`, `desired`, always together.
    pub sizes: Option<(u32, u32, u32)>,
    /// Labels to set.
    pub set_labels: BTreeMap<String, String>,
    /// Labels to remove.
    pub remove_labels: BTreeSet<String>,
    /// Taints to set; one with the same key and effect gets the new value.
    pub set_taints: BTreeSet<Taint>,
    /// Taints to remove.
    pub remove_taints: BTreeSet<(String, TaintEffect)>,
    /// Update step.
    pub surge: Option<Surge>,
}

impl PoolChange {
    /// Nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
