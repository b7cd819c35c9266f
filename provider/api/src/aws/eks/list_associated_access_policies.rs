//! `ListAssociatedAccessPolicies`: `GET /clusters/{name}/access-entries/{principalArn}/access-policies`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListAssociatedAccessPolicies.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::access_entry::AssociatedAccessPolicy;
use super::{Arn, ClusterName, rest};
use crate::aws::{Page, PageToken, page};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(
    cluster: &ClusterName,
    principal: &Arn,
    page: Option<&PageToken>,
) -> Call<Option<Page<AssociatedAccessPolicy>>> {
    let path = rest::path(&["clusters", cluster.as_str(), "access-entries", principal.as_str(), "access-policies"]);
    rest::get("ListAssociatedAccessPolicies", rest::paged(path, &[], page), response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    associated_access_policies: Vec<AssociatedAccessPolicy>,
    next_token: Option<PageToken>,
}

/// The principal's policies, or `None` if it is not known, or there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<AssociatedAccessPolicy>>, ApiError> {
    let Some(Answer { associated_access_policies, next_token }) = rest::if_present(answer)? else { return Ok(None) };
    Ok(Some(Page { items: associated_access_policies, next: page::next(next_token) }))
}
