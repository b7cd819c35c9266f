//! An internet gateway as EC2 shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::xml;

/// A VPC's way to and from the internet.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGateway.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InternetGateway {
    /// Its id.
    pub internet_gateway_id: String,
    /// The VPC it is attached to: one or none.
    #[serde(default, rename = "attachmentSet", deserialize_with = "xml::list")]
    pub attachments: Vec<GatewayAttachment>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

/// What an internet gateway is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayAttachment {
    /// The VPC.
    pub vpc_id: String,
    /// `available` or `attached` if it works: EC2 says the first, its reference the second.
    #[serde(default, deserialize_with = "xml::text")]
    pub state: Option<String>,
}
