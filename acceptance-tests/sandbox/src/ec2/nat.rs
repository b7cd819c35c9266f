//! NAT gateways and the addresses they take.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html> and its neighbours.
use std::time::Duration;

use serde_json::json;

use super::object::{find, put, remove};
use super::{Due, Kind};
use crate::call::{Answered, Call, Refusal};
use crate::event::Event;
use crate::world::World;

/// How long a deleted gateway is still described.
const REMEMBERED: Duration = Duration::from_hours(1);

pub(super) fn allocate(world: &mut World, call: &Call) -> Answered {
    let id = world.ids.ec2("eipalloc");
    let number = crate::ids::mix(id.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31) + u64::from(byte)));
    let address = format!("198.51.{}.{}", 100 + number % 8, (number >> 8) % 254 + 1);
    let doc = json!({
        "allocationId": id, "publicIp": address, "domain": "vpc", "publicIpv4Pool": "amazon",
        "networkBorderGroup": call.region,
    });
    put(world, call, Kind::Address, &id, doc.clone())?;
    Ok(doc)
}

pub(super) fn release(world: &mut World, call: &Call) -> Answered {
    let id = call.param("AllocationId")?.to_owned();
    if find(world, call, Kind::Address, &id)?.doc.get("associationId").is_some() {
        let words = format!("Address with allocation id {id} is in use.");
        return Err(Refusal::of(400, "InvalidIPAddress.InUse", words));
    }
    remove(world, call, &id);
    Ok(json!({ "return": true }))
}

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let subnet = call.param("SubnetId")?.to_owned();
    let vpc = find(world, call, Kind::Subnet, &subnet)?.text("vpcId").to_owned();
    let public = call.params.get("ConnectivityType").unwrap_or("public") == "public";
    let id = world.ids.ec2("nat");
    let mut addresses = json!([]);
    if public {
        let allocation = call.param("AllocationId")?.to_owned();
        let association = world.ids.ec2("eipassoc");
        let address = find(world, call, Kind::Address, &allocation)?;
        if address.doc.get("associationId").is_some() {
            let words = format!("elastic-ip {allocation} is already associated.");
            return Err(Refusal::of(400, "Resource.AlreadyAssociated", words));
        }
        address.doc["associationId"] = association.into();
        addresses = json!([{ "allocationId": allocation, "publicIp": address.doc["publicIp"] }]);
    }
    let doc = json!({
        "natGatewayId": id, "subnetId": subnet, "vpcId": vpc, "state": "pending", "createTime": world.now.iso(),
        "connectivityType": if public { "public" } else { "private" }, "natGatewayAddressSet": addresses,
    });
    let shape = put(world, call, Kind::NatGateway, &id, doc)?;
    reaches(world, call, &id, "available", Duration::ZERO);
    Ok(json!({ "natGateway": shape }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("NatGatewayId")?.to_owned();
    let nat = find(world, call, Kind::NatGateway, &id)?;
    if ["deleting", "deleted"].contains(&nat.text("state")) {
        return Ok(json!({ "natGatewayId": id }));
    }
    nat.doc["state"] = "deleting".into();
    reaches(world, call, &id, "deleted", Duration::ZERO);
    reaches(world, call, &id, "", REMEMBERED);
    world.tokens.forget(&id);
    Ok(json!({ "natGatewayId": id }))
}

/// The gateway is in that state after its usual time and `more`; the state without a name is being forgotten.
fn reaches(world: &mut World, call: &Call, id: &str, state: &'static str, more: Duration) {
    let due = Due { region: call.region.clone(), id: id.to_owned(), state };
    world.later(world.timing.nat_gateway + more, Event::Ec2(due));
}

/// A gateway reaches its next state; a deleted one gives its address back.
pub(crate) fn happen(world: &mut World, due: &Due) {
    let now = world.now;
    let ec2 = &mut world.region(&due.region).ec2;
    let Some(nat) = ec2.things.get_mut(&due.id) else { return };
    if due.state.is_empty() {
        ec2.things.remove(&due.id);
        return;
    }
    if due.state == "available" && nat.text("state") != "pending" {
        return;
    }
    nat.doc["state"] = due.state.into();
    if due.state == "deleted" {
        nat.doc["deleteTime"] = now.iso().into();
    }
    let ec2 = &mut world.region(&due.region).ec2;
    let allocation = ec2.things.get(&due.id).map(|nat| nat.doc["natGatewayAddressSet"][0]["allocationId"].clone());
    let allocation = allocation.as_ref().and_then(|id| id.as_str()).unwrap_or_default();
    if let Some(address) = ec2.things.get_mut(allocation).filter(|_| due.state == "deleted") {
        address.doc["associationId"] = serde_json::Value::Null;
        address.doc = crate::eks::present(address.doc.take());
    }
}
