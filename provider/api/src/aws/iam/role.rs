//! A role as IAM shows it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::aws::xml;

/// A role.
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Role {
    /// Its name, unique in the account.
    pub role_name: String,
    /// Its ARN.
    pub arn: String,
    /// Its path.
    #[serde(default)]
    pub path: String,
    /// Its id: another role of the same name has another.
    #[serde(default)]
    pub role_id: String,
    /// When it was created.
    #[serde(default, deserialize_with = "xml::time")]
    pub create_date: Option<Timestamp>,
    /// Who may assume it, as a policy in JSON.
    #[serde(default, deserialize_with = "policy")]
    pub assume_role_policy_document: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "xml::text")]
    pub description: Option<String>,
    /// What bounds it.
    #[serde(default)]
    pub permissions_boundary: PermissionsBoundary,
    /// Its tags. `ListRoles` and `CreateRole` may leave them out.
    #[serde(default, deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

/// What bounds a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PermissionsBoundary {
    /// The policy's ARN; `None` if nothing does.
    #[serde(rename = "PermissionsBoundaryArn", deserialize_with = "xml::text")]
    pub arn: Option<String>,
}

/// IAM sends policies encoded as parts of a URL.
fn policy<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    percent_decode_str(&text).decode_utf8().map(|text| Some(text.into_owned())).map_err(D::Error::custom)
}
