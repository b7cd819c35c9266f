//! Which Prometheus it is: `GET /api/v1/status/buildinfo`.
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#build-information>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{Answer, rest};
use crate::{ApiError, Call};

/// Which Prometheus it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BuildInfo {
    /// Version, such as `3.8.0`; others than Prometheus itself say theirs, or the one whose API they have.
    pub version: String,
    /// Which source it was built from.
    #[serde(default)]
    pub revision: String,
}

/// Reads only.
#[must_use]
pub fn request() -> Call<Answer<BuildInfo>> {
    rest::get("buildinfo", "/api/v1/status/buildinfo", response)
}

/// The version.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Answer<BuildInfo>, ApiError> {
    rest::answer(answer)
}
