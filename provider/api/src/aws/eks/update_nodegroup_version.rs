//! `UpdateNodegroupVersion`: `POST /clusters/{name}/node-groups/{nodegroupName}/update-version`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::update::{Answer, Update};
use super::{ClusterName, LaunchTemplate, NodegroupName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// What the nodes are to run. Every node is replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodegroupVersion {
    /// Kubernetes minor version; the cluster's if none. It does not go back.
    pub version: Option<String>,
    /// Release of the image; the newest if none.
    pub release_version: Option<String>,
    /// Version of the launch template, which must be the one the group was created with.
    pub launch_template: Option<LaunchTemplate>,
    /// Whether pods that a disruption budget protects are evicted all the same.
    pub force: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(flatten)]
    to: &'a NodegroupVersion,
    client_request_token: &'a str,
}

/// May be repeated: the token makes it one update.
#[must_use]
pub fn request(cluster: &ClusterName, name: &NodegroupName, to: &NodegroupVersion, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "node-groups", name.as_str(), "update-version"]);
    let body = Body { to, client_request_token: token };
    rest::post("UpdateNodegroupVersion", Repeat::Safe, path, &body, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while another update is going on; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
