//! What is scraped: `GET /api/v1/targets`.
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#targets>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::{Answer, rest};
use crate::{ApiError, Call};

/// Something that is scraped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Labels that its series get.
    pub labels: BTreeMap<String, String>,
    /// Which job's settings it has.
    #[serde(default)]
    pub scrape_pool: String,
    /// How the last scrape went.
    pub health: TargetHealth,
    /// Why it failed; empty if it did not.
    #[serde(default)]
    pub last_error: String,
    /// When it was; in the year 1 if there was none yet.
    #[serde(default, deserialize_with = "crate::time::read")]
    pub last_scrape: Option<Timestamp>,
    /// From one scrape to the next, as Prometheus writes it: `15s`, `1m30s`.
    #[serde(default)]
    pub scrape_interval: String,
}

open_enum! {
    /// How a scrape went.
    TargetHealth {
        Up = "up",
        Down = "down",
        /// There was none yet.
        Unknown = "unknown",
    }
}

/// Reads only.
#[must_use]
pub fn request() -> Call<Answer<Vec<Target>>> {
    rest::get("targets", "/api/v1/targets?state=active", response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Targets {
    active_targets: Vec<Target>,
}

/// What is scraped; what was found and is not scraped is left out.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Answer<Vec<Target>>, ApiError> {
    let Answer { data: Targets { active_targets }, warnings, infos } = rest::answer(answer)?;
    Ok(Answer { data: active_targets, warnings, infos })
}
