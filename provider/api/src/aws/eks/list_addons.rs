//! `ListAddons`: `GET /clusters/{name}/addons`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListAddons.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{ClusterName, rest};
use crate::aws::{Page, PageToken, page};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(cluster: &ClusterName, page: Option<&PageToken>) -> Call<Option<Page<String>>> {
    let path = rest::path(&["clusters", cluster.as_str(), "addons"]);
    rest::get("ListAddons", rest::paged(path, &[], page), response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    addons: Vec<String>,
    next_token: Option<PageToken>,
}

/// Names of add-ons, or `None` if there is no such cluster.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<String>>, ApiError> {
    let names = |Answer { addons, next_token }| Page { items: addons, next: page::next(next_token) };
    Ok(rest::if_present(answer)?.map(names))
}
