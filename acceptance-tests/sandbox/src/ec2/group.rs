//! Security groups and their rules.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html> and its neighbours.
use serde_json::{Value, json};

use super::network::security_group_shape;
use super::object::{find, put, remove, violation};
use super::{Kind, Thing};
use crate::call::{Answered, Call, Refusal};
use crate::params::Params;
use crate::world::{ACCOUNT, World};

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let (name, vpc) = (call.param("GroupName")?.to_owned(), call.param("VpcId")?.to_owned());
    let description = call.param("GroupDescription")?.to_owned();
    find(world, call, Kind::Vpc, &vpc)?;
    if world
        .region(&call.region)
        .ec2
        .any(Kind::SecurityGroup, |other| other.text("vpcId") == vpc && other.text("groupName") == name)
    {
        let words = format!("The security group '{name}' already exists for VPC '{vpc}'");
        return Err(Refusal::of(400, "InvalidGroup.Duplicate", words));
    }
    let id = world.ids.ec2("sg");
    let shape = put(world, call, Kind::SecurityGroup, &id, security_group_shape(&id, &vpc, &name, &description))?;
    let arn = format!("arn:aws:ec2:{}:{ACCOUNT}:security-group/{id}", call.region);
    Ok(json!({ "groupId": id, "tagSet": shape["tagSet"], "securityGroupArn": arn }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("GroupId")?.to_owned();
    if find(world, call, Kind::SecurityGroup, &id)?.text("groupName") == "default" {
        return Err(Refusal::of(
            400,
            "CannotDelete",
            format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user"),
        ));
    }
    let ec2 = &world.region(&call.region).ec2;
    let uses = |(other, thing): (&String, &Thing)| *other != id && thing.doc.to_string().contains(&format!("\"{id}\""));
    if ec2.things.iter().any(uses) {
        return Err(violation(format!("resource {id} has a dependent object")));
    }
    remove(world, call, &id);
    Ok(json!({ "return": true, "groupId": id }))
}

/// One permission of a call, on the wire.
fn permission(asked: &Params) -> Value {
    let mut shape = json!({
        "ipProtocol": asked.get("IpProtocol").unwrap_or("-1"),
        "ipRanges": ranges(asked, "IpRanges", "CidrIp", "cidrIp"),
        "ipv6Ranges": ranges(asked, "Ipv6Ranges", "CidrIpv6", "cidrIpv6"),
        "prefixListIds": [],
        "groups": asked.items("Groups").iter().filter_map(|group| {
            Some(json!({ "groupId": group.get("GroupId")?, "userId": ACCOUNT }))
        }).collect::<Value>(),
    });
    for (parameter, member) in [("FromPort", "fromPort"), ("ToPort", "toPort")] {
        if let Some(port) = asked.get(parameter).and_then(|text| text.parse::<i64>().ok()) {
            shape[member] = port.into();
        }
    }
    shape
}

fn ranges(asked: &Params, list: &str, parameter: &str, member: &str) -> Value {
    asked.items(list).iter().filter_map(|range| Some(json!({ member: range.get(parameter)? }))).collect()
}

/// The list that the operation's name is about.
fn side(call: &Call) -> &'static str {
    if call.operation.ends_with("Egress") { "ipPermissionsEgress" } else { "ipPermissions" }
}

pub(super) fn authorize(world: &mut World, call: &Call) -> Answered {
    let id = call.param("GroupId")?.to_owned();
    let asked: Vec<Value> = call.params.items("IpPermissions").iter().map(permission).collect();
    let group = find(world, call, Kind::SecurityGroup, &id)?;
    let rules = group.doc[side(call)].as_array_mut();
    let rules = rules.ok_or_else(|| super::object::invalid("The group has no rules."))?;
    if asked.iter().any(|rule| rules.contains(rule)) {
        return Err(Refusal::of(400, "InvalidPermission.Duplicate", "the specified rule already exists"));
    }
    rules.extend(asked);
    Ok(json!({ "return": true }))
}

pub(super) fn revoke(world: &mut World, call: &Call) -> Answered {
    let id = call.param("GroupId")?.to_owned();
    let asked: Vec<Value> = call.params.items("IpPermissions").iter().map(permission).collect();
    let group = find(world, call, Kind::SecurityGroup, &id)?;
    let rules = group.doc[side(call)].as_array_mut();
    let rules = rules.ok_or_else(|| super::object::invalid("The group has no rules."))?;
    if !asked.iter().all(|rule| rules.contains(rule)) {
        return Err(Refusal::of(
            400,
            "InvalidPermission.NotFound",
            "The specified rule does not exist in this security group.",
        ));
    }
    rules.retain(|rule| !asked.contains(rule));
    Ok(json!({ "return": true }))
}
