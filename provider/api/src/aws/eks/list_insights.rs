//! `ListInsights`: `POST /clusters/{name}/insights`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListInsights.html>.

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ClusterName, rest};
use crate::aws::{Page, PageToken, page, time};
use crate::{ApiError, Call, Repeat};

/// Which insights. An empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InsightFilter {
    /// What they are about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<InsightCategory>,
    /// The minor versions they speak of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kubernetes_versions: Vec<String>,
    /// How bad they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<InsightStatus>,
}

open_enum! {
    /// What an insight is about.
    InsightCategory {
        UpgradeReadiness = "UPGRADE_READINESS",
        Misconfiguration = "MISCONFIGURATION",
        RollbackReadiness = "ROLLBACK_READINESS",
    }
}

open_enum! {
    /// How bad it is.
    InsightStatus {
        Passing = "PASSING",
        Warning = "WARNING",
        /// An upgrade is refused unless forced.
        Error = "ERROR",
        Unknown = "UNKNOWN",
    }
}

/// What EKS found out about a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Insight {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub category: Option<InsightCategory>,
    /// The minor version it speaks of.
    #[serde(default)]
    pub kubernetes_version: Option<String>,
    /// When EKS last looked.
    #[serde(default, deserialize_with = "time::read")]
    pub last_refresh_time: Option<Timestamp>,
    /// What it means.
    #[serde(default)]
    pub description: String,
    /// How bad it is and why.
    #[serde(default)]
    pub insight_status: Verdict,
}

/// How bad an insight is and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Verdict {
    /// How bad.
    pub status: Option<InsightStatus>,
    /// Why.
    pub reason: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    filter: &'a InsightFilter,
    max_results: u32,
    next_token: Option<&'a PageToken>,
}

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, filter: &InsightFilter, page: Option<&PageToken>) -> Call<Option<Page<Insight>>> {
    let path = rest::path(&["clusters", cluster.as_str(), "insights"]);
    rest::post("ListInsights", Repeat::Safe, path, &Body { filter, max_results: 100, next_token: page }, response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    insights: Vec<Insight>,
    next_token: Option<PageToken>,
}

/// Insights, or `None` if there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<Insight>>, ApiError> {
    let insights = |Answer { insights, next_token }| Page { items: insights, next: page::next(next_token) };
    Ok(rest::if_present(answer)?.map(insights))
}
