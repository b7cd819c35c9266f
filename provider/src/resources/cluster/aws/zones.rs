//! In which of a region's zones a network is made.

use std::collections::BTreeSet;

use kgas_api::aws::ec2::describe_availability_zones::AvailabilityZone;

use super::objects::{Object, Objects};

/// Zones in which EKS has no control planes.
/// Source: <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>, "Subnet requirements for clusters".
const WITHOUT_EKS: [&str; 3] = ["use1-az3", "usw1-az2", "cac1-az3"];

/// Names of the zones that a cluster can live in, in order: no local or wavelength zones, none that is out of order, none
/// without EKS.
pub(super) fn usable(zones: Vec<AvailabilityZone>) -> Vec<String> {
    let usable = |zone: &AvailabilityZone| {
        let usual = zone.zone_type.as_deref().is_none_or(|kind| kind == "availability-zone");
        let works = zone.zone_state.as_deref().is_none_or(|state| state == "available");
        usual && works && !zone.zone_id.as_deref().is_some_and(|id| WITHOUT_EKS.contains(&id))
    };
    let names: BTreeSet<String> = zones.into_iter().filter(usable).map(|zone| zone.zone_name).collect();
    names.into_iter().collect()
}

/// How many zones these objects are made in.
pub(super) fn needed(objects: &Objects) -> usize {
    let positions = objects.of_kind("subnet").filter_map(|(_, object)| match object {
        Object::Subnet { zone, .. } => Some(zone + 1),
        _ => None,
    });
    positions.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str, id: &str, kind: &str, state: &str) -> AvailabilityZone {
        AvailabilityZone {
            zone_name: name.to_owned(),
            zone_id: Some(id.to_owned()),
            zone_type: Some(kind.to_owned()),
            zone_state: Some(state.to_owned()),
            opt_in_status: None,
            region_name: None,
        }
    }

    #[test]
    fn a_zone_without_eks_is_passed_over() {
        let zones = vec![
            zone("us-east-1f", "use1-az5", "availability-zone", "available"),
            zone("us-east-1a", "use1-az3", "availability-zone", "available"),
            zone("us-east-1b", "use1-az1", "availability-zone", "available"),
            zone("us-east-1c", "use1-az2", "availability-zone", "impaired"),
            zone("us-east-1-bos-1a", "use1-bos1-az1", "local-zone", "available"),
        ];
        assert_eq!(usable(zones), ["us-east-1b", "us-east-1f"]);
        let bare = AvailabilityZone { zone_id: None, zone_type: None, zone_state: None, ..zone("x", "", "", "") };
        assert_eq!(usable(vec![bare]), ["x"], "what is not told is taken for right");
    }
}
