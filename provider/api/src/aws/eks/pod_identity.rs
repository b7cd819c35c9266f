//! The role of a service account's pods, as EKS shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::aws::time;

/// The role of a service account's pods.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PodIdentityAssociation {
    /// Its id.
    pub association_id: String,
    /// Namespace of the service account.
    pub namespace: String,
    /// Name of the service account.
    pub service_account: String,
    /// The role.
    #[serde(default)]
    pub role_arn: Option<String>,
    /// Its ARN.
    #[serde(default)]
    pub association_arn: Option<String>,
    /// The add-on it belongs to, if EKS made it for one.
    #[serde(default)]
    pub owner_arn: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "time::read")]
    pub created_at: Option<Timestamp>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// An answer that holds one.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) association: PodIdentityAssociation,
}
