//! `UpdateAddon`: `POST /clusters/{name}/addons/{addonName}/update`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateAddon.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::addon::ResolveConflicts;
use super::create_addon::PodIdentity;
use super::update::{Answer, Update};
use super::{AddonName, Arn, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// What to change. What is `None` stays, but for the role: without one in the request the add-on acts as its node from then on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddonChange {
    /// Its version.
    pub addon_version: Option<String>,
    /// Role of its service account; an add-on that is to keep its role needs it named again.
    pub service_account_role_arn: Option<Arn>,
    /// Who wins over what was changed in the cluster.
    pub resolve_conflicts: Option<ResolveConflicts>,
    /// Its configuration, JSON or YAML in text.
    pub configuration_values: Option<String>,
    /// Roles by service account; `Some` of nothing removes them all.
    pub pod_identity_associations: Option<Vec<PodIdentity>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(flatten)]
    change: &'a AddonChange,
    client_request_token: &'a str,
}

/// May be repeated: the token makes it one update.
#[must_use]
pub fn request(cluster: &ClusterName, name: &AddonName, change: &AddonChange, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "addons", name.as_str(), "update"]);
    rest::post("UpdateAddon", Repeat::Safe, path, &Body { change, client_request_token: token }, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while another update is going on; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
