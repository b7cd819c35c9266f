//! Elastic Load Balancing, both generations at one address, as far as load balancers that a cluster's controllers made are
//! looked for: what there is, and its tags. Nobody makes any here but [`leave`].
//! Sources: <https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Operations.html>,
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html>.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::call::{Answered, Call, Operation, Refusal, Service};
use crate::iam::tag_list;
use crate::world::{ACCOUNT, Region, World};

/// A load balancer.
#[derive(Clone, Debug)]
pub(crate) struct Balancer {
    /// [`Service::Elb`] of a classic one.
    pub(crate) generation: Service,
    /// What `DescribeLoadBalancers` shows.
    doc: Value,
    pub(crate) tags: BTreeMap<String, String>,
}

impl Balancer {
    /// What `DescribeTags` knows it by: its name, or its ARN.
    pub(crate) fn id(&self) -> &str {
        self.doc[self.member()].as_str().unwrap_or_default()
    }

    fn member(&self) -> &'static str {
        if self.generation == Service::Elb { "LoadBalancerName" } else { "LoadBalancerArn" }
    }
}

/// What it plays, in both generations.
pub(crate) const OPERATIONS: &[(&str, Operation)] =
    &[("DescribeLoadBalancers", describe), ("DescribeTags", describe_tags)];

/// The parameters of the first generation.
pub(crate) const CLASSIC_MEMBERS: &[(&str, &str)] =
    &[("DescribeLoadBalancers", "Marker PageSize"), ("DescribeTags", "LoadBalancerNames")];

/// The parameters of the second generation.
pub(crate) const MEMBERS: &[(&str, &str)] =
    &[("DescribeLoadBalancers", "Marker PageSize"), ("DescribeTags", "ResourceArns")];

fn describe(world: &mut World, call: &Call) -> Answered {
    let all = world.region(&call.region).balancers.iter().filter(|one| one.generation == call.service);
    let list = if call.service == Service::Elb { "LoadBalancerDescriptions" } else { "LoadBalancers" };
    Ok(json!({ list: all.map(|one| one.doc.clone()).collect::<Value>() }))
}

fn describe_tags(world: &mut World, call: &Call) -> Answered {
    let asked = call.params.list(if call.service == Service::Elb { "LoadBalancerNames" } else { "ResourceArns" });
    if !(1..=20).contains(&asked.len()) {
        return Err(Refusal::of(400, "ValidationError", "Between 1 and 20 load balancers can be named."));
    }
    let all = &world.region(&call.region).balancers;
    let tagged = |id: &String| {
        let found = all.iter().find(|one| one.generation == call.service && one.id() == id);
        let shape = |one: &Balancer| {
            let member = if call.service == Service::Elb { "LoadBalancerName" } else { "ResourceArn" };
            json!({ member: id, "Tags": tag_list(&one.tags, "Key", "Value") })
        };
        found.map(shape).ok_or_else(|| {
            Refusal::of(400, "LoadBalancerNotFound", format!("There is no ACTIVE Load Balancer named '{id}'"))
        })
    };
    Ok(json!({ "TagDescriptions": asked.iter().map(tagged).collect::<Result<Value, _>>()? }))
}

/// Where a load balancer stands.
pub(crate) struct Place<'a> {
    pub(crate) region: &'a str,
    pub(crate) vpc: &'a str,
    pub(crate) subnet: &'a str,
    pub(crate) zone: &'a str,
}

/// Leaves a load balancer of that generation, behind the security group; its id.
pub(crate) fn leave(
    world: &mut World,
    generation: Service,
    name: &str,
    at: &Place<'_>,
    group: &str,
    tags: BTreeMap<String, String>,
) -> String {
    let number = world.ids.hex("balancer", 16);
    let region = at.region;
    let created = world.now.iso();
    let doc = if generation == Service::Elb {
        json!({
            "LoadBalancerName": name, "DNSName": format!("{name}-{number}.{region}.elb.amazonaws.com"),
            "CanonicalHostedZoneNameID": "Z0SANDBOX", "ListenerDescriptions": [], "BackendServerDescriptions": [],
            "AvailabilityZones": [at.zone], "Subnets": [at.subnet], "VPCId": at.vpc, "Instances": [],
            "SecurityGroups": [group], "CreatedTime": created, "Scheme": "internet-facing",
        })
    } else {
        let path = format!("net/{name}/{number}");
        json!({
            "LoadBalancerArn": format!("arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:loadbalancer/{path}"),
            "DNSName": format!("{name}-{number}.elb.{region}.amazonaws.com"), "CanonicalHostedZoneId": "Z0SANDBOX",
            "CreatedTime": created, "LoadBalancerName": name, "Scheme": "internet-facing", "VpcId": at.vpc,
            "State": { "Code": "active" }, "Type": "network", "IpAddressType": "ipv4", "SecurityGroups": [group],
            "AvailabilityZones": [{ "ZoneName": at.zone, "SubnetId": at.subnet, "LoadBalancerAddresses": [] }],
        })
    };
    let balancer = Balancer { generation, doc, tags };
    let id = balancer.id().to_owned();
    world.region(region).balancers.push(balancer);
    id
}

/// Takes a load balancer away, with its interface; whether there was one.
pub(crate) fn remove(region: &mut Region, id: &str) -> bool {
    let Some(place) = region.balancers.iter().position(|one| one.id() == id) else { return false };
    let gone = region.balancers.remove(place);
    let name = gone.doc["LoadBalancerName"].as_str().unwrap_or_default();
    region.ec2.things.retain(|_, thing| {
        let words = thing.text("description");
        words.strip_prefix("ELB ").is_none_or(|card| card.trim_start_matches("net/") != name)
    });
    true
}
