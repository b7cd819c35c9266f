//! A VPC as EC2 shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::xml;

/// A virtual network.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Vpc.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vpc {
    /// Its id.
    pub vpc_id: String,
    /// Whether it can be used.
    #[serde(default)]
    pub state: Option<VpcState>,
    /// Its first block of IPv4 addresses.
    #[serde(default, deserialize_with = "xml::text")]
    pub cidr_block: Option<String>,
    /// Whether it came with the account.
    #[serde(default)]
    pub is_default: Option<bool>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

open_enum! {
    /// Whether a VPC can be used.
    VpcState {
        Pending = "pending",
        Available = "available",
        Deleting = "deleting",
    }
}

/// An attribute of a VPC: one a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VpcAttribute {
    /// Whether Amazon's resolver answers in it.
    DnsSupport,
    /// Whether machines get names. Needs the resolver.
    DnsHostnames,
}

impl VpcAttribute {
    /// EC2's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DnsSupport => "enableDnsSupport",
            Self::DnsHostnames => "enableDnsHostnames",
        }
    }
}
