//! `ListRoleTags`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::aws::{Page, PageToken, iam, page, refusal, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ListRoleTags";

/// Reads only.
#[must_use]
pub fn request(role: &str, page: Option<&PageToken>) -> Call<Option<Page<(String, String)>>> {
    iam::form(OPERATION).with("RoleName", role).maybe("Marker", page.map(PageToken::as_str)).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(deserialize_with = "xml::tags")]
    tags: BTreeMap<String, String>,
    marker: Option<PageToken>,
}

/// Keys with their values, or `None` if there is no such role.
///
/// # Errors
/// [`ApiError::Refused`] on any other refusal; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Option<Page<(String, String)>>, ApiError> {
    let tags = xml::result(answer, OPERATION)
        .map(|Answer { tags, marker }| Page { items: tags.into_iter().collect(), next: page::next(marker) });
    refusal::none_if(tags, iam::is_absence)
}
