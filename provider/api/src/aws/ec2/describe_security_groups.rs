//! `DescribeSecurityGroups`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Selection;
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeSecurityGroups";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<SecurityGroup>> {
    which.form(OPERATION, "GroupId", page).safe(response)
}

/// A security group, without its rules.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityGroup {
    /// Its id.
    pub group_id: String,
    /// Its name, unique in the VPC.
    #[serde(default)]
    pub group_name: String,
    /// What it is for.
    #[serde(default, rename = "groupDescription")]
    pub description: String,
    /// Its VPC.
    #[serde(default, deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    security_group_info: Vec<SecurityGroup>,
    next_token: Option<PageToken>,
}

/// Security groups; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<SecurityGroup>, ApiError> {
    let found = xml::answer(answer, OPERATION).map(|Answer { security_group_info, next_token }| Page {
        items: security_group_info,
        next: page::next(next_token),
    });
    ec2::none_is_empty(found)
}
