//! EC2: what a region's network is made of. Every object is kept as its members on the wire, so that describing one is
//! writing it out.
use std::collections::BTreeMap;

use serde_json::Value;

use crate::call::Operation;
use crate::moment::Moment;

mod describe;
mod filter;
mod kind;
mod network;

pub(crate) use kind::Kind;
pub(crate) use network::default_network;

/// What a region has in EC2, by id.
#[derive(Debug, Default)]
pub(crate) struct Ec2 {
    pub(crate) things: BTreeMap<String, Thing>,
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

    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = (&str, &Thing)> {
        self.things.iter().filter(move |(_, thing)| thing.kind == kind).map(|(id, thing)| (id.as_str(), thing))
    }
}

/// What plays the operation of that name.
pub(crate) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        "DescribeVpcs" => |world, call| describe::list(world, call, Kind::Vpc),
        "DescribeSubnets" => |world, call| describe::list(world, call, Kind::Subnet),
        "DescribeInternetGateways" => |world, call| describe::list(world, call, Kind::InternetGateway),
        "DescribeAddresses" => |world, call| describe::list(world, call, Kind::Address),
        "DescribeNatGateways" => |world, call| describe::list(world, call, Kind::NatGateway),
        "DescribeRouteTables" => |world, call| describe::list(world, call, Kind::RouteTable),
        "DescribeSecurityGroups" => |world, call| describe::list(world, call, Kind::SecurityGroup),
        "DescribeNetworkInterfaces" => |world, call| describe::list(world, call, Kind::NetworkInterface),
        "DescribeVolumes" => |world, call| describe::list(world, call, Kind::Volume),
        "DescribeInstances" => describe::instances,
        "DescribeLaunchTemplates" => |world, call| describe::list(world, call, Kind::LaunchTemplate),
        _ => return None,
    })
}
