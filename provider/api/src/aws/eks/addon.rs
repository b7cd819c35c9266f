//! An add-on as EKS shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::Health;
use crate::aws::time;

/// An add-on of a cluster.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addon {
    /// Its name.
    pub addon_name: String,
    /// What it is doing.
    pub status: AddonStatus,
    /// Its ARN.
    #[serde(default)]
    pub addon_arn: Option<String>,
    /// The cluster it runs in.
    #[serde(default)]
    pub cluster_name: Option<String>,
    /// Its version, such as `v1.18.1-eksbuild.3`.
    #[serde(default)]
    pub addon_version: Option<String>,
    /// What is wrong with it.
    #[serde(default)]
    pub health: Health,
    /// When it was asked for.
    #[serde(default, deserialize_with = "time::read")]
    pub created_at: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "time::read")]
    pub modified_at: Option<Timestamp>,
    /// Role of its service account.
    #[serde(default)]
    pub service_account_role_arn: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Its configuration, JSON or YAML in text.
    #[serde(default)]
    pub configuration_values: Option<String>,
    /// ARNs of its pod identity associations.
    #[serde(default)]
    pub pod_identity_associations: Vec<String>,
}

open_enum! {
    /// What an add-on is doing.
    AddonStatus {
        Creating = "CREATING",
        Active = "ACTIVE",
        CreateFailed = "CREATE_FAILED",
        Updating = "UPDATING",
        Deleting = "DELETING",
        DeleteFailed = "DELETE_FAILED",
        /// It does not run as it should; without nodes that is to be expected.
        Degraded = "DEGRADED",
        UpdateFailed = "UPDATE_FAILED",
    }
}

open_enum! {
    /// Who wins where the cluster's fields are not the add-on's.
    ResolveConflicts {
        /// The add-on.
        Overwrite = "OVERWRITE",
        /// Nobody: it fails.
        None = "NONE",
        /// The cluster, on updates.
        Preserve = "PRESERVE",
    }
}

/// An answer that holds an add-on.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) addon: Addon,
}
