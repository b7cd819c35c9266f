//! Network interfaces and volumes: what nodes leave behind.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html> and its neighbours.
use serde_json::{Value, json};

use super::cidr::Cidr;
use super::object::{find, put, remove};
use super::{Ec2, Kind};
use crate::call::{Answered, Call, Refusal};
use crate::world::{ACCOUNT, World};

/// The members of an interface that hangs on nothing.
pub(super) fn shape(ec2: &Ec2, id: &str, subnet: &str, groups: &[String], description: &str) -> Option<Value> {
    let place = u32::try_from(ec2.of(Kind::NetworkInterface).count()).unwrap_or(0) + 10;
    let holder = ec2.get(Kind::Subnet, subnet)?;
    let address = Cidr::parse(holder.text("cidrBlock"))?.nth(place);
    let name = |group: &String| ec2.get(Kind::SecurityGroup, group).map_or("", |group| group.text("groupName"));
    let groups: Vec<Value> = groups.iter().map(|group| json!({ "groupId": group, "groupName": name(group) })).collect();
    Some(json!({
        "networkInterfaceId": id, "subnetId": subnet, "vpcId": holder.text("vpcId"),
        "availabilityZone": holder.text("availabilityZone"), "description": description, "ownerId": ACCOUNT,
        "requesterManaged": false, "status": "available", "macAddress": format!("02:00:00:00:00:{:02x}", place % 256),
        "privateIpAddress": address, "sourceDestCheck": true, "groupSet": groups, "interfaceType": "interface",
        "privateIpAddressesSet": [{ "privateIpAddress": address, "primary": true }],
    }))
}

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let subnet = call.param("SubnetId")?.to_owned();
    find(world, call, Kind::Subnet, &subnet)?;
    let id = world.ids.ec2("eni");
    let description = call.params.get("Description").unwrap_or_default();
    let groups = call.params.list("SecurityGroupId");
    let doc = shape(&world.region(&call.region).ec2, &id, &subnet, &groups, description);
    let doc = doc.ok_or_else(|| super::describe::absent(Kind::Subnet, &subnet))?;
    let shape = put(world, call, Kind::NetworkInterface, &id, doc)?;
    Ok(json!({ "networkInterface": shape }))
}

pub(super) fn detach(world: &mut World, call: &Call) -> Answered {
    let attachment = call.param("AttachmentId")?.to_owned();
    let things = world.region(&call.region).ec2.things.values_mut();
    let mut interfaces = things.filter(|thing| thing.kind == Kind::NetworkInterface);
    let Some(interface) = interfaces.find(|thing| thing.doc["attachment"]["attachmentId"] == *attachment) else {
        let words = format!("The attachment ID '{attachment}' does not exist");
        return Err(Refusal::of(400, "InvalidAttachmentID.NotFound", words));
    };
    if let Some(members) = interface.doc.as_object_mut() {
        members.remove("attachment");
    }
    interface.doc["status"] = "available".into();
    Ok(json!({ "return": true }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("NetworkInterfaceId")?.to_owned();
    if find(world, call, Kind::NetworkInterface, &id)?.text("status") != "available" {
        let words = format!("Network interface '{id}' is currently in use.");
        return Err(Refusal::of(400, "InvalidNetworkInterface.InUse", words));
    }
    remove(world, call, &id);
    Ok(json!({ "return": true }))
}

pub(super) fn delete_volume(world: &mut World, call: &Call) -> Answered {
    let id = call.param("VolumeId")?.to_owned();
    if find(world, call, Kind::Volume, &id)?.text("status") != "available" {
        return Err(Refusal::of(400, "VolumeInUse", format!("Volume {id} is currently attached")));
    }
    remove(world, call, &id);
    Ok(json!({ "return": true }))
}

pub(super) fn create_volume(world: &mut World, call: &Call) -> Answered {
    let zone = call.param("AvailabilityZone")?.to_owned();
    let size: u64 = call.params.get("Size").and_then(|text| text.parse().ok()).unwrap_or(8);
    let id = world.ids.ec2("vol");
    let mut doc = volume_shape(world, &id, &zone, size);
    doc["encrypted"] = call.params.flag("Encrypted").into();
    if let Some(kind) = call.params.get("VolumeType") {
        doc["volumeType"] = kind.into();
    }
    put(world, call, Kind::Volume, &id, doc)
}

pub(super) fn volume_shape(world: &World, id: &str, zone: &str, size: u64) -> Value {
    json!({
        "volumeId": id, "size": size, "availabilityZone": zone, "status": "available", "createTime": world.now.iso(),
        "volumeType": "gp3", "iops": 3000, "throughput": 125, "encrypted": true, "attachmentSet": [], "snapshotId": "",
        "multiAttachEnabled": false,
    })
}
