//! What Ingresses say of where requests go, read as the controllers that know weights read them.
//!
//! A shared test would find in ours what we put there; so this reads the annotations anew, after each controller's manual.
use serde_json::Value;

use super::route::{Rule, items};

const CANARY: &str = "nginx.ingress.kubernetes.io/canary";

/// How a path says that the action of its Service's name is meant.
const BY_ACTION: &str = "use-annotation";

/// Where requests come, and where they go.
struct Location {
    host: String,
    path: String,
    service: String,
    by_action: bool,
}

/// Each path of `main`, with the Services that its requests go to: by the action that it names, as the AWS Load Balancer Controller
/// reads it, or as ingress-nginx does. `others` are all Ingresses of the namespace: the first of them that is marked as a canary and
/// has the same host and path takes its share.
///
/// Source: <https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary>.
pub(crate) fn rules(main: &Value, others: &[Value]) -> Vec<Rule> {
    let all = paths(main).into_iter().map(|path| {
        let backends = if path.by_action { action(main, &path.service) } else { nginx(path, others) };
        Rule { headers: Vec::new(), backends }
    });
    all.collect()
}

/// The same for requests with a header, where a canary of ingress-nginx takes those that have it.
pub(crate) fn headed(main: &Value, others: &[Value]) -> Vec<Rule> {
    let canaries = others.iter().filter(|other| annotation(other, CANARY) == Some("true"));
    let by = |canary: &Value| {
        let name = annotation(canary, &format!("{CANARY}-by-header"))?.to_lowercase();
        // Without a value of its own the word is `always`.
        let value = annotation(canary, &format!("{CANARY}-by-header-value")).unwrap_or("always").to_owned();
        Some((canary.clone(), (name, value)))
    };
    let rule = |(canary, header): (Value, (String, String))| {
        let taken: Vec<_> = rules(main, std::slice::from_ref(&canary)).into_iter().map(|rule| rule.backends).collect();
        let backends = taken.into_iter().find(|backends| backends.len() > 1)?.into_iter().skip(1);
        Some(Rule { headers: vec![header], backends: backends.map(|(name, _)| (name, 100)).collect() })
    };
    canaries.filter_map(by).filter_map(rule).collect()
}

/// The Services of the paths that name one, and no action.
pub(crate) fn services(main: &Value) -> Vec<String> {
    paths(main).into_iter().filter(|path| !path.by_action).map(|path| path.service).collect()
}

fn nginx(at: Location, others: &[Value]) -> Vec<(String, u64)> {
    let marked = others.iter().filter(|other| annotation(other, CANARY) == Some("true"));
    let mut canaries = marked.filter_map(|canary| {
        let path = paths(canary).into_iter().find(|path| (&path.host, &path.path) == (&at.host, &at.path))?;
        Some((path.service, share(canary)))
    });
    // Of a canary with the main backend's own Service no notice is taken.
    let canary = canaries.next().filter(|(other, _)| *other != at.service);
    let taken = canary.as_ref().map_or(0, |(_, weight)| *weight);
    [(at.service, 100 - taken)].into_iter().chain(canary).collect()
}

/// Source: <https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions>.
fn action(main: &Value, name: &str) -> Vec<(String, u64)> {
    let text = annotation(main, &format!("alb.ingress.kubernetes.io/actions.{name}")).unwrap_or_default();
    let action: Value = serde_json::from_str(text).unwrap_or_default();
    let group =
        |group: &Value| Some((group["serviceName"].as_str()?.to_owned(), group["weight"].as_u64().unwrap_or(1)));
    items(&action["forwardConfig"]["targetGroups"]).iter().filter_map(group).collect()
}

fn paths(ingress: &Value) -> Vec<Location> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all = Vec::new();
    for rule in items(&ingress["spec"]["rules"]) {
        for path in items(&rule["http"]["paths"]) {
            let service = &path["backend"]["service"];
            let by_action = service["port"]["name"] == BY_ACTION;
            all.push(Location {
                host: text(&rule["host"]),
                path: text(&path["path"]),
                service: text(&service["name"]),
                by_action,
            });
        }
    }
    all
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

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
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

    #[test]
    fn an_action_has_the_weights_of_a_path_that_asks_for_it() {
        let group = |service: &str, weight: u64| json!({ "serviceName": service, "servicePort": 80, "weight": weight });
        let action =
            json!({ "type": "forward", "forwardConfig": { "targetGroups": [group("api-a", 75), group("api-b", 25)] } });
        let annotations = json!({ "alb.ingress.kubernetes.io/actions.api": action.to_string() });
        let mut main = ingress(&[("/", "api"), ("/web", "web")], annotations);
        let service = &mut main["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"];
        service["port"] = json!({ "name": "use-annotation" });
        let sent: Vec<_> = rules(&main, &[]).into_iter().map(|rule| rule.backends).collect();
        assert_eq!(sent, [named(&[("api-a", 75), ("api-b", 25)]), named(&[("web", 100)])]);
        assert_eq!(services(&main), ["web"]);
    }

    #[test]
    fn a_canary_takes_whoever_has_its_header() {
        let main = ingress(&[("/", "api-a")], json!({}));
        let canary = |header: Value| {
            let mut annotations = json!({ CANARY: "true", "nginx.ingress.kubernetes.io/canary-weight": "0" });
            annotations.as_object_mut().unwrap().extend(header.as_object().unwrap().clone());
            ingress(&[("/", "api-b")], annotations)
        };
        let by = json!({ "nginx.ingress.kubernetes.io/canary-by-header": "X-Canary", "nginx.ingress.kubernetes.io/canary-by-header-value": "1" });
        let found = headed(&main, &[canary(by)]);
        assert_eq!(found[0].backends, named(&[("api-b", 100)]));
        assert!(found[0].is_for(&("x-canary".to_owned(), "1".to_owned())));
        assert_eq!(headed(&main, &[canary(json!({}))]), []);
    }
}
