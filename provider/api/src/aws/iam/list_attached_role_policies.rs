//! `ListAttachedRolePolicies`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{Page, PageToken, iam, page, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ListAttachedRolePolicies";

/// Reads only.
#[must_use]
pub fn request(role: &str, page: Option<&PageToken>) -> Call<Option<Page<AttachedPolicy>>> {
    iam::form(OPERATION).with("RoleName", role).maybe("Marker", page.map(PageToken::as_str)).safe(response)
}

/// A policy that is attached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedPolicy {
    /// Its ARN.
    pub policy_arn: String,
    /// Its name.
    #[serde(default)]
    pub policy_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    attached_policies: Vec<AttachedPolicy>,
    marker: Option<PageToken>,
}

/// The policies, or `None` if there is no such role.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<AttachedPolicy>>, ApiError> {
    let policies = xml::result(answer, OPERATION)
        .map(|Answer { attached_policies, marker }| Page { items: attached_policies, next: page::next(marker) });
    refusal::none_if(policies, iam::is_absence)
}
