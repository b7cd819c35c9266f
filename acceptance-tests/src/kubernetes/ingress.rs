//! What Ingresses say of where requests go, read as the controllers that know weights read them.
//!
//! A shared test would find in ours what we put there; so this reads the annotations anew, after each controller's manual.
use serde_json::Value;

use super::route::{Rule, items};

const CANARY: &str = "nginx.ingress.kubernetes.io/canary";

/// Each path of `main`, with the Services that ingress-nginx sends its requests to. `others` are all Ingresses of the namespace: the
/// first of them that is marked as a canary and has the same host and path takes its share.
///
/// Source: <https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary>.
pub(crate) fn rules(main: &Value, others: &[Value]) -> Vec<Rule> {
    let all = paths(main).into_iter().map(|(host, path, service)| {
        let marked = others.iter().filter(|other| annotation(other, CANARY) == Some("true"));
        let mut canaries = marked.filter_map(|canary| {
            let (.., service) = paths(canary).into_iter().find(|(at, on, _)| (at, on) == (&host, &path))?;
            Some((service, share(canary)))
        });
        // Which requests go to the main backend's own Service by a canary is the same.
        let canary = canaries.next().filter(|(other, _)| *other != service);
        let taken = canary.as_ref().map_or(0, |(_, weight)| *weight);
        let main = (service, 100 - taken);
        Rule { for_headers: false, backends: [main].into_iter().chain(canary).collect() }
    });
    all.collect()
}

/// Host, path and Service of each path.
fn paths(ingress: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |rule: &Value| {
        let host = text(&rule["host"]);
        let path = |path: &Value| {
            Some((host.clone(), text(&path["path"]), path["backend"]["service"]["name"].as_str()?.to_owned()))
        };
        items(&rule["http"]["paths"]).iter().filter_map(path).collect::<Vec<_>>()
    };
    items(&ingress["spec"]["rules"]).iter().flat_map(of).collect()
}

/// Percent of the requests that a canary takes.
fn share(canary: &Value) -> u64 {
    let number = |name: &str| annotation(canary, &format!("{CANARY}-{name}")).and_then(|text| text.parse::<u64>().ok());
    let total = number("weight-total").unwrap_or(100).max(100);
    (number("weight").unwrap_or(0).min(total) * 100) / total
}

pub(crate) fn annotation<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object["metadata"]["annotations"][name].as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ingress(services: &[(&str, &str)], annotations: Value) -> Value {
        let path =
            |(path, service): &(&str, &str)| json!({ "path": path, "backend": { "service": { "name": service } } });
        let paths: Vec<_> = services.iter().map(path).collect();
        json!({
            "kind": "Ingress", "metadata": { "annotations": annotations },
            "spec": { "rules": [{ "host": "x", "http": { "paths": paths } }] },
        })
    }

    fn seen(main: &Value, canary: Value) -> Vec<Vec<(String, u64)>> {
        rules(main, &[main.clone(), canary]).into_iter().map(|rule| rule.backends).collect()
    }

    fn named(backends: &[(&str, u64)]) -> Vec<(String, u64)> {
        backends.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect()
    }

    #[test]
    fn a_canary_takes_its_share_of_its_paths() {
        let main = ingress(&[("/", "api-a"), ("/web", "web")], json!({}));
        let canary = |service, weight: &str| {
            ingress(&[("/", service)], json!({ CANARY: "true", "nginx.ingress.kubernetes.io/canary-weight": weight }))
        };
        let web = || named(&[("web", 100)]);
        assert_eq!(seen(&main, canary("api-b", "25")), [named(&[("api-a", 75), ("api-b", 25)]), web()]);
        assert_eq!(seen(&main, canary("api-a", "25")), [named(&[("api-a", 100)]), web()]);
        let unmarked = ingress(&[("/", "api-b")], json!({ CANARY: "false" }));
        assert_eq!(seen(&main, unmarked), [named(&[("api-a", 100)]), web()]);
    }
}
