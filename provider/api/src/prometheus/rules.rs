//! Which rules are loaded, and how they fare: `GET /api/v1/rules`.
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#rules>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::{Answer, rest};
use crate::{ApiError, Call};

/// Rules that are evaluated one after another.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RuleGroup {
    /// Its name in the file.
    pub name: String,
    /// The file it is from.
    #[serde(default)]
    pub file: String,
    /// Seconds from one evaluation to the next.
    #[serde(default)]
    pub interval: f64,
    /// In their order.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// What it does.
    #[serde(rename = "type")]
    pub kind: RuleKind,
    /// Of the series it records, or of the alert.
    pub name: String,
    /// What it asks.
    #[serde(default)]
    pub query: String,
    /// Labels that it adds.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// How the last evaluation went.
    #[serde(default)]
    pub health: Option<RuleHealth>,
    /// Why it failed.
    #[serde(default)]
    pub last_error: Option<String>,
    /// When it was; in the year 1 if it was not evaluated yet.
    #[serde(default, deserialize_with = "crate::time::read")]
    pub last_evaluation: Option<Timestamp>,
    /// Seconds that it took.
    #[serde(default)]
    pub evaluation_time: f64,
    /// `firing`, `pending` or `inactive`, of an alert.
    #[serde(default)]
    pub state: Option<String>,
}

open_enum! {
    /// What a rule does.
    RuleKind {
        Recording = "recording",
        Alerting = "alerting",
    }
}

open_enum! {
    /// How an evaluation went.
    RuleHealth {
        Ok = "ok",
        Err = "err",
        /// There was none yet.
        Unknown = "unknown",
    }
}

/// Reads only.
#[must_use]
pub fn request() -> Call<Answer<Vec<RuleGroup>>> {
    rest::get("rules", "/api/v1/rules", response)
}

#[derive(Deserialize)]
struct Groups {
    groups: Vec<RuleGroup>,
}

/// All groups.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Answer<Vec<RuleGroup>>, ApiError> {
    let Answer { data: Groups { groups }, warnings, infos } = rest::answer(answer)?;
    Ok(Answer { data: groups, warnings, infos })
}
