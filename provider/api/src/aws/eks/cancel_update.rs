//! `CancelUpdate`: `POST /clusters/{name}/updates/{updateId}/cancel-update`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CancelUpdate.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::update::{Answer, Update};
use super::{ClusterName, UpdateId, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    client_request_token: &'a str,
}

/// Stops the way back to the version before. May be repeated: the token makes it one.
#[must_use]
pub fn request(cluster: &ClusterName, id: &UpdateId, token: &str) -> Call<Update> {
    let path = rest::path(&["clusters", cluster.as_str(), "updates", id.as_str(), "cancel-update"]);
    rest::post("CancelUpdate", Repeat::Safe, path, &Body { client_request_token: token }, response)
}

/// The update, to be followed with `DescribeUpdate`.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidStateException` if it is too late; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Update, ApiError> {
    json::answer(answer).map(|Answer { update }| update)
}
