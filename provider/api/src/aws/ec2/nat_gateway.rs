//! A NAT gateway as EC2 shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::xml;

/// A private subnet's way out to the internet.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NatGateway {
    /// Its id.
    pub nat_gateway_id: String,
    /// How far it is.
    pub state: NatGatewayState,
    /// Why it failed, as a code.
    #[serde(default, deserialize_with = "xml::text")]
    pub failure_code: Option<String>,
    /// Why it failed, in words.
    #[serde(default, deserialize_with = "xml::text")]
    pub failure_message: Option<String>,
    /// Its subnet.
    #[serde(default, deserialize_with = "xml::text")]
    pub subnet_id: Option<String>,
    /// Its VPC.
    #[serde(default, deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
    /// Its addresses.
    #[serde(default, rename = "natGatewayAddressSet", deserialize_with = "xml::list")]
    pub addresses: Vec<NatGatewayAddress>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

open_enum! {
    /// How far a NAT gateway is.
    NatGatewayState {
        Pending = "pending",
        Failed = "failed",
        Available = "available",
        Deleting = "deleting",
        /// Gone, but still shown.
        Deleted = "deleted",
    }
}

/// An address of a NAT gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NatGatewayAddress {
    /// The public address's id.
    #[serde(deserialize_with = "xml::text")]
    pub allocation_id: Option<String>,
    /// The public address.
    #[serde(deserialize_with = "xml::text")]
    pub public_ip: Option<String>,
    /// Its network interface.
    #[serde(deserialize_with = "xml::text")]
    pub network_interface_id: Option<String>,
}
