//! Internet gateways.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateInternetGateway.html> and its neighbours.
use serde_json::json;

use super::Kind;
use super::object::{find, put, remove, violation};
use crate::call::{Answered, Call, Refusal};
use crate::world::{ACCOUNT, World};

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let id = world.ids.ec2("igw");
    let doc = json!({ "internetGatewayId": id, "ownerId": ACCOUNT, "attachmentSet": [] });
    Ok(json!({ "internetGateway": put(world, call, Kind::InternetGateway, &id, doc)? }))
}

pub(super) fn attach(world: &mut World, call: &Call) -> Answered {
    let (id, vpc) = (call.param("InternetGatewayId")?.to_owned(), call.param("VpcId")?.to_owned());
    find(world, call, Kind::Vpc, &vpc)?;
    let attached = find(world, call, Kind::InternetGateway, &id)?.doc["attachmentSet"][0]["vpcId"].clone();
    if !attached.is_null() {
        return Err(Refusal::of(
            400,
            "Resource.AlreadyAssociated",
            format!("resource {id} is already attached to network {attached}"),
        ));
    }
    if world.region(&call.region).ec2.any(Kind::InternetGateway, |other| other.doc["attachmentSet"][0]["vpcId"] == *vpc)
    {
        let words = format!("Network {vpc} already has an internet gateway attached");
        return Err(Refusal::of(400, "InvalidParameterValue", words));
    }
    find(world, call, Kind::InternetGateway, &id)?.doc["attachmentSet"] =
        json!([{ "vpcId": vpc, "state": "available" }]);
    Ok(json!({ "return": true }))
}

pub(super) fn detach(world: &mut World, call: &Call) -> Answered {
    let (id, vpc) = (call.param("InternetGatewayId")?.to_owned(), call.param("VpcId")?.to_owned());
    if find(world, call, Kind::InternetGateway, &id)?.doc["attachmentSet"][0]["vpcId"] != *vpc {
        let words = format!("resource {id} is not attached to network {vpc}");
        return Err(Refusal::of(400, "Gateway.NotAttached", words));
    }
    if world
        .region(&call.region)
        .ec2
        .any(Kind::NatGateway, |nat| nat.text("vpcId") == vpc && nat.text("state") != "deleted")
    {
        let words = format!(
            "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
        );
        return Err(violation(words));
    }
    find(world, call, Kind::InternetGateway, &id)?.doc["attachmentSet"] = json!([]);
    Ok(json!({ "return": true }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("InternetGatewayId")?.to_owned();
    if !find(world, call, Kind::InternetGateway, &id)?.doc["attachmentSet"][0].is_null() {
        return Err(violation(format!("The internetGateway '{id}' has dependencies and cannot be deleted.")));
    }
    remove(world, call, &id);
    Ok(json!({ "return": true }))
}
