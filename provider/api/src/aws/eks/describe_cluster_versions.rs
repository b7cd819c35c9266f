//! `DescribeClusterVersions`: `GET /cluster-versions`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeClusterVersions.html>.

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::rest;
use crate::aws::{Page, PageToken, json, page, time};
use crate::{ApiError, Call};

/// Reads only.
/// * `versions`: minor versions to ask for; empty for all.
/// * `include_all`: those out of support too.
#[must_use]
pub fn request(versions: &[&str], include_all: bool, page: Option<&PageToken>) -> Call<Page<KubernetesVersion>> {
    let mut pairs = vec![("includeAll", include_all.then_some("true"))];
    pairs.extend(versions.iter().map(|version| ("clusterVersions", Some(*version))));
    rest::get("DescribeClusterVersions", rest::paged(rest::path(&["cluster-versions"]), &pairs, page), response)
}

/// A Kubernetes minor version that EKS offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KubernetesVersion {
    /// Minor version, such as `1.34`.
    pub cluster_version: String,
    /// Whether a cluster gets it that names none.
    #[serde(default)]
    pub default_version: Option<bool>,
    /// Newest patch.
    #[serde(default)]
    pub kubernetes_patch_version: Option<String>,
    /// Newest build.
    #[serde(default)]
    pub default_platform_version: Option<String>,
    /// First day on EKS.
    #[serde(default, deserialize_with = "time::read")]
    pub release_date: Option<Timestamp>,
    /// Last day at the normal price.
    #[serde(default, deserialize_with = "time::read")]
    pub end_of_standard_support_date: Option<Timestamp>,
    /// Last day at all.
    #[serde(default, deserialize_with = "time::read")]
    pub end_of_extended_support_date: Option<Timestamp>,
    /// What support it has today.
    #[serde(default)]
    pub version_status: Option<VersionStatus>,
}

open_enum! {
    /// What support a version has.
    VersionStatus {
        Unsupported = "UNSUPPORTED",
        StandardSupport = "STANDARD_SUPPORT",
        ExtendedSupport = "EXTENDED_SUPPORT",
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    cluster_versions: Vec<KubernetesVersion>,
    next_token: Option<PageToken>,
}

/// Versions, newest first.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<KubernetesVersion>, ApiError> {
    let Answer { cluster_versions, next_token } = json::answer(answer)?;
    Ok(Page { items: cluster_versions, next: page::next(next_token) })
}
