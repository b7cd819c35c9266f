//! A route table as EC2 shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::query::Form;
use crate::aws::xml;

/// Where a subnet's packets go.
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RouteTable.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteTable {
    /// Its id.
    pub route_table_id: String,
    /// Its VPC.
    #[serde(default, deserialize_with = "xml::text")]
    pub vpc_id: Option<String>,
    /// Whose packets.
    #[serde(default, rename = "associationSet", deserialize_with = "xml::list")]
    pub associations: Vec<RouteTableAssociation>,
    /// Where to.
    #[serde(default, rename = "routeSet", deserialize_with = "xml::list")]
    pub routes: Vec<Route>,
    /// Its tags.
    #[serde(default, rename = "tagSet", deserialize_with = "xml::tags")]
    pub tags: BTreeMap<String, String>,
}

/// Whose packets a route table is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RouteTableAssociation {
    /// The association's id.
    #[serde(rename = "routeTableAssociationId")]
    pub id: String,
    /// The subnet; `None` if it is the VPC's main table.
    #[serde(deserialize_with = "xml::text")]
    pub subnet_id: Option<String>,
    /// Whether it is for every subnet that has no table of its own.
    pub main: Option<bool>,
    /// Whether it holds.
    pub association_state: AssociationState,
}

/// Whether an association holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AssociationState {
    /// `associated` if it does.
    #[serde(deserialize_with = "xml::text")]
    pub state: Option<String>,
}

/// A route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Route {
    /// Destination in IPv4.
    #[serde(deserialize_with = "xml::text")]
    pub destination_cidr_block: Option<String>,
    /// Destination in IPv6.
    #[serde(deserialize_with = "xml::text")]
    pub destination_ipv6_cidr_block: Option<String>,
    /// To an internet gateway, or `local`.
    #[serde(deserialize_with = "xml::text")]
    pub gateway_id: Option<String>,
    /// To a NAT gateway.
    #[serde(deserialize_with = "xml::text")]
    pub nat_gateway_id: Option<String>,
    /// Whether its target is there.
    pub state: Option<RouteState>,
}

open_enum! {
    /// Whether a route's target is there.
    RouteState {
        Active = "active",
        /// It is not: packets are lost.
        Blackhole = "blackhole",
        Filtered = "filtered",
    }
}

/// Where a new route leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteTarget {
    /// To an internet gateway.
    InternetGateway(String),
    /// To a NAT gateway.
    NatGateway(String),
}

impl RouteTarget {
    /// The form of an operation that makes a route of `table` lead here.
    pub(super) fn form(&self, operation: &'static str, table: &str, destination_cidr: &str) -> Form {
        let (parameter, id) = match self {
            Self::InternetGateway(id) => ("GatewayId", id),
            Self::NatGateway(id) => ("NatGatewayId", id),
        };
        super::form(operation)
            .with("RouteTableId", table)
            .with("DestinationCidrBlock", destination_cidr)
            .with(parameter, id)
    }
}
