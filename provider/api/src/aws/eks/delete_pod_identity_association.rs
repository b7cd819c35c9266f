//! `DeletePodIdentityAssociation`: `DELETE /clusters/{name}/pod-identity-associations/{associationId}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeletePodIdentityAssociation.html>.

use bytes::Bytes;
use http::Response;

use super::pod_identity::{Answer, PodIdentityAssociation};
use super::{AssociationId, ClusterName, rest};
use crate::{ApiError, Call};

/// May be repeated.
#[must_use]
pub fn request(cluster: &ClusterName, id: &AssociationId) -> Call<Option<PodIdentityAssociation>> {
    let path = rest::path(&["clusters", cluster.as_str(), "pod-identity-associations", id.as_str()]);
    rest::delete("DeletePodIdentityAssociation", path, response)
}

/// What it was, or `None` if there is none of that id, or no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<PodIdentityAssociation>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { association }| association))
}
