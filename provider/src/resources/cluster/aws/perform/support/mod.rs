//! Requests about what stands around the cluster. An object is made bare, and what else it needs is an update: so a run
//! that is killed in between leaves nothing that the next look does not see.

use std::collections::BTreeMap;

use kgas_api::aws::ec2::create_launch_template::NewLaunchTemplate;
use kgas_api::aws::ec2::create_nat_gateway::NewNatGateway;
use kgas_api::aws::ec2::create_route_table::NewRouteTable;
use kgas_api::aws::ec2::create_subnet::NewSubnet;
use kgas_api::aws::ec2::{
    Selection, allocate_address, create_internet_gateway, create_launch_template, create_nat_gateway,
    create_route_table, create_subnet, create_vpc, delete_internet_gateway, delete_launch_template, delete_nat_gateway,
    delete_route_table, delete_subnet, delete_vpc, describe_availability_zones, describe_internet_gateways,
    describe_route_tables, detach_internet_gateway, disassociate_route_table, release_address,
};
use kgas_api::aws::iam::create_open_id_connect_provider::NewOpenIdConnectProvider;
use kgas_api::aws::iam::create_role::NewRole;
use kgas_api::aws::iam::{
    create_open_id_connect_provider, create_role, delete_open_id_connect_provider, delete_role, detach_role_policy,
    list_attached_role_policies,
};
use kgas_engine::cluster::{KEY_TAG_KEY, Key, Seen};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;

use super::{token, unsendable};
use crate::resources::cluster::aws::objects::{Object, STS};
use crate::resources::cluster::aws::world::World;
use crate::resources::cluster::aws::{template, trust, zones};

mod update;

pub(super) use update::update;

/// The object as wanted, with its tags and those by which it is found again.
fn wanted<'a>(world: &'a World, key: &Key) -> Result<(&'a Object, BTreeMap<String, String>), CallError> {
    let (object, tags) =
        world.wanted.objects.get(key).ok_or_else(|| unsendable("Create", format!("nothing is known of {key}")))?;
    let mut tags = tags.clone();
    tags.insert(OWNER_TAG_KEY.to_owned(), world.wanted.spec.owner.to_string());
    tags.insert(KEY_TAG_KEY.to_owned(), key.to_string());
    Ok((object, tags))
}

fn id<'a>(seen: &'a Seen, key: &Key) -> Result<&'a str, CallError> {
    seen.support_id(key).ok_or_else(|| unsendable("Create", format!("{key} is not there yet")))
}

pub(super) async fn create(world: &World, seen: &Seen, key: &Key) -> Result<(), CallError> {
    let (object, tags) = wanted(world, key)?;
    match object {
        Object::Vpc { cidr, .. } => {
            zones(world).await?;
            world.call(create_vpc::request(cidr, &tags)).await.map(drop)
        }
        Object::InternetGateway { .. } => world.call(create_internet_gateway::request(&tags)).await.map(drop),
        Object::Subnet { zone, cidr, .. } => {
            let zone = zones(world).await?.into_iter().nth(*zone).unwrap_or_default();
            let vpc_id = id(seen, &Key::from("vpc"))?.to_owned();
            let subnet = NewSubnet { vpc_id, cidr: cidr.clone(), zone, tags };
            world.call(create_subnet::request(&subnet)).await.map(drop)
        }
        Object::ElasticIp => world.call(allocate_address::request(&tags)).await.map(drop),
        Object::NatGateway { subnet, address } => {
            let (subnet_id, allocation_id) = (id(seen, subnet)?.to_owned(), id(seen, address)?.to_owned());
            let client_token = token(world, "create-nat-gateway", &[&subnet_id, &allocation_id]);
            let gateway = NewNatGateway { subnet_id, allocation_id, client_token, tags };
            world.call(create_nat_gateway::request(&gateway)).await.map(drop)
        }
        Object::RouteTable { .. } => {
            let vpc_id = id(seen, &Key::from("vpc"))?.to_owned();
            let client_token = token(world, "create-route-table", &[&vpc_id, &key.0]);
            world.call(create_route_table::request(&NewRouteTable { vpc_id, client_token, tags })).await.map(drop)
        }
        Object::Role { name, service, .. } => {
            let role = NewRole {
                role_name: name.clone(),
                assume_role_policy_document: trust::policy(service),
                description: Some(format!("Made by Terraform for the cluster {}", world.name)),
                tags,
                ..NewRole::default()
            };
            world.call(create_role::request(&role)).await.map(drop)
        }
        Object::OidcProvider { .. } => {
            let issuer = seen.cluster.as_ref().and_then(|cluster| cluster.oidc_issuer.clone()).unwrap_or_default();
            let provider = NewOpenIdConnectProvider {
                url: issuer,
                client_ids: vec![STS.to_owned()],
                thumbprints: Vec::new(),
                tags,
            };
            world.call(create_open_id_connect_provider::request(&provider)).await.map(drop)
        }
        Object::LaunchTemplate { name, disk } => {
            let template = NewLaunchTemplate {
                name: name.clone(),
                client_token: token(world, "create-launch-template", &[name]),
                description: Some(digest(world, key)),
                content: template::content(disk, &tags),
                tags,
            };
            world.call(create_launch_template::request(&template)).await.map(drop)
        }
    }
}

pub(super) async fn delete(world: &World, kind: &str, id: &str) -> Result<(), CallError> {
    match kind {
        "vpc" => world.call(delete_vpc::request(id)).await.map(drop),
        "internet_gateway" => {
            let gateways = world.all(|page| describe_internet_gateways::request(&Selection::id(id), page)).await?;
            for attachment in gateways.iter().flat_map(|gateway| &gateway.attachments) {
                world.call(detach_internet_gateway::request(id, &attachment.vpc_id)).await?;
            }
            world.call(delete_internet_gateway::request(id)).await.map(drop)
        }
        "subnet" => world.call(delete_subnet::request(id)).await.map(drop),
        "elastic_ip" => world.call(release_address::request(id)).await.map(drop),
        "nat_gateway" => world.call(delete_nat_gateway::request(id)).await.map(drop),
        "route_table" => {
            let tables = world.all(|page| describe_route_tables::request(&Selection::id(id), page)).await?;
            for association in tables.iter().flat_map(|table| &table.associations) {
                world.call(disassociate_route_table::request(&association.id)).await?;
            }
            world.call(delete_route_table::request(id)).await.map(drop)
        }
        "role" => {
            let name = id.rsplit('/').next().unwrap_or(id);
            let policies = world.all_of(|page| list_attached_role_policies::request(name, page)).await?;
            for policy in policies {
                world.call(detach_role_policy::request(name, &policy.policy_arn)).await?;
            }
            world.call(delete_role::request(name)).await.map(drop)
        }
        "oidc_provider" => world.call(delete_open_id_connect_provider::request(id)).await.map(drop),
        "launch_template" => world.call(delete_launch_template::request(id)).await.map(drop),
        other => Err(unsendable("Delete", format!("nothing is known of a {other}"))),
    }
}

/// The region's zones that the network can be made in: as many as it needs, or an error before anything is made.
async fn zones(world: &World) -> Result<Vec<String>, CallError> {
    let known = world.remembered().zones.clone();
    let zones = if let Some(zones) = known {
        zones
    } else {
        let found = world.call(describe_availability_zones::request(&Selection::default())).await?.items;
        let found = zones::usable(found);
        world.remembered().zones = Some(found.clone());
        found
    };
    let (needed, there) = (zones::needed(&world.wanted.objects), zones.len());
    if needed > there {
        let names = zones.join(", ");
        let text =
            format!("`network.create.zones` is {needed}, and EKS can be had in {there} of the region's zones: {names}");
        return Err(unsendable("CreateSubnet", text));
    }
    Ok(zones)
}

/// What a launch template's version says of itself: the digest that the spec wants.
fn digest(world: &World, key: &Key) -> String {
    let support = world.wanted.spec.support.iter().find(|support| support.key == *key);
    support.map(|support| support.digest.clone()).unwrap_or_default()
}
