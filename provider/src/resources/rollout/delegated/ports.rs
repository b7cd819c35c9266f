//! Ports that the stable version does not have: its Services would send its traffic where nothing listens.

use kgas_api::kubernetes::{Kind, Object};
use serde_json::Value;

use super::carrier::Wanted;

/// Why the ports cannot become what is wanted before a version is brought.
///
/// * `another`: the stable version is another one than the wanted one.
pub(super) fn objection(wanted: &Wanted, live: &[Option<Object>], another: bool) -> Option<String> {
    let mut both = wanted.parts.iter().zip(live).filter_map(|(part, live)| Some((part, live.as_ref()?)));
    both.find_map(|(part, live)| of(part.place.kind(), part.body(), live, another))
}

fn of(kind: Kind, wanted: &Value, live: &Object, another: bool) -> Option<String> {
    let spec = live.get(&["spec"])?;
    if kind == Kind::VIRTUAL_SERVICE {
        let asked = routed(&wanted["spec"]).next()?;
        let port = routed(spec).find(|port| *port != asked)?;
        return Some(format!(
            "{live} sends to port {port}, and port {asked} is asked for, which the stable version does not have: keep the number in \
             `workload.ports`, and change `target_port`"
        ));
    }
    let (have, want) = (targets(kind, spec), targets(kind, &wanted["spec"]));
    let (port, target, now) = want.into_iter().filter(|_| another).find_map(|(port, target)| {
        let now =
            have.iter().find(|(have, now)| *have == port && now.is_number() && target.is_number() && *now != target)?;
        Some((port, target, now.1))
    })?;
    Some(format!(
        "{live} sends port {port} to port {now} of the pods, and port {target} is asked for, at which the stable version does not listen: \
         have both versions name the port of their container, and write the name as `target_port`"
    ))
}

/// The port of each destination of a route.
fn routed(spec: &Value) -> impl Iterator<Item = &Value> {
    let rules = spec["http"].as_array().into_iter().flatten();
    let all = rules.flat_map(|rule| rule["route"].as_array().into_iter().flatten());
    all.map(|one| &one["destination"]["port"]["number"]).filter(|port| port.is_number())
}

/// Each port, and where it leads.
fn targets(kind: Kind, spec: &Value) -> Vec<(&Value, &Value)> {
    match kind {
        Kind::SERVICE => {
            spec["ports"].as_array().into_iter().flatten().map(|port| (&port["port"], &port["targetPort"])).collect()
        }
        Kind::CANARY => vec![(&spec["service"]["port"], &spec["service"]["targetPort"])],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(kind: Kind, live: &Value, wanted: &Value, another: bool) -> bool {
        let object = json!({ "apiVersion": "v1", "kind": kind.kind, "metadata": { "name": "api" }, "spec": live });
        of(kind, &json!({ "spec": wanted }), &Object::from_value(object).unwrap(), another).is_some()
    }

    #[test]
    fn the_stable_version_keeps_the_ports_it_has() {
        let service = |port: u16, target: Value| json!({ "ports": [{ "port": port, "targetPort": target }] });
        let now = service(80, json!(8080));
        assert!(told(Kind::SERVICE, &now, &service(80, json!(9090)), true));
        assert!(!told(Kind::SERVICE, &now, &service(80, json!(9090)), false), "it is this version's own");
        assert!(!told(Kind::SERVICE, &now, &service(80, json!("http")), true), "each version has its own");
        assert!(!told(Kind::SERVICE, &now, &service(80, json!(8080)), true));
        let canary = |target: u16| json!({ "service": { "port": 80, "targetPort": target } });
        assert!(told(Kind::CANARY, &canary(8080), &canary(9090), true));
        let route = |port: u16| json!({ "http": [{ "route": [{ "destination": { "port": { "number": port } } }] }] });
        assert!(told(Kind::VIRTUAL_SERVICE, &route(80), &route(81), false), "nobody changes the route");
        assert!(!told(Kind::VIRTUAL_SERVICE, &route(80), &route(80), true));
    }

    #[test]
    fn what_a_controller_does_not_listen_to_is_no_port() {
        assert!(!told(Kind::ANALYSIS_TEMPLATE, &json!({}), &json!({}), true));
    }
}
