//! `CreateRole`.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Role;
use crate::aws::{iam, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "CreateRole";

/// The role to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRole {
    /// Its name: 1 to 64 of letters, digits and `_+=,.@-`.
    pub role_name: String,
    /// Who may assume it, as a policy in JSON.
    pub assume_role_policy_document: String,
    /// Its path, with a slash at both ends; `/` if none.
    pub path: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// ARN of a policy that bounds what it may be given.
    pub permissions_boundary: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Not to be repeated without a look: there is no token.
#[must_use]
pub fn request(role: &NewRole) -> Call<Role> {
    iam::form(OPERATION)
        .with("RoleName", &role.role_name)
        .with("AssumeRolePolicyDocument", &role.assume_role_policy_document)
        .maybe("Path", role.path.as_ref())
        .maybe("Description", role.description.as_ref())
        .maybe("PermissionsBoundary", role.permissions_boundary.as_ref())
        .tags("Tags.member", &role.tags)
        .look_first(response)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    role: Role,
}

/// The role. Others may not know it for some seconds.
///
/// # Errors
/// [`ApiError::Refused`], with `EntityAlreadyExists` if one of that name exists; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Role, ApiError> {
    xml::result(answer, OPERATION).map(|Answer { role }| role)
}
