//! `CreatePodIdentityAssociation`: `POST /clusters/{name}/pod-identity-associations`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::pod_identity::{Answer, PodIdentityAssociation};
use super::{Arn, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

/// The role to give to a service account's pods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPodIdentityAssociation {
    /// The cluster.
    #[serde(skip)]
    pub cluster_name: ClusterName,
    /// Namespace of the service account.
    pub namespace: String,
    /// Name of the service account.
    pub service_account: String,
    /// The role. It trusts `pods.eks.amazonaws.com`.
    pub role_arn: Arn,
    /// The same token with the same content gives the same association.
    pub client_request_token: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// May be repeated: the token makes it one.
#[must_use]
pub fn request(new: &NewPodIdentityAssociation) -> Call<PodIdentityAssociation> {
    let path = rest::path(&["clusters", new.cluster_name.as_str(), "pod-identity-associations"]);
    rest::post("CreatePodIdentityAssociation", Repeat::Safe, path, new, response)
}

/// The association.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceInUseException` if the service account has a role; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<PodIdentityAssociation, ApiError> {
    json::answer(answer).map(|Answer { association }| association)
}
