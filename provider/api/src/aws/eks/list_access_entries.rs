//! `ListAccessEntries`: `GET /clusters/{name}/access-entries`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListAccessEntries.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{ClusterName, rest};
use crate::aws::{Page, PageToken, page};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, page: Option<&PageToken>) -> Call<Option<Page<String>>> {
    let path = rest::path(&["clusters", cluster.as_str(), "access-entries"]);
    rest::get("ListAccessEntries", rest::paged(path, &[], page), response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    access_entries: Vec<String>,
    next_token: Option<PageToken>,
}

/// ARNs of principals, or `None` if there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<String>>, ApiError> {
    let arns = |Answer { access_entries, next_token }| Page { items: access_entries, next: page::next(next_token) };
    Ok(rest::if_present(answer)?.map(arns))
}
