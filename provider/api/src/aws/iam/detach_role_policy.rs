//! `DetachRolePolicy`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DetachRolePolicy";

/// May be repeated.
#[must_use]
pub fn request(role: &str, policy_arn: &str) -> Call<Option<()>> {
    iam::form(OPERATION).with("RoleName", role).with("PolicyArn", policy_arn).safe(response)
}

/// Done, or `None` if it is not attached, or there is no such role.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), iam::is_absence)
}
