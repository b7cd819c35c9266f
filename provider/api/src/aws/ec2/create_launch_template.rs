//! `CreateLaunchTemplate`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::{LaunchTemplate, LaunchTemplateContent};
use crate::aws::{ec2, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateLaunchTemplate";

/// The launch template to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewLaunchTemplate {
    /// Its name: 3 to 128 of letters, digits and `().-/_`.
    pub name: String,
    /// The same token with the same content gives the same template.
    pub client_token: String,
    /// What the version is for.
    pub description: Option<String>,
    /// Its own tags.
    pub tags: BTreeMap<String, String>,
    /// What machines are like.
    pub content: LaunchTemplateContent,
}

/// May be repeated: the token, at most 64 characters, makes it one.
#[must_use]
pub fn request(template: &NewLaunchTemplate) -> Call<LaunchTemplate> {
    ec2::form(OPERATION)
        .with("LaunchTemplateName", &template.name)
        .with("ClientToken", &template.client_token)
        .maybe("VersionDescription", template.description.as_ref())
        .created_with("launch-template", &template.tags)
        .launch_template("LaunchTemplateData", &template.content)
        .safe(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    launch_template: LaunchTemplate,
}

/// The template, with version 1.
///
/// # Errors
/// [`ApiError::Refused`], with `InvalidLaunchTemplateName.AlreadyExistsException`; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<LaunchTemplate, ApiError> {
    xml::answer(answer, OPERATION).map(|Answer { launch_template }| launch_template)
}
