//! What controllers in a cluster made and nobody deleted before the cluster went.
//! Sources: <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/>,
//! <https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md>.
use std::collections::BTreeMap;

use serde_json::json;

use crate::balancer::{self, Place};
use crate::call::Service;
use crate::ec2::{Kind, own};
use crate::log_group;
use crate::world::World;

/// Leaves an interface, a disk, a load balancer of each generation with its security group, and the control plane's log
/// group of a cluster behind; their ids.
///
/// # Errors
/// When there is no such cluster.
pub(crate) fn leave(world: &mut World, region: &str, name: &str) -> Result<Vec<String>, String> {
    let absent = || format!("There is no cluster {name}.");
    let network = world.region(region).eks.clusters.get(name).ok_or_else(absent)?.doc["resourcesVpcConfig"].clone();
    let text = |member: &serde_json::Value| member.as_str().unwrap_or_default().to_owned();
    let (subnet, group) = (text(&network["subnetIds"][0]), text(&network["clusterSecurityGroupId"]));
    let vpc = text(&network["vpcId"]);
    let mut ids = own::leak(world, region, name, &subnet, &group);
    let holder = world.region(region).ec2.get(Kind::Subnet, &subnet);
    let zone = holder.map(|subnet| subnet.text("availabilityZone").to_owned()).unwrap_or_default();

    let place = Place { region, vpc: &vpc, subnet: &subnet, zone: &zone };
    let by_controller = [("elbv2.k8s.aws/cluster", name), ("service.k8s.aws/stack", "default/web")];
    let newer = format!("k8s-default-web-{}", world.ids.hex("k8s", 10));
    ids.extend(balancer(world, Service::ElbV2, &newer, &newer, &place, &tags(&by_controller)));

    let owned = format!("kubernetes.io/cluster/{name}");
    let by_kubernetes = [(owned.as_str(), "owned"), ("kubernetes.io/service-name", "default/old")];
    let older = format!("a{}", world.ids.hex("k8s", 31));
    ids.extend(balancer(world, Service::Elb, &older, &format!("k8s-elb-{older}"), &place, &tags(&by_kubernetes)));

    let logs = json!({ "clusterLogging": [{ "types": ["api"], "enabled": true }] });
    ids.extend(log_group::keep(world, region, name, &logs));
    Ok(ids)
}

/// Leaves a load balancer with its security group and its interface; the ids of the first two.
fn balancer(
    world: &mut World,
    generation: Service,
    name: &str,
    group: &str,
    at: &Place<'_>,
    tags: &BTreeMap<String, String>,
) -> [String; 2] {
    let words = "[k8s] Managed SecurityGroup for LoadBalancer";
    let group = own::group(world, at.region, group, words, at.vpc, tags.clone());
    let id = balancer::leave(world, generation, name, at, &group, tags.clone());
    let kind = if generation == Service::Elb { "" } else { "net/" };
    own::balancer_card(world, at.region, at.subnet, &group, &format!("ELB {kind}{name}"));
    [group, id]
}

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
