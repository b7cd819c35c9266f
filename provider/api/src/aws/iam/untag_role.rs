//! `UntagRole`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "UntagRole";

/// Removes tags. May be repeated.
#[must_use]
pub fn request(role: &str, keys: &[&str]) -> Call<()> {
    iam::form(OPERATION).with("RoleName", role).list("TagKeys.member", keys).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NoSuchEntity` if there is no such role; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
