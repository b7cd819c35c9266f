//! `ListPodIdentityAssociations`: `GET /clusters/{name}/pod-identity-associations`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListPodIdentityAssociations.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{ClusterName, rest};
use crate::aws::{Page, PageToken, page};
use crate::{ApiError, Call};

/// Reads only.
/// * `namespace`, `service_account`: only those.
#[must_use]
pub fn request(
    cluster: &ClusterName,
    namespace: Option<&str>,
    service_account: Option<&str>,
    page: Option<&PageToken>,
) -> Call<Option<Page<ListedAssociation>>> {
    let path = rest::path(&["clusters", cluster.as_str(), "pod-identity-associations"]);
    let pairs = [("namespace", namespace), ("serviceAccount", service_account)];
    rest::get("ListPodIdentityAssociations", rest::paged(path, &pairs, page), response)
}

/// An association without its role and tags: `DescribePodIdentityAssociation` shows them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedAssociation {
    /// Its id.
    pub association_id: String,
    /// Namespace of the service account.
    pub namespace: String,
    /// Name of the service account.
    pub service_account: String,
    /// The add-on it belongs to, if EKS made it for one.
    #[serde(default)]
    pub owner_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    associations: Vec<ListedAssociation>,
    next_token: Option<PageToken>,
}

/// Associations, or `None` if there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<ListedAssociation>>, ApiError> {
    let found = |Answer { associations, next_token }| Page { items: associations, next: page::next(next_token) };
    Ok(rest::if_present(answer)?.map(found))
}
