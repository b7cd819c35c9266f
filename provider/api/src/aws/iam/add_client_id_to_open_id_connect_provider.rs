//! `AddClientIDToOpenIDConnectProvider`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "AddClientIDToOpenIDConnectProvider";

/// Who else tokens may be for. May be repeated.
#[must_use]
pub fn request(arn: &str, client_id: &str) -> Call<()> {
    iam::form(OPERATION).with("OpenIDConnectProviderArn", arn).with("ClientID", client_id).safe(response)
}

/// Nothing but success.
///
/// # Errors
/// [`ApiError::Refused`], with `NoSuchEntity` if there is no such provider; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<(), ApiError> {
    xml::done(answer, OPERATION)
}
