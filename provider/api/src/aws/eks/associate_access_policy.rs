//! `AssociateAccessPolicy`: `POST /clusters/{name}/access-entries/{principalArn}/access-policies`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html>.

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

use super::access_entry::{AccessScope, AssociatedAccessPolicy};
use super::{Arn, ClusterName, rest};
use crate::aws::json;
use crate::{ApiError, Call, Repeat};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    policy_arn: &'a Arn,
    access_scope: &'a AccessScope,
}

/// Gives a principal a policy, or changes where it holds. May be repeated.
#[must_use]
pub fn request(
    cluster: &ClusterName,
    principal: &Arn,
    policy_arn: &Arn,
    access_scope: &AccessScope,
) -> Call<AssociatedAccessPolicy> {
    let path = rest::path(&["clusters", cluster.as_str(), "access-entries", principal.as_str(), "access-policies"]);
    let body = Body { policy_arn, access_scope };
    rest::post("AssociateAccessPolicy", Repeat::Safe, path, &body, response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    associated_access_policy: AssociatedAccessPolicy,
}

/// The policy and where it holds.
///
/// # Errors
/// [`ApiError::Refused`], with `ResourceNotFoundException` if the principal is not known; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<AssociatedAccessPolicy, ApiError> {
    json::answer(answer).map(|Answer { associated_access_policy }| associated_access_policy)
}
