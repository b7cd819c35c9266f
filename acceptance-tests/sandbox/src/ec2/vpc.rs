//! VPCs. Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html> and its neighbours.
use serde_json::json;

use super::cidr::Cidr;
use super::object::{find, invalid, put, remove, violation};
use super::{Ec2, Kind, network};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let cidr = call.param("CidrBlock")?.to_owned();
    if Cidr::parse(&cidr).is_none_or(|range| !(16..=28).contains(&range.length())) {
        return Err(Refusal::of(400, "InvalidVpc.Range", format!("The CIDR '{cidr}' is invalid.")));
    }
    let id = world.ids.ec2("vpc");
    let mut doc = network::vpc_shape(&id, &cidr, false);
    doc["state"] = "pending".into();
    let shape = put(world, call, Kind::Vpc, &id, doc)?;
    let (table, association, group) = (world.ids.ec2("rtb"), world.ids.ec2("rtbassoc"), world.ids.ec2("sg"));
    // What comes with a VPC carries no tags of the call.
    let now = world.now.after(world.timing.ec2_lag);
    let mut own = |kind, id: &str, doc| {
        super::object::put_own(world, &call.region, kind, id, doc, std::collections::BTreeMap::new(), now);
    };
    own(Kind::RouteTable, &table, network::route_table_shape(&table, &id, &cidr, Some(&association)));
    own(
        Kind::SecurityGroup,
        &group,
        network::security_group_shape(&group, &id, "default", "default VPC security group"),
    );
    if let Some(vpc) = world.region(&call.region).ec2.things.get_mut(&id) {
        vpc.doc["state"] = "available".into();
    }
    Ok(json!({ "vpc": shape }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("VpcId")?.to_owned();
    find(world, call, Kind::Vpc, &id)?;
    let ec2 = &world.region(&call.region).ec2;
    if blocked(ec2, &id) {
        return Err(violation(format!("The vpc '{id}' has dependencies and cannot be deleted.")));
    }
    let with_it: Vec<String> =
        ec2.things.iter().filter(|(_, thing)| thing.text("vpcId") == id).map(|(id, _)| id.clone()).collect();
    for id in with_it {
        remove(world, call, &id);
    }
    Ok(json!({ "return": true }))
}

/// Whether anything is in a VPC but what it came with: its main route table and its default group.
fn blocked(ec2: &Ec2, vpc: &str) -> bool {
    ec2.things.values().any(|thing| match thing.kind {
        Kind::Vpc => false,
        Kind::RouteTable => thing.text("vpcId") == vpc && !super::route::is_main(thing),
        Kind::SecurityGroup => thing.text("vpcId") == vpc && thing.text("groupName") != "default",
        Kind::NatGateway => thing.text("vpcId") == vpc && thing.text("state") != "deleted",
        Kind::InternetGateway => thing.doc["attachmentSet"][0]["vpcId"] == *vpc,
        _ => thing.text("vpcId") == vpc,
    })
}

/// `ModifyVpcAttribute`: one attribute a call.
pub(super) fn modify(world: &mut World, call: &Call) -> Answered {
    let id = call.param("VpcId")?.to_owned();
    let attributes = ["EnableDnsSupport", "EnableDnsHostnames", "EnableNetworkAddressUsageMetrics"];
    let value = |name: &&'static str| call.params.get(&format!("{name}.Value")).map(|value| (*name, value == "true"));
    let asked: Vec<(&'static str, bool)> = attributes.iter().filter_map(value).collect();
    let [(name, on)] = asked.as_slice() else {
        return Err(Refusal::of(400, "InvalidParameterCombination", "Fields for multiple attribute types specified"));
    };
    let (name, on) = ((*name).to_owned(), *on);
    find(world, call, Kind::Vpc, &id)?;
    world.region(&call.region).ec2.attributes.insert((id, name), on);
    Ok(json!({ "return": true }))
}

pub(super) fn attribute(world: &mut World, call: &Call) -> Answered {
    let (id, asked) = (call.param("VpcId")?.to_owned(), call.param("Attribute")?.to_owned());
    let (name, otherwise) = match asked.as_str() {
        "enableDnsSupport" => ("EnableDnsSupport", true),
        "enableDnsHostnames" => ("EnableDnsHostnames", false),
        "enableNetworkAddressUsageMetrics" => ("EnableNetworkAddressUsageMetrics", false),
        other => return Err(invalid(format!("Value ({other}) for parameter attribute is invalid."))),
    };
    let default = find(world, call, Kind::Vpc, &id)?.default && name == "EnableDnsHostnames";
    let set = world.region(&call.region).ec2.attributes.get(&(id.clone(), name.to_owned())).copied();
    let on = set.unwrap_or(otherwise || default);
    Ok(json!({ "vpcId": id, asked: { "value": on } }))
}
