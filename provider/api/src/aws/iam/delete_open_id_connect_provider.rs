//! `DeleteOpenIDConnectProvider`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DeleteOpenIDConnectProvider";

/// May be repeated.
#[must_use]
pub fn request(arn: &str) -> Call<Option<()>> {
    iam::form(OPERATION).with("OpenIDConnectProviderArn", arn).safe(response)
}

/// Done, or `None` if there is no such provider.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), iam::is_absence)
}
