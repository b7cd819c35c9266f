//! `DescribeNetworkInterfaces`.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use super::Selection;
use crate::aws::{Page, PageToken, ec2, page, xml};
use crate::{ApiError, Call};

const OPERATION: &str = "DescribeNetworkInterfaces";

/// Reads only.
#[must_use]
pub fn request(which: &Selection, page: Option<&PageToken>) -> Call<Page<NetworkInterface>> {
    which.form(OPERATION, "NetworkInterfaceId", page).safe(response)
}

/// A network interface.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkInterface {
    /// Its id.
    pub network_interface_id: String,
    /// `available` if nothing uses it.
    #[serde(default)]
    pub status: Option<NetworkInterfaceStatus>,
    /// What it is for: the one trace of who made it.
    #[serde(default)]
    pub description: String,
    /// Such as `interface` or `nat_gateway`.
    #[serde(default, deserialize_with = "xml::text")]
    pub interface_type: Option<String>,
    /// Its VPC.
    #[serde(default, deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
    /// Its subnet.
    #[serde(default, deserialize_with = "xml::text")]
    pub subnet_id: Option<String>,
    /// Whether a service made it, and only that service can delete it.
    #[serde(default)]
    pub requester_managed: Option<bool>,
    /// What it is attached to.
    #[serde(default)]
    pub attachment: Attachment,
    /// Its security groups.
    #[serde(default, rename = "groupSet", deserialize_with = "xml::list")]
    pub groups: Vec<GroupId>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

open_enum! {
    /// Whether a network interface is used.
    NetworkInterfaceStatus {
        Available = "available",
        Associated = "associated",
        Attaching = "attaching",
        InUse = "in-use",
        Detaching = "detaching",
    }
}

/// What a network interface is attached to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Attachment {
    /// The attachment's id; `None` if there is none.
    #[serde(deserialize_with = "xml::text")]
    pub attachment_id: Option<String>,
    /// The machine, if it is one of the account.
    #[serde(deserialize_with = "xml::text")]
    pub instance_id: Option<String>,
}

/// A security group, by its id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupId {
    /// Its id.
    pub group_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(deserialize_with = "xml::list")]
    network_interface_set: Vec<NetworkInterface>,
    next_token: Option<PageToken>,
}

/// Network interfaces; none if nothing fits.
///
/// # Errors
/// [`ApiError::Refused`]; [`ApiError::Malformed`].
pub fn response(answer: &Response<Bytes>) -> Result<Page<NetworkInterface>, ApiError> {
    let found = xml::answer(answer, OPERATION).map(|Answer { network_interface_set, next_token }| Page {
        items: network_interface_set,
        next: page::next(next_token),
    });
    ec2::none_is_empty(found)
}
