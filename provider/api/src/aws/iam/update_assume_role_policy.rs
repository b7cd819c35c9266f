//! `UpdateAssumeRolePolicy`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "UpdateAssumeRolePolicy";

/// Who may assume a role. May be repeated.
#[must_use]
pub fn request(role: &str, policy_document: &str) -> Call<()> {
    iam::form(OPERATION).with("RoleName", role).with("PolicyDocument", policy_document).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `MalformedPolicyDocument` also while a principal it names is not known everywhere yet;
/// [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
