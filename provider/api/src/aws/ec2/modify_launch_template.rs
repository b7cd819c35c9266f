//! `ModifyLaunchTemplate`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyLaunchTemplate.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::LaunchTemplate;
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "ModifyLaunchTemplate";

/// Makes a version the default one. May be repeated.
#[must_use]
pub fn request(template_id: &str, default_version: &str) -> Call<LaunchTemplate> {
    ec2::form(OPERATION).with("LaunchTemplateId", template_id).with("SetDefaultVersion", default_version).safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    launch_template: LaunchTemplate,
}

/// The template.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidLaunchTemplateId.VersionNotFound` if there is no such version;
/// [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<LaunchTemplate, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { launch_template }| launch_template)
}
