//! `ListClusters`: `GET /clusters`.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_ListClusters.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::rest;
use crate::aws::{Page, PageToken, json, page};
use crate::{ApiError, Call};

/// Reads only.
#[must_use]
pub fn request(page: Option<&PageToken>) -> Call<Page<String>> {
    rest::get("ListClusters", rest::paged(rest::path(&["clusters"]), &[], page), response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    clusters: Vec<String>,
    next_token: Option<PageToken>,
}

/// Names of clusters.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<String>, ApiError> {
    json::answer(answer).map(|Answer { clusters, next_token }| Page { items: clusters, next: page::next(next_token) })
}
