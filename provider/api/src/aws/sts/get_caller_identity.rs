//! `GetCallerIdentity`.
//! Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{sts, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "GetCallerIdentity";

/// Reads only. It needs no permission.
#[must_use]
pub fn request() -> Call<CallerIdentity> {
    sts::form(OPERATION).safe(response)
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerIdentity {
    /// The account, twelve digits.
    pub account: String,
    /// The user or the session of a role.
    pub arn: String,
    /// The user's id, or the role's with the session's name.
    pub user_id: String,
}

/// Who asks.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<CallerIdentity, ApiError> {
    xml::result(answer, OPERATION)
}
