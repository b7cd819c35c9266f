//! `DescribeInsight`: `GET /clusters/{name}/insights/{id}`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeInsight.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::list_insights::{Insight, Verdict};
use super::{ClusterName, InsightId, rest};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, id: &InsightId) -> Call<Option<InsightInFull>> {
    rest::get("DescribeInsight", rest::path(&["clusters", cluster.as_str(), "insights", id.as_str()]), response)
}

/// What EKS found out about a cluster, what it is about and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InsightInFull {
    /// What a list shows.
    #[serde(flatten)]
    pub insight: Insight,
    /// What to do.
    #[serde(default)]
    pub recommendation: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub resources: Vec<InsightResource>,
    /// What EKS knows beyond that.
    #[serde(default)]
    pub category_specific_summary: Summary,
}

/// Something that an insight is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InsightResource {
    /// How bad it is and why.
    pub insight_status: Verdict,
    /// Its path in the Kubernetes API, if it is there.
    pub kubernetes_resource_uri: Option<String>,
    /// Its ARN, if it is in AWS.
    pub arn: Option<String>,
}

/// What EKS knows beyond that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Summary {
    /// Kubernetes APIs in use that a later version does not have.
    pub deprecation_details: Vec<Deprecation>,
    /// Add-ons that do not run on a later version as they are.
    pub addon_compatibility_details: Vec<AddonCompatibility>,
}

/// A Kubernetes API in use that a later version does not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Deprecation {
    /// Its path.
    pub usage: Option<String>,
    /// The path of what takes its place.
    pub replaced_with: Option<String>,
    /// The first version without it.
    pub stop_serving_version: Option<String>,
}

/// An add-on that does not run on a later version as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AddonCompatibility {
    /// The add-on.
    pub name: Option<String>,
    /// Versions of it that do.
    pub compatible_versions: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    insight: InsightInFull,
}

/// The insight, or `None` if there is none of that id, or no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<InsightInFull>, ApiError> {
    Ok(rest::if_present(answer)?.map(|Answer { insight }| insight))
}
