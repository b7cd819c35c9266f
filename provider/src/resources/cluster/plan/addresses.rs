//! Networks that are well formed, and that a cluster cannot live in.

use std::collections::BTreeMap;

use tfplugin_rs::{Attr, Diagnostic, Problems, View};

use super::super::cidr::Cidr;
use super::super::model::{CreateNetwork, Nat, NodePool};

/// What the configuration says of addresses, as far as it is known.
pub(super) fn check(config: View<'_>) -> Result<Vec<Diagnostic>, Problems> {
    let Attr::Known(create) = config.get::<CreateNetwork>("network.create")? else { return Ok(Vec::new()) };
    let services = config.get::<String>("network.service_cidr")?.into_known();
    let pools = config.get::<BTreeMap<String, Attr<NodePool>>>("node_pools")?.into_known().unwrap_or_default();
    Ok([overlap(&create, services.as_deref()), small(&create), no_way_out(&create, &pools)]
        .into_iter()
        .flatten()
        .collect())
}

fn overlap(create: &CreateNetwork, services: Option<&str>) -> Option<Diagnostic> {
    let (network, services): (Cidr, Cidr) = (create.cidr.parse().ok()?, services?.parse().ok()?);
    network.overlaps(services).then(|| {
        Diagnostic::error("Services overlap the network")
            .at("network.service_cidr")
            .detail(format!("{services} for Services overlaps {network}, in which machines get their addresses."))
            .next_step("Choose another network for one of them.")
    })
}

/// A subnet of a sixteenth of a /23 has 27 addresses to give, and a cloud's network add-on takes some ten for each machine's first
/// pods.
const SMALL: u8 = 23;

fn small(create: &CreateNetwork) -> Option<Diagnostic> {
    let network: Cidr = create.cidr.parse().ok()?;
    // The cloud keeps five addresses of each subnet.
    let free = 2_u32.pow(32_u32.saturating_sub(u32::from(network.prefix()) + 4)).saturating_sub(5);
    (network.prefix() >= SMALL).then(|| {
        Diagnostic::warning("Network is small")
            .at("network.create.cidr")
            .detail(format!(
                "Each subnet of {network} has {free} addresses for machines, pods, load balancers and the control plane, \
                 and a network cannot grow later."
            ))
            .next_step("Choose a /22 or larger, unless very few pods will run.")
    })
}

fn no_way_out(create: &CreateNetwork, pools: &BTreeMap<String, Attr<NodePool>>) -> Option<Diagnostic> {
    (create.nat == Nat::None && !pools.is_empty()).then(|| {
        Diagnostic::warning("Nodes have no way out")
            .at("network.create.nat")
            .detail(
                "With `nat = \"none\"` machines in the private subnets reach neither the image registry nor the cloud's \
                 interfaces, and the network is made without endpoints for them: they do not become nodes.",
            )
            .next_step("Use \"single\" or \"per_zone\", or leave pools out until endpoints are in the network.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(cidr: &str, nat: Nat) -> CreateNetwork {
        CreateNetwork { cidr: cidr.to_owned(), zones: 3, nat }
    }

    #[test]
    fn services_and_machines_have_addresses_of_their_own() {
        let machines = network("10.0.0.0/16", Nat::Single);
        assert!(overlap(&machines, Some("10.0.64.0/20")).is_some());
        assert_eq!(overlap(&machines, Some("172.20.0.0/16")), None);
        assert_eq!(overlap(&machines, None), None);
    }

    #[test]
    fn a_network_with_few_addresses_is_told() {
        let told = small(&network("10.0.0.0/24", Nat::Single)).map(|told| told.detail.clone());
        assert!(told.as_ref().is_some_and(|text| text.contains("has 11 addresses")), "{told:?}");
        assert!(small(&network("10.0.0.0/23", Nat::Single)).is_some());
        assert_eq!(small(&network("10.0.0.0/22", Nat::Single)), None);
    }

    #[test]
    fn machines_without_a_way_out_are_told() {
        let pools = BTreeMap::from([("a".to_owned(), Attr::Unknown)]);
        assert!(no_way_out(&network("10.0.0.0/16", Nat::None), &pools).is_some());
        assert_eq!(no_way_out(&network("10.0.0.0/16", Nat::None), &BTreeMap::new()), None);
        assert_eq!(no_way_out(&network("10.0.0.0/16", Nat::Single), &pools), None);
    }
}
