//! `UpdateClusterVersion`: `POST /clusters/{name}/updates`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterVersion.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::update::{Answer, Update};
use super::{ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// Where the control plane is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterVersion {
    /// The next minor version; or, within seven days of an upgrade, the one before.
    pub version: String,
    /// Whether insights that speak against it are passed over.
    pub force: Option<bool>,
    /// On the way back.
    pub rollback_config: Rollback,
}

/// The way back to the version before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rollback {
    /// Minutes it may take, 120 to 10080.
    pub timeout_minutes: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(flatten)]
    to: &'a ClusterVersion,
    client_request_token: &'a str,
}

/// May be repeated: the token makes it one update.
#[must_use]
pub fn request(cluster: &ClusterName, to: &ClusterVersion, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "updates"]);
    rest::post("UpdateClusterVersion", Repeat::Safe, path, &Body { to, client_request_token: token }, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` while another update is going on, `InvalidStateException` if
/// insights speak against it, `InvalidParameterException` if the step is too long; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
