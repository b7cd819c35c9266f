//! `AttachRolePolicy`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "AttachRolePolicy";

/// May be repeated: it stays attached.
#[must_use]
pub fn request(role: &str, policy_arn: &str) -> Call<()> {
    iam::form(OPERATION).with("RoleName", role).with("PolicyArn", policy_arn).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NoSuchEntity` if there is no such role or policy; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
