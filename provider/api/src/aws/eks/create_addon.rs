//! `CreateAddon`: `POST /clusters/{name}/addons`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAddon.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::addon::{Addon, Answer, ResolveConflicts};
use super::{AddonName, Arn, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// The add-on to install. What is `None` or empty is left to EKS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAddon {
    /// The cluster to install it in.
    #[serde(skip)]
    pub cluster_name: ClusterName,
    /// Its name.
    pub addon_name: AddonName,
    /// The same token with the same content gives the same add-on.
    pub client_request_token: String,
    /// Its version; the default for the cluster's version if none.
    pub addon_version: Option<String>,
    /// Role of its service account.
    pub service_account_role_arn: Option<Arn>,
    /// Who wins over what is there already.
    pub resolve_conflicts: Option<ResolveConflicts>,
    /// Its configuration, JSON or YAML in text.
    pub configuration_values: Option<String>,
    /// Roles by service account.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pod_identity_associations: Vec<PodIdentity>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// The role of a service account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodIdentity {
    /// Name of the service account.
    pub service_account: String,
    /// Its role.
    pub role_arn: Arn,
}

impl NewAddon {
    /// An add-on with everything left to EKS.
    #[must_use]
    pub fn new(cluster_name: ClusterName, addon_name: AddonName, client_request_token: String) -> Self {
        Self {
            cluster_name,
            addon_name,
            client_request_token,
            addon_version: None,
            service_account_role_arn: None,
            resolve_conflicts: None,
            configuration_values: None,
            pod_identity_associations: Vec::new(),
            tags: BTreeMap::new(),
        }
    }
}

/// May be repeated: the token makes it one add-on.
#[must_use]
pub fn request(addon: &NewAddon) -> Call<Addon> {
    let path = rest::path(&["clusters", addon.cluster_name.as_str(), "addons"]);
    rest::post("CreateAddon", Repeat::Safe, path, addon, response)
}

/// The add-on, `CREATING`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` if it is there already; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Addon, ApiError> {
    json::answer(answer).map(|Answer { addon }| addon)
}
