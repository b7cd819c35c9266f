//! `AssumeRole`.
//! Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>.

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::Deserialize;

use crate::aws::{Concealed, sts, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "AssumeRole";

/// The role to assume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assumption {
    /// The role.
    pub role_arn: String,
    /// What the session is called in logs: 2 to 64 of letters, digits and `_+=,.@-`.
    pub role_session_name: String,
    /// How long it lasts, 900 to 43200 seconds; an hour if none.
    pub duration_seconds: Option<u32>,
    /// What the role's owner asks callers from other accounts for.
    pub external_id: Option<String>,
    /// A policy that takes permissions away from the session.
    pub policy: Option<String>,
}

/// May be repeated: it makes credentials and changes nothing.
#[must_use]
pub fn request(role: &Assumption) -> Call<Session> {
    sts::form(OPERATION)
        .with("RoleArn", &role.role_arn)
        .with("RoleSessionName", &role.role_session_name)
        .maybe_shown("DurationSeconds", role.duration_seconds)
        .maybe("ExternalId", role.external_id.as_ref())
        .maybe("Policy", role.policy.as_ref())
        .safe(response)
}

/// A session of a role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Session {
    /// What to sign with.
    pub credentials: Credentials,
    /// Who the session is.
    pub assumed_role_user: AssumedRole,
}

/// Credentials for a while.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Credentials {
    /// Not a secret: it is in every signature.
    pub access_key_id: String,
    /// Signs.
    pub secret_access_key: Concealed,
    /// Goes along with every request.
    pub session_token: Concealed,
    /// When they end.
    #[serde(default, deserialize_with = "xml::time")]
    pub expiration: Option<Timestamp>,
}

/// A role in a session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumedRole {
    /// The session's ARN.
    pub arn: String,
}

/// The session.
///
/// # Errors
/// [`ApiError::Refused`], with `AccessDenied` if the role does not trust the caller; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Session, ApiError> {
    xml::result(answer, OPERATION)
}
