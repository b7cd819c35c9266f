//! Bringing an object to what is wanted, whatever part of it is missing.

use std::collections::{BTreeMap, BTreeSet};

use kgas_api::aws::ec2::{
    Route, RouteTarget, Selection, VpcAttribute, associate_route_table, attach_internet_gateway,
    create_launch_template_version, create_route, create_tags, delete_route, delete_tags, describe_internet_gateways,
    describe_route_tables, disassociate_route_table, modify_subnet_attribute, modify_vpc_attribute, replace_route,
};
use kgas_api::aws::iam::{
    add_client_id_to_open_id_connect_provider, attach_role_policy, get_open_id_connect_provider, get_role,
    list_attached_role_policies, tag_open_id_connect_provider, tag_role, untag_open_id_connect_provider, untag_role,
    update_assume_role_policy,
};
use kgas_engine::cluster::{Key, Seen};
use kgas_transport::CallError;

use super::{digest, id, wanted};
use crate::resources::cluster::aws::objects::{Object, STS};
use crate::resources::cluster::aws::perform::token;
use crate::resources::cluster::aws::world::World;
use crate::resources::cluster::aws::{template, trust};

pub(in super::super) async fn update(world: &World, seen: &Seen, key: &Key, this: &str) -> Result<(), CallError> {
    let (object, tags) = wanted(world, key)?;
    match object {
        Object::Vpc { .. } => {
            // Names need the service behind them first.
            for attribute in [VpcAttribute::DnsSupport, VpcAttribute::DnsHostnames] {
                world.call(modify_vpc_attribute::request(this, attribute, true)).await?;
            }
            tag(world, key, this, &tags).await
        }
        Object::InternetGateway { .. } => {
            let vpc = id(seen, &Key::from("vpc"))?;
            let found = world.all(|page| describe_internet_gateways::request(&Selection::id(this), page)).await?;
            if found.iter().all(|gateway| gateway.attachments.is_empty()) {
                world.call(attach_internet_gateway::request(this, vpc)).await?;
            }
            tag(world, key, this, &tags).await
        }
        Object::Subnet { public, .. } => {
            world.call(modify_subnet_attribute::request(this, *public)).await?;
            tag(world, key, this, &tags).await
        }
        Object::ElasticIp | Object::NatGateway { .. } => tag(world, key, this, &tags).await,
        Object::RouteTable { way_out, subnets } => {
            routes(world, seen, this, way_out.as_ref(), subnets).await?;
            tag(world, key, this, &tags).await
        }
        Object::Role { name, service, policies, .. } => {
            let attached = world.all_of(|page| list_attached_role_policies::request(name, page)).await?;
            let attached: BTreeSet<String> = attached.into_iter().map(|policy| policy.policy_arn).collect();
            for policy in policies.difference(&attached) {
                world.call(attach_role_policy::request(name, policy)).await?;
            }
            let role = world.call(get_role::request(name)).await?;
            if !role.is_some_and(|role| trust::is_for(role.assume_role_policy_document.as_deref(), service)) {
                world.call(update_assume_role_policy::request(name, &trust::policy(service))).await?;
            }
            world.call(tag_role::request(name, &tags)).await?;
            let dropped = world.wanted.objects.dropped_from(key);
            if dropped.is_empty() { Ok(()) } else { world.call(untag_role::request(name, &dropped)).await }
        }
        Object::OidcProvider { .. } => {
            let provider = world.call(get_open_id_connect_provider::request(this)).await?;
            if !provider.is_some_and(|provider| provider.client_ids.iter().any(|id| id == STS)) {
                world.call(add_client_id_to_open_id_connect_provider::request(this, STS)).await?;
            }
            world.call(tag_open_id_connect_provider::request(this, &tags)).await?;
            let dropped = world.wanted.objects.dropped_from(key);
            if dropped.is_empty() {
                return Ok(());
            }
            world.call(untag_open_id_connect_provider::request(this, &dropped)).await
        }
        Object::LaunchTemplate { disk, .. } => {
            // The new version is what says that all of this is done.
            tag(world, key, this, &tags).await?;
            let digest = digest(world, key);
            let token = token(world, "create-launch-template-version", &[this, &digest]);
            let content = template::content(disk, &tags);
            world.call(create_launch_template_version::request(this, &content, Some(&digest), &token)).await.map(drop)
        }
    }
}

/// Sets the tags of an object of EC2's, and removes those that were dropped.
async fn tag(world: &World, key: &Key, id: &str, tags: &BTreeMap<String, String>) -> Result<(), CallError> {
    world.call(create_tags::request(&[id], tags)).await?;
    let dropped = world.wanted.objects.dropped_from(key);
    if dropped.is_empty() { Ok(()) } else { world.call(delete_tags::request(&[id], &dropped)).await }
}

/// The way out, and the subnets that take it.
async fn routes(
    world: &World,
    seen: &Seen,
    table: &str,
    way_out: Option<&Key>,
    subnets: &BTreeSet<Key>,
) -> Result<(), CallError> {
    const EVERYWHERE: &str = "0.0.0.0/0";
    let found = world.all(|page| describe_route_tables::request(&Selection::id(table), page)).await?;
    let leads_out = found
        .iter()
        .flat_map(|table| &table.routes)
        .find(|route| route.destination_cidr_block.as_deref() == Some(EVERYWHERE));
    if let Some(way_out) = way_out {
        let gateway = id(seen, way_out)?.to_owned();
        let is_nat = matches!(world.wanted.objects.get(way_out), Some((Object::NatGateway { .. }, _)));
        let target = if is_nat { RouteTarget::NatGateway(gateway) } else { RouteTarget::InternetGateway(gateway) };
        match leads_out {
            None => world.call(create_route::request(table, EVERYWHERE, &target)).await?,
            Some(route) if leads_to(route, &target) => {}
            Some(_) => world.call(replace_route::request(table, EVERYWHERE, &target)).await?,
        }
    } else if leads_out.is_some() {
        world.call(delete_route::request(table, EVERYWHERE)).await.map(drop)?;
    }
    let wanted = subnets.iter().map(|key| id(seen, key)).collect::<Result<BTreeSet<&str>, _>>()?;
    let mut there = BTreeSet::new();
    for association in found.iter().flat_map(|table| &table.associations) {
        match association.subnet_id.as_deref() {
            Some(subnet) if wanted.contains(subnet) => {
                there.insert(subnet);
            }
            Some(_) => {
                world.call(disassociate_route_table::request(&association.id)).await?;
            }
            None => {}
        }
    }
    for subnet in wanted.difference(&there) {
        world.call(associate_route_table::request(table, subnet)).await?;
    }
    Ok(())
}

fn leads_to(route: &Route, target: &RouteTarget) -> bool {
    match target {
        RouteTarget::InternetGateway(id) => route.gateway_id.as_ref() == Some(id),
        RouteTarget::NatGateway(id) => route.nat_gateway_id.as_ref() == Some(id),
    }
}
