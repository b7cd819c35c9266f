//! `CreateAccessEntry`: `POST /clusters/{name}/access-entries`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::access_entry::{AccessEntry, Answer};
use super::{Arn, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// The principal to make known. What is `None` or empty is left to EKS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAccessEntry {
    /// The cluster.
    #[serde(skip)]
    pub cluster_name: ClusterName,
    /// The role or user.
    pub principal_arn: Arn,
    /// The same token with the same content gives the same entry.
    pub client_request_token: String,
    /// Its Kubernetes groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kubernetes_groups: Vec<String>,
    /// Its Kubernetes user name.
    pub username: Option<String>,
    /// `STANDARD` if none. Fixed at creation.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl NewAccessEntry {
    /// An entry with nothing but the principal.
    #[must_use]
    pub fn new(cluster_name: ClusterName, principal_arn: Arn, client_request_token: String) -> Self {
        Self {
            cluster_name,
            principal_arn,
            client_request_token,
            kubernetes_groups: Vec::new(),
            username: None,
            kind: None,
            tags: BTreeMap::new(),
        }
    }
}

/// May be repeated: the token makes it one entry.
#[must_use]
pub fn request(entry: &NewAccessEntry) -> Call<AccessEntry> {
    let path = rest::path(&["clusters", entry.cluster_name.as_str(), "access-entries"]);
    rest::post("CreateAccessEntry", Repeat::Safe, path, entry, response)
}

/// The entry.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` if the principal is known already; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<AccessEntry, ApiError> {
    json::answer(answer).map(|Answer { access_entry }| access_entry)
}
