//! `UpdateAccessEntry`: `POST /clusters/{name}/access-entries/{principalArn}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateAccessEntry.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::access_entry::{AccessEntry, Answer};
use super::{Arn, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// What to change. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessEntryChange {
    /// Its Kubernetes groups, all of them; `Some` of nothing removes them.
    pub kubernetes_groups: Option<Vec<String>>,
    /// Its Kubernetes user name.
    pub username: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(flatten)]
    change: &'a AccessEntryChange,
    client_request_token: &'a str,
}

/// May be repeated.
#[must_use]
pub fn request(cluster: &ClusterName, principal: &Arn, change: &AccessEntryChange, token: &str) -> Call<AccessEntry> {
    let path = rest::path(&["clusters", cluster.as_str(), "access-entries", principal.as_str()]);
    rest::post("UpdateAccessEntry", Repeat::Safe, path, &Body { change, client_request_token: token }, response)
}

/// The entry.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceNotFoundException` if the principal is not known; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<AccessEntry, ApiError> {
    json::answer(answer).map(|Answer { access_entry }| access_entry)
}
