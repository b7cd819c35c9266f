//! What sends traffic to the slots.

use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Problems, View};

use super::Given;
use crate::resources::rollout::checks::is_hostname;
use crate::resources::rollout::model::{Ownership, Parent, Port, VerifyBy};

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let at = |path: &str| Given::at(config, path);
    let given = ["gateway_api", "istio", "service"].into_iter().filter(|name| at(&format!("traffic.{name}")).is_yes());
    let given: Vec<_> = given.map(|name| format!("`{name}`")).collect();
    if given.len() > 1 {
        told.push(
            Diagnostic::error("One router is needed")
                .at("traffic")
                .detail(format!("{} are there, and one of them decides where traffic goes.", given.join(" and ")))
                .next_step("Keep one of them."),
        );
    }
    let by = config.get::<VerifyBy>("traffic.verify.by")?;
    if by == Attr::Known(VerifyBy::RouteStatus) && at("traffic.gateway_api").is_no() && at("traffic.istio").is_no() {
        told.push(
            Diagnostic::error("No route has a status")
                .at("traffic.verify.by")
                .detail(
                    "`route_status` looks at the status of a route, and there is neither `gateway_api` nor `istio`.",
                )
                .next_step("Leave `by` out."),
        );
    }
    if at("traffic.gateway_api").is_yes() {
        ownership(config, told)?;
        hostnames(config, told)?;
        port(config, "traffic.gateway_api.port", told)?;
    }
    if at("traffic.istio").is_yes() {
        istio(config, told)?;
        port(config, "traffic.istio.port", told)?;
    }
    Ok(())
}

/// What an owned route needs, a shared one has already.
fn ownership(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let ownership = match config.get::<Ownership>("traffic.gateway_api.ownership")? {
        Attr::Known(ownership) => ownership,
        Attr::Null => Ownership::Owned,
        Attr::Unknown => return Ok(()),
    };
    let (foreign, text) = match ownership {
        Ownership::Owned => {
            (["backend", "rules"], "for a shared route: an owned one has one rule, with the two slots in it")
        }
        Ownership::Shared => (["parents", "hostnames"], "for an owned route: a shared one has its own"),
    };
    for name in foreign {
        let path = format!("traffic.gateway_api.{name}");
        if Given::at(config, &path).is_yes() {
            told.push(does_not_belong(&path, name, text));
        }
    }
    let parents = config.get::<Vec<Attr<Parent>>>("traffic.gateway_api.parents")?;
    if ownership == Ownership::Owned && !parents.is_unknown() && parents.known().is_none_or(Vec::is_empty) {
        told.push(
            Diagnostic::error("The route has no parent")
                .at("traffic.gateway_api.parents")
                .detail("An owned route gets traffic from the Gateways that it is attached to, and none is named.")
                .next_step(
                    "Write `parents = [{ name = \"GATEWAY\" }]`, or use a route that exists: `ownership = \"shared\"`.",
                ),
        );
    }
    Ok(())
}

/// The same of a `VirtualService`.
fn istio(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let ownership = match config.get::<Ownership>("traffic.istio.ownership")? {
        Attr::Known(ownership) => ownership,
        Attr::Null => Ownership::Owned,
        Attr::Unknown => return Ok(()),
    };
    let (foreign, text) = match ownership {
        Ownership::Owned => (["backend", "routes"], "for a shared VirtualService: an owned one has one route"),
        Ownership::Shared => (["hosts", "gateways"], "for an owned VirtualService: a shared one has its own"),
    };
    for name in foreign {
        let path = format!("traffic.istio.{name}");
        if Given::at(config, &path).is_yes() {
            told.push(does_not_belong(&path, name, text));
        }
    }
    let hosts = config.get::<Vec<Attr<String>>>("traffic.istio.hosts")?;
    if ownership == Ownership::Owned && !hosts.is_unknown() && hosts.known().is_none_or(Vec::is_empty) {
        told.push(
            Diagnostic::error("The VirtualService has no host")
                .at("traffic.istio.hosts")
                .detail("It takes the requests to its hosts, and none is named.")
                .next_step("Write `hosts = [\"NAME\"]`, or use one that exists: `ownership = \"shared\"`."),
        );
    }
    Ok(())
}

fn does_not_belong(path: &str, name: &str, text: &str) -> Diagnostic {
    Diagnostic::error("Does not belong to this route")
        .at(path)
        .detail(format!("`{name}` is {text}."))
        .next_step(format!("Leave `{name}` out, or change `ownership`."))
}

fn hostnames(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let path = Path::from("traffic.gateway_api.hostnames");
    let Attr::Known(names) = config.get::<Vec<Attr<String>>>(path.clone())? else { return Ok(()) };
    let names = names.iter().enumerate().filter_map(|(index, name)| Some((index, name.known()?)));
    for (index, name) in names.filter(|(_, name)| !is_hostname(name)) {
        told.push(
            Diagnostic::error("Not a host name")
                .at(path.clone().index(index))
                .detail(format!("{name:?} is none. It must be a name such as `shop.example.com` or `*.example.com`.")),
        );
    }
    Ok(())
}

fn port(config: View<'_>, path: &'static str, told: &mut Diagnostics) -> Result<(), Problems> {
    let given = config.get::<u16>(path)?;
    if let (Attr::Known(ports), false) = (config.get::<Vec<Port>>("workload.ports")?, given.is_unknown())
        && let Err(wrong) = route_port(given.into_known(), &ports, path)
    {
        told.push(wrong);
    }
    Ok(())
}

/// The port of the slots' Services that a route sends to.
///
/// * `path`: the attribute that names it.
///
/// # Errors
/// It is none of them, or there are several to choose from.
pub(in crate::resources::rollout) fn route_port(
    given: Option<u16>,
    ports: &[Port],
    path: &'static str,
) -> Result<u16, Diagnostic> {
    let all: Vec<String> = ports.iter().map(|port| port.port.to_string()).collect();
    let all = all.join(", ");
    let text = match (given, ports) {
        (Some(given), ports) if ports.iter().any(|port| port.port == given) => return Ok(given),
        (None, [only]) => return Ok(only.port),
        (_, []) => "The slots' Services have no port.".to_owned(),
        (Some(given), _) => format!("The slots' Services have no port {given}. They have: {all}."),
        (None, _) => format!("The slots' Services have several ports: {all}."),
    };
    Err(Diagnostic::error("One port is needed").at(path).detail(text).next_step("Name one of their ports."))
}
