//! The subnets of a cluster's control plane.
use std::collections::BTreeSet;

use crate::call::Refusal;
use crate::ec2::Kind;
use crate::world::World;

/// Zones in which no control plane can be.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>.
const WITHOUT_EKS: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];

/// The VPC of the subnets.
///
/// # Errors
/// `InvalidParameterException` when one is unknown, when they are in two VPCs or all in one zone.
pub(crate) fn check(world: &mut World, region: &str, ids: &[String]) -> Result<String, Refusal> {
    let now = world.now;
    let ec2 = &world.region(region).ec2;
    let (mut zones, mut vpcs) = (BTreeSet::new(), BTreeSet::new());
    for id in ids {
        let Some(subnet) = ec2.get(Kind::Subnet, id).filter(|subnet| subnet.known <= now) else {
            return Err(Refusal::invalid(format!("The subnet ID '{id}' does not exist")));
        };
        let zone_id = subnet.text("availabilityZoneId");
        if WITHOUT_EKS.contains(&zone_id) {
            let zone = subnet.text("availabilityZone");
            let words = format!(
                "Cannot create cluster because {zone}, the targeted availability zone, does not support Amazon EKS"
            );
            return Err(Refusal::of(400, "UnsupportedAvailabilityZoneException", words));
        }
        zones.insert(subnet.text("availabilityZone"));
        vpcs.insert(subnet.text("vpcId"));
    }
    if zones.len() < 2 {
        return Err(Refusal::invalid("Subnets specified must be in at least two different AZs"));
    }
    match (vpcs.len(), vpcs.first()) {
        (1, Some(vpc)) => Ok((*vpc).to_owned()),
        _ => Err(Refusal::invalid("Subnets specified must belong to the same VPC")),
    }
}
