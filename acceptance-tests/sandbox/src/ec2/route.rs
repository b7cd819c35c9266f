//! Route tables, their routes and their subnets.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html> and its neighbours.
use serde_json::{Value, json};

use super::network::route_table_shape;
use super::object::{find, invalid, put, remove, violation};
use super::{Ec2, Kind, Thing};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

/// Whether a table is the main one of its VPC.
pub(super) fn is_main(table: &Thing) -> bool {
    associations(table).iter().any(|association| association["main"] == true)
}

fn associations(table: &Thing) -> Vec<Value> {
    table.doc["associationSet"].as_array().cloned().unwrap_or_default()
}

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let vpc = call.param("VpcId")?.to_owned();
    let cidr = find(world, call, Kind::Vpc, &vpc)?.text("cidrBlock").to_owned();
    let id = world.ids.ec2("rtb");
    let shape = put(world, call, Kind::RouteTable, &id, route_table_shape(&id, &vpc, &cidr, None))?;
    Ok(json!({ "routeTable": shape }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let id = call.param("RouteTableId")?.to_owned();
    if !associations(find(world, call, Kind::RouteTable, &id)?).is_empty() {
        return Err(violation(format!("The routeTable '{id}' has dependencies and cannot be deleted.")));
    }
    remove(world, call, &id);
    Ok(json!({ "return": true }))
}

/// The route of a call, and where its target is said.
fn route(world: &mut World, call: &Call) -> Result<Value, Refusal> {
    let destination = call.param("DestinationCidrBlock")?;
    if super::cidr::Cidr::parse(destination).is_none() {
        return Err(invalid(format!("Value ({destination}) for parameter destinationCidrBlock is invalid.")));
    }
    let mut route = json!({ "destinationCidrBlock": destination, "state": "active", "origin": "CreateRoute" });
    let targets = [
        ("GatewayId", "gatewayId", Kind::InternetGateway),
        ("NatGatewayId", "natGatewayId", Kind::NatGateway),
        ("NetworkInterfaceId", "networkInterfaceId", Kind::NetworkInterface),
    ];
    for (parameter, member, kind) in targets {
        if let Some(id) = call.params.get(parameter) {
            find(world, call, kind, id)?;
            route[member] = id.into();
            return Ok(route);
        }
    }
    Err(Refusal::of(400, "MissingParameter", "The request must contain exactly one target of the route"))
}

fn routes<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Vec<Value>, Refusal> {
    let id = call.param("RouteTableId")?;
    let table = find(world, call, Kind::RouteTable, id)?;
    table.doc["routeSet"].as_array_mut().ok_or_else(|| invalid("The route table has no routes."))
}

pub(super) fn create_route(world: &mut World, call: &Call) -> Answered {
    let route = route(world, call)?;
    let routes = routes(world, call)?;
    if routes.iter().any(|other| other["destinationCidrBlock"] == route["destinationCidrBlock"]) {
        let words = format!("The route identified by {} already exists.", route["destinationCidrBlock"]);
        return Err(Refusal::of(400, "RouteAlreadyExists", words));
    }
    routes.push(route);
    Ok(json!({ "return": true }))
}

fn no_route(call: &Call) -> Refusal {
    let (table, destination) = (call.params.get("RouteTableId"), call.params.get("DestinationCidrBlock"));
    let words = format!(
        "no route with destination-cidr-block {} in route table {}",
        destination.unwrap_or_default(),
        table.unwrap_or_default()
    );
    Refusal::of(400, "InvalidRoute.NotFound", words)
}

pub(super) fn replace_route(world: &mut World, call: &Call) -> Answered {
    let route = route(world, call)?;
    let routes = routes(world, call)?;
    let old = routes.iter_mut().find(|other| other["destinationCidrBlock"] == route["destinationCidrBlock"]);
    *old.ok_or_else(|| no_route(call))? = route;
    Ok(json!({ "return": true }))
}

pub(super) fn delete_route(world: &mut World, call: &Call) -> Answered {
    let destination = call.param("DestinationCidrBlock")?;
    let routes = routes(world, call)?;
    let place =
        routes.iter().position(|route| route["destinationCidrBlock"] == *destination && route["gatewayId"] != "local");
    routes.remove(place.ok_or_else(|| no_route(call))?);
    Ok(json!({ "return": true }))
}

pub(super) fn associate(world: &mut World, call: &Call) -> Answered {
    let (table, subnet) = (call.param("RouteTableId")?.to_owned(), call.param("SubnetId")?.to_owned());
    find(world, call, Kind::Subnet, &subnet)?;
    find(world, call, Kind::RouteTable, &table)?;
    let ec2 = &world.region(&call.region).ec2;
    let existing = ec2.of(Kind::RouteTable).flat_map(|(_, table)| associations(table));
    if let Some(other) = existing.into_iter().find(|association| association["subnetId"] == *subnet) {
        if other["routeTableId"] == *table {
            return Ok(
                json!({ "associationId": other["routeTableAssociationId"], "associationState": { "state": "associated" } }),
            );
        }
        let words = format!("the specified association for route table {table} conflicts with an existing association");
        return Err(Refusal::of(400, "Resource.AlreadyAssociated", words));
    }
    let id = world.ids.ec2("rtbassoc");
    let association = json!({
        "routeTableAssociationId": id, "routeTableId": table, "subnetId": subnet, "main": false,
        "associationState": { "state": "associated" },
    });
    if let Some(list) = find(world, call, Kind::RouteTable, &table)?.doc["associationSet"].as_array_mut() {
        list.push(association);
    }
    Ok(json!({ "associationId": id, "associationState": { "state": "associated" } }))
}

pub(super) fn disassociate(world: &mut World, call: &Call) -> Answered {
    let id = call.param("AssociationId")?.to_owned();
    let ec2 = &mut world.region(&call.region).ec2;
    let is = |association: &Value| association["routeTableAssociationId"] == *id && association["main"] != true;
    if !forget(ec2, is) {
        let words = format!("The association ID '{id}' does not exist");
        return Err(Refusal::of(400, "InvalidAssociationID.NotFound", words));
    }
    Ok(json!({ "return": true }))
}

/// The subnet is gone, and with it its association.
pub(super) fn forget_subnet(ec2: &mut Ec2, subnet: &str) {
    forget(ec2, |association| association["subnetId"] == *subnet);
}

/// Takes away the associations that `is` says; whether there was one.
fn forget(ec2: &mut Ec2, is: impl Fn(&Value) -> bool) -> bool {
    let mut found = false;
    for table in ec2.things.values_mut().filter(|thing| thing.kind == Kind::RouteTable) {
        if let Some(list) = table.doc["associationSet"].as_array_mut() {
            let before = list.len();
            list.retain(|association| !is(association));
            found |= list.len() < before;
        }
    }
    found
}
