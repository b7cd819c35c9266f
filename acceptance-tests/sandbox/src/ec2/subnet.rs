//! Subnets. Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html> and its neighbours.
use serde_json::json;

use super::cidr::Cidr;
use super::network::{subnet_shape, zones};
use super::object::{find, invalid, put, remove, violation};
use super::{Ec2, Kind};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let (vpc, cidr) = (call.param("VpcId")?.to_owned(), call.param("CidrBlock")?.to_owned());
    let whole = Cidr::parse(find(world, call, Kind::Vpc, &vpc)?.text("cidrBlock"));
    let range = Cidr::parse(&cidr)
        .filter(|range| range.length() <= 28 && whole.is_some_and(|whole| whole.contains(*range)))
        .ok_or_else(|| Refusal::of(400, "InvalidSubnet.Range", format!("The CIDR '{cidr}' is invalid.")))?;
    let zones: Vec<String> = zones(&call.region).iter().map(|letter| format!("{}{letter}", call.region)).collect();
    let zone = match call.params.get("AvailabilityZone") {
        None => zones[0].clone(),
        Some(zone) if zones.iter().any(|known| known == zone) => zone.to_owned(),
        Some(zone) => return Err(invalid(format!("Value ({zone}) for parameter availabilityZone is invalid."))),
    };
    let taken = |ec2: &Ec2| {
        ec2.of(Kind::Subnet).any(|(_, other)| {
            other.text("vpcId") == vpc
                && Cidr::parse(other.text("cidrBlock")).is_some_and(|other| other.overlaps(range))
        })
    };
    if taken(&world.region(&call.region).ec2) {
        let words = format!("The CIDR '{cidr}' conflicts with another subnet");
        return Err(Refusal::of(400, "InvalidSubnet.Conflict", words));
    }
    let id = world.ids.ec2("subnet");
    let shape = put(world, call, Kind::Subnet, &id, subnet_shape(&id, &vpc, &cidr, &zone, range.free(), false))?;
    Ok(json!({ "subnet": shape }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("SubnetId")?.to_owned();
    find(world, call, Kind::Subnet, &id)?;
    let holds = |thing: &super::Thing| match thing.kind {
        Kind::NetworkInterface | Kind::Instance => thing.text("subnetId") == id,
        Kind::NatGateway => thing.text("subnetId") == id && thing.text("state") != "deleted",
        _ => false,
    };
    if world.region(&call.region).ec2.things.values().any(holds) {
        return Err(violation(format!("The subnet '{id}' has dependencies and cannot be deleted.")));
    }
    super::route::forget_subnet(&mut world.region(&call.region).ec2, &id);
    remove(world, call, &id);
    Ok(json!({ "return": true }))
}

/// `ModifySubnetAttribute`: one attribute a call.
pub(super) fn modify(world: &mut World, call: &Call) -> Answered {
    let id = call.param("SubnetId")?.to_owned();
    let attributes = [
        ("MapPublicIpOnLaunch", "mapPublicIpOnLaunch"),
        ("AssignIpv6AddressOnCreation", "assignIpv6AddressOnCreation"),
        ("EnableDns64", "enableDns64"),
    ];
    let value = |(name, member): &(&str, &'static str)| {
        call.params.get(&format!("{name}.Value")).map(|value| (*member, value == "true"))
    };
    let asked: Vec<(&str, bool)> = attributes.iter().filter_map(value).collect();
    let [(member, on)] = asked.as_slice() else {
        return Err(Refusal::of(400, "InvalidParameterCombination", "Fields for multiple attribute types specified"));
    };
    find(world, call, Kind::Subnet, &id)?.doc[*member] = (*on).into();
    Ok(json!({ "return": true }))
}
