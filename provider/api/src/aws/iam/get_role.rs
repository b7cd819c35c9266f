//! `GetRole`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Role;
use crate::aws::{iam, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "GetRole";

/// Reads only.
#[must_use]
pub fn request(role: &str) -> Call<Option<Role>> {
    iam::form(OPERATION).with("RoleName", role).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    role: Role,
}

/// The role, or `None` if there is none of that name.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Role>, ApiError> {
    refusal::none_if(xml::result(answer, OPERATION).map(|Answer { role }| role), iam::is_absence)
}
