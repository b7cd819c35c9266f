//! `CreateLaunchTemplateVersion`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplateVersion.html>.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{LaunchTemplateContent, LaunchTemplateVersion};
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateLaunchTemplateVersion";

/// May be repeated: the token, at most 64 characters, makes it one.
#[must_use]
pub fn request(
    template_id: &str,
    content: &LaunchTemplateContent,
    description: Option<&str>,
    client_token: &str,
) -> Call<LaunchTemplateVersion> {
    ec2::form(OPERATION)
        .with("LaunchTemplateId", template_id)
        .with("ClientToken", client_token)
        .maybe("VersionDescription", description)
        .launch_template("LaunchTemplateData", content)
        .safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    launch_template_version: LaunchTemplateVersion,
}

/// The version. It is not the default one.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidLaunchTemplateId.NotFound` if there is no such template;
/// [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<LaunchTemplateVersion, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { launch_template_version }| launch_template_version)
}
