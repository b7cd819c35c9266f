//! `TagOpenIDConnectProvider`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "TagOpenIDConnectProvider";

/// Sets tags; others stay. May be repeated.
#[must_use]
pub fn request(arn: &str, tags: &BTreeMap<String, String>) -> Call<()> {
    iam::form(OPERATION).with("OpenIDConnectProviderArn", arn).tags("Tags.member", tags).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NoSuchEntity` if there is no such provider; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
