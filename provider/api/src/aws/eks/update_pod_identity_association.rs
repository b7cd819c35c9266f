//! `UpdatePodIdentityAssociation`: `POST /clusters/{name}/pod-identity-associations/{associationId}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdatePodIdentityAssociation.html>.

use bytes::Bytes;
use http::Response;
use serde::Serialize;

use super::pod_identity::{Answer, PodIdentityAssociation};
use super::{Arn, AssociationId, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    role_arn: &'a Arn,
    client_request_token: &'a str,
}

/// Another role for the same service account. May be repeated: the token makes it one.
#[must_use]
pub fn request(cluster: &ClusterName, id: &AssociationId, role_arn: &Arn, token: &str) -> Call<PodIdentityAssociation> {
    let path = rest::path(&["clusters", cluster.as_str(), "pod-identity-associations", id.as_str()]);
    let body = Body { role_arn, client_request_token: token };
    rest::post("UpdatePodIdentityAssociation", Repeat::Safe, path, &body, response)
}

/// The association.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceNotFoundException` if there is none of that id; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<PodIdentityAssociation, ApiError> {
    json::answer(answer).map(|Answer { association }| association)
}
