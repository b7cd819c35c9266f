//! `DescribeLaunchTemplateVersions`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::LaunchTemplateVersion;
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeLaunchTemplateVersions";

/// Reads only.
/// * `versions`: numbers, `$Latest`, `$Default`; empty for all.
#[must_use]
pub fn request(template_id: &str, versions: &[&str], page: Option<&PageToken>) -> Call<Page<LaunchTemplateVersion>> {
    ec2::form(OPERATION)
        .with("LaunchTemplateId", template_id)
        .list("LaunchTemplateVersion", versions)
        .maybe("NextToken", page.map(PageToken::as_str))
        .safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    launch_template_version_set: Vec<LaunchTemplateVersion>,
    next_token: Option<PageToken>,
}

/// Versions; none if there is no such template or version.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<LaunchTemplateVersion>, ApiError> {
    let found = xml::answer(answer, OPERATION).map(|Answer { launch_template_version_set, next_token }| Page {
        items: launch_template_version_set,
        next: page::next(next_token),
    });
    ec2::none_is_empty(found)
}
