//! A subnet as EC2 shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::xml;

/// A part of a VPC in one availability zone.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subnet {
    /// Its id.
    pub subnet_id: String,
    /// Whether it can be used.
    #[serde(default)]
    pub state: Option<SubnetState>,
    /// Its VPC.
    #[serde(default, deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
    /// Its IPv4 addresses.
    #[serde(default, deserialize_with = "xml::text")]
    pub cidr_block: Option<String>,
    /// Its availability zone, by its name in this account.
    #[serde(default, deserialize_with = "xml::text")]
    pub availability_zone: Option<String>,
    /// The same by its name in every account.
    #[serde(default, deserialize_with = "xml::text")]
    pub availability_zone_id: Option<String>,
    /// How many addresses are left. EKS wants six.
    #[serde(default)]
    pub available_ip_address_count: Option<i64>,
    /// Whether machines in it get public addresses.
    #[serde(default)]
    pub map_public_ip_on_launch: Option<bool>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

open_enum! {
    /// Whether a subnet can be used.
    SubnetState {
        Pending = "pending",
        Available = "available",
        Unavailable = "unavailable",
        Failed = "failed",
        FailedInsufficientCapacity = "failed-insufficient-capacity",
    }
}
