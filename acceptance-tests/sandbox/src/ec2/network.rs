//! The default network every region of a new account has.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Ec2, Kind, Thing};
use crate::ids::Ids;
use crate::moment::Moment;
use crate::world::ACCOUNT;

/// Letters of a region's availability zones.
pub(crate) fn zones(region: &str) -> &'static [&'static str] {
    if region == "us-east-1" { &["a", "b", "c", "d", "e", "f"] } else { &["a", "b", "c"] }
}

/// Puts the default VPC, its subnets, gateway, route table and security group into a region.
pub(crate) fn default_network(ec2: &mut Ec2, ids: &mut Ids, region: &str, now: Moment) {
    let vpc = ids.ec2(Kind::Vpc.names().prefix);
    let mut put = |kind, id: &str, doc| {
        let thing = Thing { kind, doc, tags: BTreeMap::new(), known: now, default: true };
        ec2.things.insert(id.to_owned(), thing);
    };
    put(Kind::Vpc, &vpc, vpc_shape(&vpc, "172.31.0.0/16", true));
    for (nth, zone) in zones(region).iter().enumerate() {
        let id = ids.ec2(Kind::Subnet.names().prefix);
        let cidr = format!("172.31.{}.0/20", nth * 16);
        put(Kind::Subnet, &id, subnet_shape(&id, &vpc, &cidr, &format!("{region}{zone}"), 4091, true));
    }
    let gateway = ids.ec2(Kind::InternetGateway.names().prefix);
    let attached = json!([{ "vpcId": vpc, "state": "available" }]);
    put(
        Kind::InternetGateway,
        &gateway,
        json!({ "internetGatewayId": gateway, "ownerId": ACCOUNT, "attachmentSet": attached }),
    );
    let table = ids.ec2(Kind::RouteTable.names().prefix);
    let mut doc = route_table_shape(&table, &vpc, "172.31.0.0/16", Some(&ids.ec2("rtbassoc")));
    if let Some(routes) = doc["routeSet"].as_array_mut() {
        routes.push(json!({
            "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway, "state": "active", "origin": "CreateRoute",
        }));
    }
    put(Kind::RouteTable, &table, doc);
    let group = ids.ec2(Kind::SecurityGroup.names().prefix);
    put(Kind::SecurityGroup, &group, security_group_shape(&group, &vpc, "default", "default VPC security group"));
}

pub(crate) fn vpc_shape(id: &str, cidr: &str, default: bool) -> Value {
    let block = json!({
        "cidrBlock": cidr,
        "associationId": id.replace("vpc-", "vpc-cidr-assoc-"),
        "cidrBlockState": { "state": "associated" },
    });
    json!({
        "vpcId": id, "ownerId": ACCOUNT, "state": "available", "cidrBlock": cidr, "cidrBlockAssociationSet": [block],
        "dhcpOptionsId": "dopt-0sandbox", "instanceTenancy": "default", "isDefault": default,
    })
}

pub(crate) fn subnet_shape(id: &str, vpc: &str, cidr: &str, zone: &str, free: u64, default: bool) -> Value {
    let arn = format!("arn:aws:ec2:{}:{ACCOUNT}:subnet/{id}", &zone[..zone.len() - 1]);
    json!({
        "subnetId": id, "subnetArn": arn, "vpcId": vpc, "ownerId": ACCOUNT, "state": "available", "cidrBlock": cidr,
        "availabilityZone": zone, "availabilityZoneId": zone_id(zone), "availableIpAddressCount": free,
        "defaultForAz": default, "mapPublicIpOnLaunch": default, "assignIpv6AddressOnCreation": false,
    })
}

/// `eu-west-1a` is `euw1-az1`.
pub(crate) fn zone_id(zone: &str) -> String {
    let (region, letter) = zone.split_at(zone.len() - 1);
    let mut parts = region.split('-');
    let place = parts.next().unwrap_or_default();
    let short: String = parts.map(|part| part.chars().next().unwrap_or_default()).collect();
    let number = letter.bytes().next().map_or(0, |byte| u32::from(byte.saturating_sub(b'a')) + 1);
    format!("{place}{short}-az{number}")
}

pub(crate) fn route_table_shape(id: &str, vpc: &str, cidr: &str, main: Option<&str>) -> Value {
    let local = json!({
        "destinationCidrBlock": cidr, "gatewayId": "local", "state": "active", "origin": "CreateRouteTable",
    });
    let associations: Vec<Value> = main
        .map(|association| {
            json!({
                "routeTableAssociationId": association, "routeTableId": id, "main": true,
                "associationState": { "state": "associated" },
            })
        })
        .into_iter()
        .collect();
    json!({
        "routeTableId": id, "vpcId": vpc, "ownerId": ACCOUNT, "routeSet": [local], "associationSet": associations,
        "propagatingVgwSet": [],
    })
}

pub(crate) fn security_group_shape(id: &str, vpc: &str, name: &str, description: &str) -> Value {
    let anywhere = json!([{ "cidrIp": "0.0.0.0/0" }]);
    json!({
        "groupId": id, "vpcId": vpc, "ownerId": ACCOUNT, "groupName": name, "groupDescription": description,
        "ipPermissions": [],
        "ipPermissionsEgress": [
            { "ipProtocol": "-1", "ipRanges": anywhere, "groups": [], "ipv6Ranges": [], "prefixListIds": [] }
        ],
    })
}
