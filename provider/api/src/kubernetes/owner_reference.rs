//! What an object belongs to.

use serde::{Deserialize, Serialize};

/// The object that another goes with: when the owner is deleted, so is what it owns.
/// Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/>.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnerReference {
    /// Group and version, such as `apps/v1`.
    pub api_version: String,
    /// Kind, such as `ReplicaSet`.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Its uid: an object of the same name made later is another.
    pub uid: String,
    /// Whether it is the one that manages the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<bool>,
    /// Whether it stays until the object is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_owner_deletion: Option<bool>,
}
