//! What routes say of where requests go, read as a gateway or a mesh reads it.
use serde_json::Value;

/// A rule, with the Services that its requests go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// It is only for requests with these headers, by name in lower case and value.
    pub(crate) headers: Vec<(String, String)>,
    /// Name and weight of each Service.
    pub(crate) backends: Vec<(String, u64)>,
}

impl Rule {
    /// Whether it takes requests with this header, and others do not come to it.
    pub(crate) fn is_for(&self, header: &(String, String)) -> bool {
        self.headers.contains(&(header.0.to_lowercase(), header.1.clone()))
    }

    /// The weight of a Service, if the rule has it.
    pub(crate) fn weight(&self, service: &str) -> Option<u64> {
        self.backends.iter().find(|(name, _)| name == service).map(|(_, weight)| *weight)
    }
}

/// The rules of an `HTTPRoute`, or the `http` rules of an Istio `VirtualService`.
pub(crate) fn rules(route: &Value) -> Vec<Rule> {
    let spec = &route["spec"];
    if spec["http"].is_array() {
        items(&spec["http"]).iter().map(istio).collect()
    } else {
        items(&spec["rules"]).iter().map(gateway_api).collect()
    }
}

/// A weight that is not said is 1. Source: <https://gateway-api.sigs.k8s.io/reference/spec/#backendref>.
fn gateway_api(rule: &Value) -> Rule {
    let backend = |of: &Value| Some((of["name"].as_str()?.to_owned(), of["weight"].as_u64().unwrap_or(1)));
    Rule {
        headers: items(&rule["matches"]).iter().flat_map(|one| items(&one["headers"])).map(exact).collect(),
        backends: items(&rule["backendRefs"]).iter().filter_map(backend).collect(),
    }
}

fn exact(header: &Value) -> (String, String) {
    let text = |field: &str| header[field].as_str().unwrap_or_default().to_owned();
    (text("name").to_lowercase(), text("value"))
}

fn values(headers: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
    let exact = |value: &Value| value["exact"].as_str().unwrap_or_default().to_owned();
    headers.iter().map(|(name, value)| (name.clone(), exact(value))).collect()
}

/// The weight of a single destination need not be said. A host may be a short name.
/// Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination>.
fn istio(rule: &Value) -> Rule {
    let all = items(&rule["route"]);
    let unsaid = u64::from(all.len() == 1);
    let destination = |of: &Value| {
        let host = of["destination"]["host"].as_str()?.split('.').next()?.to_owned();
        Some((host, of["weight"].as_u64().unwrap_or(unsaid)))
    };
    Rule {
        headers: items(&rule["match"]).iter().filter_map(|one| one["headers"].as_object()).flat_map(values).collect(),
        backends: all.iter().filter_map(destination).collect(),
    }
}

pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn weights_that_are_not_said() {
        let http = json!({ "spec": { "rules": [{ "backendRefs": [{ "name": "a" }, { "name": "b", "weight": 0 }] }] } });
        assert_eq!(rules(&http)[0].backends, [("a".to_owned(), 1), ("b".to_owned(), 0)]);
        let to = |host: &str| json!({ "destination": { "host": host } });
        let mesh = |route: Value| rules(&json!({ "spec": { "http": [{ "route": route }] } })).remove(0).backends;
        assert_eq!(mesh(json!([to("a.shop.svc.cluster.local")])), [("a".to_owned(), 1)]);
        assert_eq!(mesh(json!([to("a"), to("b")])), [("a".to_owned(), 0), ("b".to_owned(), 0)]);
    }
}
