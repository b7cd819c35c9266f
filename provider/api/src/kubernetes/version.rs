//! Which Kubernetes it is: `GET /version`.
//! Source: <https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.34/>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::rest;
use crate::answer::{describe, malformed};
use crate::{ApiError, Call};

/// Which Kubernetes it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Major version, such as `1`.
    pub major: String,
    /// Minor version, such as `34`; some clouds put a `+` behind it.
    pub minor: String,
    /// All of it, such as `v1.34.1-eks-3025e55`.
    pub git_version: String,
    /// What it was built for, such as `linux/amd64`.
    #[serde(default)]
    pub platform: String,
}

impl Version {
    /// Major and minor version as numbers; `None` if they are none.
    #[must_use]
    pub fn numbers(&self) -> Option<(u32, u32)> {
        let number = |text: &str| text.trim_end_matches(|sign: char| !sign.is_ascii_digit()).parse().ok();
        Some((number(&self.major)?, number(&self.minor)?))
    }
}

/// Reads only.
#[must_use]
pub fn request() -> Call<Version> {
    rest::get("version", "/version".to_owned(), response)
}

/// The version.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Version, ApiError> {
    serde_json::from_value(rest::answer(answer)?).map_err(|err| malformed(answer, &describe(&err)))
}
