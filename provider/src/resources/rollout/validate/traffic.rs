//! What sends traffic to the slots.

use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Problems, View, value_at};

use super::{Given, ingress};
use crate::resources::rollout::checks::is_hostname;
use crate::resources::rollout::model::{Ownership, Port, VerifyBy};

/// Everything that sends traffic to the slots.
pub(super) const ROUTERS: [&str; 5] = ["gateway_api", "istio", "nginx", "alb", "service"];

pub(super) fn check(config: View<'_>, told: &mut Diagnostics) -> Result<(), Problems> {
    let at = |path: &str| Given::at(config, path);
    let given = ROUTERS.into_iter().filter(|name| at(&format!("traffic.{name}")).is_yes());
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
                    "`route_status` looks at the status of a route, and there is neither `gateway_api` nor `istio`: an Ingress and a \
                     Service have none.",
                )
                .next_step("Leave `by` out."),
        );
    }
    if at("traffic.gateway_api").is_yes() {
        ownership(config, &GATEWAY_API, told)?;
        hostnames(config, "traffic.gateway_api.hostnames", told)?;
        port(config, "traffic.gateway_api.port", told)?;
    }
    if at("traffic.istio").is_yes() {
        ownership(config, &ISTIO, told)?;
        port(config, "traffic.istio.port", told)?;
    }
    ingress::check(config, told)
}

/// What is particular to a kind of route.
pub(super) struct Kind {
    /// Its block.
    pub(super) at: &'static str,
    /// What a shared one needs, and what an owned one does: the first of these says where its requests come from.
    pub(super) shared: &'static [&'static str],
    pub(super) owned: &'static [&'static str],
    /// Why an owned one does not take what a shared one needs, and the other way round.
    pub(super) why_shared: &'static str,
    pub(super) why_owned: &'static str,
    /// What is told of an owned one without requests, where that can be.
    pub(super) without: Option<[&'static str; 3]>,
}

const GATEWAY_API: Kind = Kind {
    at: "traffic.gateway_api",
    shared: &["backend", "rules"],
    owned: &["parents", "hostnames"],
    why_shared: "for a shared route: an owned one has one rule, with the two slots in it",
    why_owned: "for an owned route: a shared one has its own",
    without: Some([
        "The route has no parent",
        "An owned route gets traffic from the Gateways that it is attached to, and none is named.",
        "Write `parents = [{ name = \"GATEWAY\" }]`, or use a route that exists: `ownership = \"shared\"`.",
    ]),
};

const ISTIO: Kind = Kind {
    at: "traffic.istio",
    shared: &["backend", "routes"],
    owned: &["hosts", "gateways"],
    why_shared: "for a shared VirtualService: an owned one has one route",
    why_owned: "for an owned VirtualService: a shared one has its own",
    without: Some([
        "The VirtualService has no host",
        "It takes the requests to its hosts, and none is named.",
        "Write `hosts = [\"NAME\"]`, or use one that exists: `ownership = \"shared\"`.",
    ]),
};

/// What an owned route needs, a shared one has already.
pub(super) fn ownership(config: View<'_>, kind: &Kind, told: &mut Diagnostics) -> Result<(), Problems> {
    let path = |name: &str| format!("{}.{name}", kind.at);
    let ownership = match config.get::<Ownership>(path("ownership").as_str())? {
        Attr::Known(ownership) => ownership,
        Attr::Null => Ownership::Owned,
        Attr::Unknown => return Ok(()),
    };
    let (foreign, text) = match ownership {
        Ownership::Owned => (kind.shared, kind.why_shared),
        Ownership::Shared => (kind.owned, kind.why_owned),
    };
    for name in foreign.iter().filter(|name| Given::at(config, &path(name)).is_yes()) {
        told.push(
            Diagnostic::error("Does not belong to this route")
                .at(path(name).as_str())
                .detail(format!("`{name}` is {text}."))
                .next_step(format!("Leave `{name}` out, or change `ownership`.")),
        );
    }
    if let (Ownership::Owned, [needed, ..], Some([summary, detail, next])) = (ownership, kind.owned, kind.without)
        && is_empty(config, &path(needed))
    {
        let needed = path(needed);
        told.push(Diagnostic::error(summary).at(needed.as_str()).detail(detail).next_step(next));
    }
    Ok(())
}

/// Whether a list is known to have nothing in it.
fn is_empty(config: View<'_>, path: &str) -> bool {
    match value_at(config.value(), &Path::from(path)) {
        Some(Value::List(items)) => items.is_empty(),
        None | Some(Value::Null) => true,
        Some(_) => false,
    }
}

/// Host names in the list at `path`.
pub(super) fn hostnames(config: View<'_>, path: &str, told: &mut Diagnostics) -> Result<(), Problems> {
    let path = Path::from(path);
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

/// The port at `path` is one of the Services'.
pub(super) fn port(config: View<'_>, path: &'static str, told: &mut Diagnostics) -> Result<(), Problems> {
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
