//! How each kind of route writes rules, the backends in them, and their weights.

use kgas_api::kubernetes::{Condition, HttpRoute, Kind, Object, Pointer, Truth, View as _, condition};
use serde_json::{Value, json};

use super::header::Exact;

/// A kind of route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// An `HTTPRoute` of the Gateway API.
    /// Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httproute>.
    GatewayApi,
    /// A `VirtualService` of Istio.
    /// Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/>.
    Istio,
}

impl Dialect {
    /// The kind of object.
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::GatewayApi => Kind::HTTP_ROUTE,
            Self::Istio => Kind::VIRTUAL_SERVICE,
        }
    }

    /// The list of rules in `spec`.
    pub(super) const fn rules(self) -> &'static str {
        match self {
            Self::GatewayApi => "rules",
            Self::Istio => "http",
        }
    }

    /// The list of backends in a rule.
    pub(super) const fn backends(self) -> &'static str {
        match self {
            Self::GatewayApi => "backendRefs",
            Self::Istio => "route",
        }
    }

    /// What a backend calls its Service.
    pub(super) fn host(self, backend: &Value) -> Option<&str> {
        match self {
            Self::GatewayApi => {
                let is_service = backend.get("kind").is_none_or(|kind| kind == "Service");
                backend["name"].as_str().filter(|_| is_service)
            }
            Self::Istio => backend["destination"]["host"].as_str(),
        }
    }

    /// Whether a backend is this Service of the same namespace. Istio takes longer names of it too.
    pub(super) fn is(self, backend: &Value, service: &str, namespace: &str) -> bool {
        let Some(host) = self.host(backend) else { return false };
        if self == Self::GatewayApi && backend["namespace"].as_str().is_some_and(|other| other != namespace) {
            return false;
        }
        let full = [format!("{service}.{namespace}"), format!("{service}.{namespace}.svc.cluster.local")];
        host == service
            || (self == Self::Istio && (full.contains(&host.to_owned()) || host == format!("{}.svc", full[0])))
    }

    /// Its weight; where it is left out, what that stands for.
    pub(super) fn weight(self, backend: &Value, alone: bool) -> u32 {
        let given = backend["weight"].as_u64().and_then(|weight| u32::try_from(weight).ok());
        given.unwrap_or(match self {
            Self::GatewayApi => 1,
            Self::Istio if alone => 100,
            Self::Istio => 0,
        })
    }

    /// A backend like `original` that is another Service, by as long a name.
    pub(super) fn backend(self, original: &Value, service: &str, port: Option<u16>, weight: u32) -> Value {
        let mut backend = if original.is_object() { original.clone() } else { json!({}) };
        let rest = self.host(original).and_then(|host| host.split_once('.')).map(|(_, rest)| rest);
        let host = rest.map_or_else(|| service.to_owned(), |rest| format!("{service}.{rest}"));
        match self {
            Self::GatewayApi => {
                backend["name"] = json!(service);
                if let Some(port) = port {
                    backend["port"] = json!(port);
                }
            }
            Self::Istio => {
                if !backend["destination"].is_object() {
                    backend["destination"] = json!({});
                }
                backend["destination"]["host"] = json!(host);
                if let Some(port) = port {
                    backend["destination"]["port"] = json!({ "number": port });
                }
            }
        }
        backend["weight"] = json!(weight);
        backend
    }

    /// The port of a backend, if it names one.
    pub(super) fn port(self, backend: &Value) -> Option<u64> {
        match self {
            Self::GatewayApi => backend["port"].as_u64(),
            Self::Istio => backend["destination"]["port"]["number"].as_u64(),
        }
    }

    /// The part of its Service that a backend is for, by its pods' labels: no `DestinationRule` of a slot's Service has one.
    pub(super) fn subset(self, backend: &Value) -> Option<&str> {
        match self {
            Self::GatewayApi => None,
            Self::Istio => backend["destination"]["subset"].as_str(),
        }
    }

    /// Where a backend says which Service it is.
    pub(super) fn host_at(self, backend: Pointer) -> Pointer {
        match self {
            Self::GatewayApi => backend.field("name"),
            Self::Istio => backend.field("destination").field("host"),
        }
    }

    /// The conditions of a rule.
    pub(super) const fn matches(self) -> &'static str {
        match self {
            Self::GatewayApi => "matches",
            Self::Istio => "match",
        }
    }

    /// The same rule for such of its requests alone as have a header. Istio knows names of headers in lower case.
    pub(super) fn asking_for(self, rule: &Value, header: &Exact) -> Value {
        let mut rule = rule.clone();
        let all = rule[self.matches()].as_array().filter(|all| !all.is_empty()).cloned();
        let mut all = all.unwrap_or_else(|| vec![json!({})]);
        for one in &mut all {
            match (self, &mut one["headers"]) {
                (Self::GatewayApi, headers) => {
                    let ours = json!({ "type": "Exact", "name": header.name, "value": header.value });
                    let others = headers.as_array().cloned().unwrap_or_default();
                    *headers = others.into_iter().chain([ours]).collect();
                }
                (Self::Istio, headers) => headers[header.name.to_lowercase()] = json!({ "exact": header.value }),
            }
        }
        rule[self.matches()] = Value::Array(all);
        rule
    }

    /// Whether a rule has a condition on a header.
    pub(super) fn asks_for(self, rule: &Value, header: &str) -> bool {
        let all = rule[self.matches()].as_array().into_iter().flatten();
        all.map(|one| &one["headers"]).any(|headers| match self {
            Self::GatewayApi => headers
                .as_array()
                .into_iter()
                .flatten()
                .any(|one| one["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(header))),
            Self::Istio => {
                headers.as_object().is_some_and(|all| all.keys().any(|name| name.eq_ignore_ascii_case(header)))
            }
        })
    }

    /// Whether whoever carries out the route has taken up its newest version, as far as its status says, and else why not.
    pub(super) fn taken_up(self, object: &Object) -> (bool, Option<String>) {
        match self {
            Self::GatewayApi => by_gateways(object),
            Self::Istio => by_istio(object),
        }
    }
}

/// Every gateway that has an opinion.
fn by_gateways(object: &Object) -> (bool, Option<String>) {
    let Ok(route) = HttpRoute::of(object) else { return (false, None) };
    let generation = object.generation().unwrap_or(0);
    if route.status.parents.is_empty() {
        return (false, Some("no gateway has reported on it".to_owned()));
    }
    for parent in &route.status.parents {
        for kind in ["Accepted", "ResolvedRefs"] {
            match condition(&parent.conditions, kind) {
                Some(Condition { status: Truth::True, observed_generation, .. })
                    if observed_generation.is_none_or(|observed| observed >= generation) => {}
                Some(Condition { status: Truth::True, .. }) | None => return (false, None),
                Some(Condition { reason, message, .. }) => {
                    let gateway = &parent.parent_ref.name;
                    return (false, Some(format!("gateway {gateway} says {kind}: {reason}: {message}")));
                }
            }
        }
    }
    (true, None)
}

/// Istio writes a status only where it analyses, and then what is wrong.
fn by_istio(object: &Object) -> (bool, Option<String>) {
    let Some(status) = object.get(&["status"]) else { return (true, None) };
    let messages = status["validationMessages"].as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(wrong) = messages.iter().find(|message| message["level"] == "ERROR") {
        return (false, Some(format!("Istio says: {}", wrong["type"]["name"].as_str().unwrap_or("an error"))));
    }
    // It is a number, or the text of one.
    let observed = &status["observedGeneration"];
    let observed = observed.as_i64().or_else(|| observed.as_str()?.parse().ok());
    (observed.is_none_or(|observed| observed >= object.generation().unwrap_or(0)), None)
}
