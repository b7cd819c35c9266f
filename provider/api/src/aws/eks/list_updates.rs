//! `ListUpdates`: `GET /clusters/{name}/updates`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListUpdates.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::describe_update::Updated;
use super::{ClusterName, rest};
use crate::aws::{Page, PageToken, page};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, of: Updated<'_>, page: Option<&PageToken>) -> Call<Option<Page<String>>> {
    let path = rest::path(&["clusters", cluster.as_str(), "updates"]);
    rest::get("ListUpdates", rest::paged(path, &of.query(), page), response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    update_ids: Vec<String>,
    next_token: Option<PageToken>,
}

/// Ids of updates, or `None` if there is no such cluster, node group or add-on.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<String>>, ApiError> {
    let ids = |Answer { update_ids, next_token }| Page { items: update_ids, next: page::next(next_token) };
    Ok(rest::if_present(answer)?.map(ids))
}
