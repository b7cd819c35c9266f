//! `DeleteRole`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>.

use bytes::Bytes;
use http::Response;

use crate::aws::{iam, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DeleteRole";

/// May be repeated.
#[must_use]
pub fn request(role: &str) -> Call<Option<()>> {
    iam::form(OPERATION).with("RoleName", role).safe(response)
}

/// Done, or `None` if there is no such role.
///
/// # Errors
/// [`ApiError::Refused`], with `DeleteConflict` while policies or instance profiles hang on it;
/// [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<()>, ApiError> {
    refusal::none_if(xml::done(answer, OPERATION), iam::is_absence)
}
