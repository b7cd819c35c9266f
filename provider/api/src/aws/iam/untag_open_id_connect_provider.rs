//! `UntagOpenIDConnectProvider`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "UntagOpenIDConnectProvider";

/// Removes tags. May be repeated.
#[must_use]
pub fn request(arn: &str, keys: &[&str]) -> Call<()> {
    iam::form(OPERATION).with("OpenIDConnectProviderArn", arn).list("TagKeys.member", keys).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NoSuchEntity` if there is no such provider; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
