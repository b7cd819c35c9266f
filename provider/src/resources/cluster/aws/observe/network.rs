//! The network that was made for the cluster.

use std::collections::{BTreeMap, BTreeSet};

use kgas_api::aws::ec2::{
    Filter, NatGatewayState, RouteTable, Selection, VpcAttribute, describe_addresses, describe_internet_gateways,
    describe_nat_gateways, describe_route_tables, describe_subnets, describe_vpc_attribute, describe_vpcs,
};
use kgas_engine::cluster::observed::{Status, Support};
use kgas_engine::cluster::{KEY_TAG_KEY, Key};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;

use super::support::{failed, found};
use crate::resources::cluster::aws::objects::Object;
use crate::resources::cluster::aws::world::World;

/// Everything in it with our tag.
pub(super) async fn observe(world: &World) -> Result<Vec<Support>, CallError> {
    let ours = Selection::of([Filter::tag(OWNER_TAG_KEY, world.wanted.spec.owner.as_str())]);
    let (vpcs, internet_gateways, subnets, addresses, nat_gateways, route_tables) = tokio::join!(
        vpcs(world, &ours),
        world.all(|page| describe_internet_gateways::request(&ours, page)),
        world.all(|page| describe_subnets::request(&ours, page)),
        world.call(describe_addresses::request(&ours)),
        world.all(|page| describe_nat_gateways::request(&ours, page)),
        world.all(|page| describe_route_tables::request(&ours, page)),
    );
    let mut seen = vpcs?;
    for gateway in internet_gateways? {
        let object = Object::InternetGateway { attached: !gateway.attachments.is_empty() };
        seen.push(with_digest(world, &gateway.internet_gateway_id, &gateway.tags, &object));
    }
    for subnet in subnets? {
        let object = Object::Subnet {
            zone: 0,
            cidr: subnet.cidr_block.unwrap_or_default(),
            public: subnet.map_public_ip_on_launch.unwrap_or(false),
        };
        seen.push(with_digest(world, &subnet.subnet_id, &subnet.tags, &object));
    }
    for address in addresses?.items {
        if let Some(id) = &address.allocation_id {
            seen.push(with_digest(world, id, &address.tags, &Object::ElasticIp));
        }
    }
    let keys: BTreeMap<String, Key> = seen.iter().map(|support| (support.id.clone(), support.key.clone())).collect();
    let mut gateways = BTreeMap::new();
    for gateway in nat_gateways? {
        // A deleted gateway is listed for an hour.
        if gateway.state == NatGatewayState::Deleted {
            continue;
        }
        let key_of = |id: Option<&String>| id.and_then(|id| keys.get(id)).cloned().unwrap_or(Key(String::new()));
        let address = gateway.addresses.iter().find_map(|address| address.allocation_id.as_ref());
        let object = Object::NatGateway { subnet: key_of(gateway.subnet_id.as_ref()), address: key_of(address) };
        let support = with_digest(world, &gateway.nat_gateway_id, &gateway.tags, &object);
        let support = match gateway.state {
            NatGatewayState::Pending => Support { status: Status::Creating, ..support },
            NatGatewayState::Available | NatGatewayState::Deleted => support,
            NatGatewayState::Deleting => Support { status: Status::Deleting, ..support },
            NatGatewayState::Failed => {
                failed(support, gateway.failure_code.as_deref(), gateway.failure_message.as_deref())
            }
            NatGatewayState::Other(state) => Support { status: Status::Other(state), ..support },
        };
        gateways.insert(support.id.clone(), support.key.clone());
        seen.push(support);
    }
    for table in route_tables? {
        let object = route_table(&table, &keys, &gateways);
        seen.push(with_digest(world, &table.route_table_id, &table.tags, &object));
    }
    Ok(seen)
}

/// Networks, with whether their machines have names.
async fn vpcs(world: &World, ours: &Selection) -> Result<Vec<Support>, CallError> {
    let mut seen = Vec::new();
    for vpc in world.all(|page| describe_vpcs::request(ours, page)).await? {
        let (support, hostnames) = tokio::join!(
            world.call(describe_vpc_attribute::request(&vpc.vpc_id, VpcAttribute::DnsSupport)),
            world.call(describe_vpc_attribute::request(&vpc.vpc_id, VpcAttribute::DnsHostnames)),
        );
        let dns = support? == Some(true) && hostnames? == Some(true);
        let object = Object::Vpc { cidr: vpc.cidr_block.unwrap_or_default(), dns };
        seen.push(with_digest(world, &vpc.vpc_id, &vpc.tags, &object));
    }
    Ok(seen)
}

fn route_table(table: &RouteTable, keys: &BTreeMap<String, Key>, gateways: &BTreeMap<String, Key>) -> Object {
    let default = table.routes.iter().find(|route| route.destination_cidr_block.as_deref() == Some("0.0.0.0/0"));
    let way_out = default.and_then(|route| {
        let internet = route.gateway_id.as_ref().and_then(|id| keys.get(id));
        internet.or_else(|| route.nat_gateway_id.as_ref().and_then(|id| gateways.get(id))).cloned()
    });
    let subnets =
        table.associations.iter().filter_map(|association| keys.get(association.subnet_id.as_ref()?).cloned());
    Object::RouteTable { way_out, subnets: subnets.collect::<BTreeSet<_>>() }
}

fn with_digest(world: &World, id: &str, tags: &BTreeMap<String, String>, object: &Object) -> Support {
    let key = Key(tags.get(KEY_TAG_KEY).cloned().unwrap_or_else(|| id.to_owned()));
    let digest = world.wanted.objects.digest_of(&key, object, tags);
    let support = found(key, object.kind(), id, tags, Some(digest), Status::Active);
    Support { needs: object.needs(), facts: object.facts(), ..support }
}
