//! `DisassociateAccessPolicy`: `DELETE /clusters/{name}/access-entries/{principalArn}/access-policies/{policyArn}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DisassociateAccessPolicy.html>.

use bytes::Bytes;
use http::Response;

use super::{Arn, ClusterName, rest};
use crate::aws::refusal;
use crate::{ApiError, Call};

/// May be repeated.
#[must_use]
pub fn request(cluster: &ClusterName, principal: &Arn, policy: &Arn) -> Call<Option<()>> {
    let (cluster, principal) = (cluster.as_str(), principal.as_str());
    let path = rest::path(&["clusters", cluster, "access-entries", principal, "access-policies", policy.as_str()]);
    rest::delete("DisassociateAccessPolicy", path, response)
}

/// Done, or `None` if the principal does not have the policy or is not known, or there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(rest::done(answer), rest::is_absence)
}
