//! Who may do what in a cluster, as EKS shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::aws::time;

/// A principal that a cluster knows.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessEntry {
    /// ARN of the role or user.
    pub principal_arn: String,
    /// The cluster.
    #[serde(default)]
    pub cluster_name: Option<String>,
    /// Its Kubernetes groups.
    #[serde(default)]
    pub kubernetes_groups: Vec<String>,
    /// The entry's ARN.
    #[serde(default)]
    pub access_entry_arn: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "time::read")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "time::read")]
    pub modified_at: Option<Timestamp>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Its Kubernetes user name.
    #[serde(default)]
    pub username: Option<String>,
    /// `STANDARD`, or a kind of node such as `EC2_LINUX`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
}

/// Where in a cluster an access policy holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessScope {
    /// Everywhere, or in namespaces.
    #[serde(rename = "type")]
    pub kind: AccessScopeKind,
    /// The namespaces; `*` stands for any text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
}

open_enum! {
    /// Everywhere, or in namespaces.
    AccessScopeKind {
        Cluster = "cluster",
        Namespace = "namespace",
    }
}

/// An access policy of a principal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociatedAccessPolicy {
    /// The policy's ARN.
    pub policy_arn: String,
    /// Where it holds.
    pub access_scope: AccessScope,
    /// Since when.
    #[serde(default, deserialize_with = "time::read")]
    pub associated_at: Option<Timestamp>,
}

/// An answer that holds an access entry.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) access_entry: AccessEntry,
}
