//! `DescribeAddonVersions`: `GET /addons/supported-versions`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{AddonName, rest};
use crate::aws::{Page, PageToken, json, page, refusal};
use crate::{ApiError, Call};

/// Reads only.
/// * `kubernetes_version`: only what runs on this minor version.
/// * `name`: only this add-on.
#[must_use]
pub fn request(
    kubernetes_version: Option<&str>,
    name: Option<&AddonName>,
    page: Option<&PageToken>,
) -> Call<Page<OfferedAddon>> {
    let pairs = [("kubernetesVersion", kubernetes_version), ("addonName", name.map(AddonName::as_str))];
    let path = rest::path(&["addons", "supported-versions"]);
    rest::get("DescribeAddonVersions", rest::paged(path, &pairs, page), response)
}

/// An add-on that EKS offers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferedAddon {
    /// Its name.
    pub addon_name: String,
    /// What it is for, such as `networking`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// Its versions, newest first.
    #[serde(default)]
    pub addon_versions: Vec<AddonVersion>,
}

/// A version of an add-on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddonVersion {
    /// Such as `v1.18.1-eksbuild.3`.
    pub addon_version: String,
    /// Processors it runs on, such as `arm64`.
    #[serde(default)]
    pub architecture: Vec<String>,
    /// Where it runs.
    #[serde(default)]
    pub compatibilities: Vec<Compatibility>,
    /// Whether it does not run without a configuration.
    #[serde(default)]
    pub requires_configuration: Option<bool>,
    /// Whether it does not run without a role.
    #[serde(default)]
    pub requires_iam_permissions: Option<bool>,
}

/// Where a version of an add-on runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Compatibility {
    /// Kubernetes minor version.
    pub cluster_version: Option<String>,
    /// EKS's builds of it; `*` for all.
    pub platform_versions: Vec<String>,
    /// Whether a cluster of that version gets this one when none is named.
    pub default_version: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    addons: Vec<OfferedAddon>,
    next_token: Option<PageToken>,
}

/// Add-ons and their versions; none where there is no add-on of the name.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<OfferedAddon>, ApiError> {
    let found =
        json::answer(answer).map(|Answer { addons, next_token }| Page { items: addons, next: page::next(next_token) });
    let found = refusal::none_if(found, |refusal| refusal.code == "ResourceNotFoundException")?;
    Ok(found.unwrap_or(Page { items: Vec::new(), next: None }))
}
