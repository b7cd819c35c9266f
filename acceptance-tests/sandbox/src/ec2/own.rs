//! What EKS puts into a customer's network: a cluster's security group, its control plane's interfaces, and nodes.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::interface::{shape, volume_shape};
use super::network::security_group_shape;
use super::object::put_own;
use super::{Kind, Thing};
use crate::world::World;

type Tags = BTreeMap<String, String>;

fn cluster_tags(name: &str) -> Tags {
    [(format!("kubernetes.io/cluster/{name}"), "owned"), ("aws:eks:cluster-name".to_owned(), name)]
        .map(|(key, value)| (key, value.to_owned()))
        .into()
}

/// Puts the security group of a cluster.
pub(crate) fn cluster_group(world: &mut World, region: &str, name: &str, vpc: &str) -> String {
    let id = world.ids.ec2("sg");
    let number = &id[4..14];
    let group = format!("eks-cluster-sg-{name}-{number}");
    let words = "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.";
    let mut tags = cluster_tags(name);
    tags.insert("Name".to_owned(), group.clone());
    let now = world.now;
    put_own(world, region, Kind::SecurityGroup, &id, security_group_shape(&id, vpc, &group, words), tags, now);
    id
}

/// Puts the interfaces of a control plane, one in each of its first two subnets.
pub(crate) fn control_plane(world: &mut World, region: &str, name: &str, subnets: &[String], group: &str) {
    for subnet in subnets.iter().take(2) {
        let groups = [group.to_owned()];
        interface(world, region, subnet, &groups, &format!("Amazon EKS {name}"), cluster_tags(name), "amazon-eks");
    }
}

/// Puts an interface that is in use.
fn interface(
    world: &mut World,
    region: &str,
    subnet: &str,
    groups: &[String],
    words: &str,
    tags: Tags,
    owner: &str,
) -> Option<String> {
    let (id, attachment) = (world.ids.ec2("eni"), world.ids.ec2("eni-attach"));
    let mut doc = shape(&world.region(region).ec2, &id, subnet, groups, words)?;
    doc["status"] = "in-use".into();
    doc["requesterManaged"] = (owner != crate::world::ACCOUNT).into();
    doc["attachment"] = json!({
        "attachmentId": attachment, "deviceIndex": 1, "instanceOwnerId": owner, "status": "attached",
        "deleteOnTermination": owner == crate::world::ACCOUNT,
    });
    let now = world.now;
    put_own(world, region, Kind::NetworkInterface, &id, doc, tags, now);
    Some(id)
}

/// Takes away what a cluster put: its control plane's interfaces and its group, unless someone else uses it.
pub(crate) fn cluster_goes(world: &mut World, region: &str, name: &str, group: &str) {
    let things = &mut world.region(region).ec2.things;
    let words = format!("Amazon EKS {name}");
    things.retain(|_, thing| thing.kind != Kind::NetworkInterface || thing.text("description") != words);
    let used = |thing: &Thing| thing.kind == Kind::NetworkInterface && thing.doc.to_string().contains(group);
    if !things.values().any(used) {
        things.remove(group);
    }
}

/// Makes the nodes of a node group as many as it wants; `fresh` replaces all of them.
pub(crate) fn fit_nodes(world: &mut World, region: &str, group: &Value, security_group: &str, fresh: bool) {
    let text = |member: &str| group[member].as_str().unwrap_or_default();
    let wanted =
        if group["status"] == "DELETING" { 0 } else { group["scalingConfig"]["desiredSize"].as_u64().unwrap_or(0) };
    let key = ("eks:nodegroup-name", text("nodegroupName"), "eks:cluster-name", text("clusterName"));
    let is = |thing: &Thing| {
        thing.tags.get(key.0).is_some_and(|name| name == key.1)
            && thing.tags.get(key.2).is_some_and(|name| name == key.3)
    };
    let nodes: Vec<String> = world
        .region(region)
        .ec2
        .of(Kind::Instance)
        .filter(|(_, thing)| is(thing))
        .map(|(id, _)| id.to_owned())
        .collect();
    let kept = if fresh { 0 } else { usize::try_from(wanted).unwrap_or(usize::MAX).min(nodes.len()) };
    for id in &nodes[kept..] {
        let things = &mut world.region(region).ec2.things;
        things.retain(|other, thing| other != id && !thing.doc.to_string().contains(&format!("\"{id}\"")));
    }
    for place in kept as u64..wanted {
        node(world, region, group, security_group, place);
    }
}

/// Puts one node: an instance with its interface and its disk, tagged as the launch template says.
fn node(world: &mut World, region: &str, group: &Value, security_group: &str, place: u64) {
    let subnets: Vec<&str> = group["subnets"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let Some(subnet) = subnets.get(usize::try_from(place).unwrap_or(0) % subnets.len().max(1)).copied() else { return };
    let name = group["clusterName"].as_str().unwrap_or_default();
    let own: Tags = [
        (format!("kubernetes.io/cluster/{name}"), "owned"),
        ("eks:cluster-name".to_owned(), name),
        ("eks:nodegroup-name".to_owned(), group["nodegroupName"].as_str().unwrap_or_default()),
    ]
    .map(|(key, value)| (key, value.to_owned()))
    .into();
    let tags = |world: &mut World, kind: &str| {
        let mut tags = template_tags(world, region, &group["launchTemplate"], kind);
        tags.extend(own.clone());
        tags
    };
    let (instance_tags, volume_tags) = (tags(world, "instance"), tags(world, "volume"));
    let interface_tags = tags(world, "network-interface");
    let (id, volume) = (world.ids.ec2("i"), world.ids.ec2("vol"));
    let groups = [security_group.to_owned()];
    let Some(interface) = interface(world, region, subnet, &groups, "", interface_tags, crate::world::ACCOUNT) else {
        return;
    };
    let ec2 = &mut world.region(region).ec2;
    let Some(card) = ec2.things.get_mut(&interface) else { return };
    card.doc["attachment"]["instanceId"] = id.as_str().into();
    let (address, zone, vpc) = (
        card.text("privateIpAddress").to_owned(),
        card.text("availabilityZone").to_owned(),
        card.text("vpcId").to_owned(),
    );
    let now = world.now;
    let mut disk = volume_shape(world, &volume, &zone, group["diskSize"].as_u64().unwrap_or(20));
    disk["status"] = "in-use".into();
    disk["attachmentSet"] = json!([{
        "instanceId": id, "volumeId": volume, "device": "/dev/xvda", "status": "attached", "deleteOnTermination": true,
        "attachTime": now.iso(),
    }]);
    put_own(world, region, Kind::Volume, &volume, disk, volume_tags, now);
    let doc = json!({
        "instanceId": id, "imageId": "ami-0sandbox", "instanceType": group["instanceTypes"][0],
        "instanceState": { "code": 16, "name": "running" }, "launchTime": now.iso(), "subnetId": subnet, "vpcId": vpc,
        "privateIpAddress": address, "placement": { "availabilityZone": zone, "tenancy": "default" },
        "privateDnsName": format!("ip-{}.{region}.compute.internal", address.replace('.', "-")),
    });
    put_own(world, region, Kind::Instance, &id, doc, instance_tags, now);
}

/// The tags a launch template gives to that kind of thing.
fn template_tags(world: &mut World, region: &str, template: &Value, kind: &str) -> Tags {
    let (id, version) = (template["id"].as_str().unwrap_or_default(), template["version"].as_str().unwrap_or_default());
    let versions = world.region(region).ec2.template_versions.get(id);
    let version = versions.and_then(|all| all.iter().find(|one| one["versionNumber"].as_u64() == version.parse().ok()));
    let Some(version) = version else { return Tags::new() };
    let specifications = version["launchTemplateData"]["tagSpecificationSet"].as_array().into_iter().flatten();
    let tags = specifications.filter(|one| one["resourceType"] == kind).filter_map(|one| one["tagSet"].as_array());
    let text = |tag: &Value, member: &str| tag[member].as_str().unwrap_or_default().to_owned();
    tags.flatten().map(|tag| (text(tag, "key"), text(tag, "value"))).collect()
}

/// Puts a security group that a controller in a cluster made; its id.
pub(crate) fn group(world: &mut World, region: &str, name: &str, words: &str, vpc: &str, tags: Tags) -> String {
    let (id, now) = (world.ids.ec2("sg"), world.now);
    put_own(world, region, Kind::SecurityGroup, &id, security_group_shape(&id, vpc, name, words), tags, now);
    id
}

/// Puts the interface of a load balancer: the service's own, in use, without a tag.
pub(crate) fn balancer_card(world: &mut World, region: &str, subnet: &str, group: &str, words: &str) {
    interface(world, region, subnet, &[group.to_owned()], words, Tags::new(), "amazon-elb");
}

/// Leaves an interface and a volume of a cluster behind, as nodes do that die too early; their ids.
pub(crate) fn leak(world: &mut World, region: &str, name: &str, subnet: &str, group: &str) -> Vec<String> {
    let (card, disk) = (world.ids.ec2("eni"), world.ids.ec2("vol"));
    let now = world.now;
    let groups = [group.to_owned()];
    let words = format!("aws-K8S-{}", world.ids.hex("leak", 8));
    let Some(doc) = shape(&world.region(region).ec2, &card, subnet, &groups, &words) else { return Vec::new() };
    let zone = doc["availabilityZone"].as_str().unwrap_or_default().to_owned();
    let mut tags = cluster_tags(name);
    tags.insert("node.k8s.amazonaws.com/instance_id".to_owned(), world.ids.ec2("i"));
    put_own(world, region, Kind::NetworkInterface, &card, doc, tags, now);
    let mut tags = cluster_tags(name);
    tags.insert("kubernetes.io/created-for/pv/name".to_owned(), world.ids.uuid("pv"));
    let doc = volume_shape(world, &disk, &zone, 10);
    put_own(world, region, Kind::Volume, &disk, doc, tags, now);
    vec![card, disk]
}
