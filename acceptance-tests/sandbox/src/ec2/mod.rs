//! EC2: what a region's network is made of. Every object is kept as its members on the wire, so that describing one is
//! writing it out.
use std::collections::BTreeMap;

use serde_json::Value;

use crate::call::Operation;
use crate::moment::Moment;

pub(crate) mod cidr;
mod describe;
mod filter;
mod gateway;
mod group;
mod interface;
mod kind;
mod members;
mod nat;
mod network;
mod object;
pub(crate) mod own;
pub(crate) mod place;
mod route;
mod subnet;
mod tag;
mod template;
mod vpc;

pub(crate) use kind::Kind;
pub(crate) use members::MEMBERS;
pub(crate) use nat::happen;
pub(crate) use network::default_network;

/// What a region has in EC2, by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ec2 {
    pub(crate) things: BTreeMap<String, Thing>,
    /// Attributes of VPCs that are not members of it: by id and name.
    attributes: BTreeMap<(String, String), bool>,
    /// Versions of launch templates by id, the first first.
    template_versions: BTreeMap<String, Vec<Value>>,
}

/// An object of EC2.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) kind: Kind,
    /// Its members on the wire, without its tags.
    pub(crate) doc: Value,
    pub(crate) tags: BTreeMap<String, String>,
    /// When every reader knows it.
    pub(crate) known: Moment,
    /// Whether it was there before anyone called.
    pub(crate) default: bool,
}

impl Thing {
    pub(crate) fn text(&self, member: &str) -> &str {
        self.doc.get(member).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Ec2 {
    /// The object of that id, if it is of that kind.
    pub(crate) fn get(&self, kind: Kind, id: &str) -> Option<&Thing> {
        self.things.get(id).filter(|thing| thing.kind == kind)
    }

    /// Whether there is an object of that kind that fits.
    pub(crate) fn any(&self, kind: Kind, fits: impl Fn(&Thing) -> bool) -> bool {
        self.of(kind).any(|(_, thing)| fits(thing))
    }

    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = (&str, &Thing)> {
        self.things.iter().filter(move |(_, thing)| thing.kind == kind).map(|(id, thing)| (id.as_str(), thing))
    }
}

/// What is due in a region's network.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) region: String,
    pub(crate) id: String,
    /// The state it reaches.
    pub(crate) state: &'static str,
}

/// Operations that describe.
pub(crate) const DESCRIBED: &[(&str, Operation)] = &[
    ("DescribeVpcs", |world, call| describe::list(world, call, Kind::Vpc)),
    ("DescribeSubnets", |world, call| describe::list(world, call, Kind::Subnet)),
    ("DescribeInternetGateways", |world, call| describe::list(world, call, Kind::InternetGateway)),
    ("DescribeAddresses", |world, call| describe::list(world, call, Kind::Address)),
    ("DescribeNatGateways", |world, call| describe::list(world, call, Kind::NatGateway)),
    ("DescribeRouteTables", |world, call| describe::list(world, call, Kind::RouteTable)),
    ("DescribeSecurityGroups", |world, call| describe::list(world, call, Kind::SecurityGroup)),
    ("DescribeNetworkInterfaces", |world, call| describe::list(world, call, Kind::NetworkInterface)),
    ("DescribeVolumes", |world, call| describe::list(world, call, Kind::Volume)),
    ("DescribeInstances", describe::instances),
    ("DescribeLaunchTemplates", |world, call| describe::list(world, call, Kind::LaunchTemplate)),
    ("DescribeLaunchTemplateVersions", template::versions),
    ("DescribeVpcAttribute", vpc::attribute),
    ("DescribeTags", tag::list),
    ("DescribeAvailabilityZones", place::zones),
    ("DescribeRegions", place::regions),
    ("DescribeInstanceTypes", place::types),
    ("DescribeInstanceTypeOfferings", place::offerings),
];

/// Operations on what a network is made of.
pub(crate) const NETWORK: &[(&str, Operation)] = &[
    ("CreateVpc", vpc::create),
    ("DeleteVpc", vpc::delete),
    ("ModifyVpcAttribute", vpc::modify),
    ("CreateSubnet", subnet::create),
    ("DeleteSubnet", subnet::delete),
    ("ModifySubnetAttribute", subnet::modify),
    ("CreateInternetGateway", gateway::create),
    ("AttachInternetGateway", gateway::attach),
    ("DetachInternetGateway", gateway::detach),
    ("DeleteInternetGateway", gateway::delete),
    ("AllocateAddress", nat::allocate),
    ("ReleaseAddress", nat::release),
    ("CreateNatGateway", nat::create),
    ("DeleteNatGateway", nat::delete),
    ("CreateRouteTable", route::create),
    ("DeleteRouteTable", route::delete),
    ("CreateRoute", route::create_route),
    ("ReplaceRoute", route::replace_route),
    ("DeleteRoute", route::delete_route),
    ("AssociateRouteTable", route::associate),
    ("DisassociateRouteTable", route::disassociate),
];

/// Operations on what is in a network.
pub(crate) const OTHER: &[(&str, Operation)] = &[
    ("CreateSecurityGroup", group::create),
    ("DeleteSecurityGroup", group::delete),
    ("AuthorizeSecurityGroupIngress", group::authorize),
    ("AuthorizeSecurityGroupEgress", group::authorize),
    ("RevokeSecurityGroupIngress", group::revoke),
    ("RevokeSecurityGroupEgress", group::revoke),
    ("CreateLaunchTemplate", template::create),
    ("CreateLaunchTemplateVersion", template::create_version),
    ("ModifyLaunchTemplate", template::modify),
    ("DeleteLaunchTemplate", template::delete),
    ("CreateNetworkInterface", interface::create),
    ("DetachNetworkInterface", interface::detach),
    ("DeleteNetworkInterface", interface::delete),
    ("CreateVolume", interface::create_volume),
    ("DeleteVolume", interface::delete_volume),
    ("CreateTags", tag::create),
    ("DeleteTags", tag::delete),
];
