//! `DescribeLaunchTemplates`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplates.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{LaunchTemplate, Selection};
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeLaunchTemplates";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<LaunchTemplate>> {
    which.form(OPERATION, "LaunchTemplateId", page).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    launch_templates: Vec<LaunchTemplate>,
    next_token: Option<PageToken>,
}

/// Launch templates; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<LaunchTemplate>, ApiError> {
    let found = xml::answer(answer, OPERATION)
        .map(|Answer { launch_templates, next_token }| Page { items: launch_templates, next: page::next(next_token) });
    ec2::none_is_empty(found)
}
