//! Where requests go by what the API server says: a route's weights, the pods behind its Services, and what those run.
use serde_json::Value;

use super::behaviour::Behaviour;
use crate::kubernetes::route::rules;
use crate::kubernetes::{Kind, has, ingress};

/// The label of pods and Services that tells the slots of a rollout apart.
const SLOT: &str = "kgas.dev/slot";

/// What requests are sent through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// The first rule without header matches of this `HTTPRoute`, by the weights of its backends.
    HttpRoute(String),
    /// The first `http` rule without header matches of this Istio `VirtualService`, by the weights of its destinations.
    VirtualService(String),
    /// The first path of this Ingress, as ingress-nginx or the load balancer of its action takes it.
    Ingress(String),
    /// This Service: evenly to all ready pods that it selects.
    Service(String),
    /// Another of these, by requests that have a header of this name and value.
    Headed(Box<Route>, (String, String)),
}

impl Route {
    /// What has to be listed to find it.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::HttpRoute(_) => Kind::HttpRoute,
            Self::VirtualService(_) => Kind::VirtualService,
            Self::Ingress(_) => Kind::Ingress,
            Self::Service(_) => Kind::Service,
            Self::Headed(route, _) => route.kind(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::HttpRoute(name) | Self::VirtualService(name) | Self::Ingress(name) | Self::Service(name) => name,
            Self::Headed(route, _) => route.name(),
        }
    }
}

/// What is in one namespace.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    /// `HTTPRoute`, `VirtualService` or Ingress objects; none for a Service.
    pub(super) routes: Vec<Value>,
    pub(super) services: Vec<Value>,
    pub(super) pods: Vec<Value>,
}

/// One of the places that requests go to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Side {
    /// The slot, else the Service's name; `none` for requests that have nowhere to go.
    pub(super) slot: String,
    /// Of all requests, from 0 to 1.
    pub(super) share: f64,
    /// How its pods answer.
    pub(super) behaviour: Behaviour,
}

/// Where the requests of `route` go. The shares add up to 1.
pub(super) fn sides(route: &Route, scene: &Scene) -> Vec<Side> {
    let sides = match route {
        Route::Service(name) => by_pods(scene, name),
        Route::HttpRoute(name) | Route::VirtualService(name) => {
            let rule = rules(named(&scene.routes, name)).into_iter().find(|rule| rule.headers.is_empty());
            by_weights(scene, rule.map(|rule| rule.backends).unwrap_or_default())
        }
        Route::Headed(route, header) => {
            let object = named(&scene.routes, route.name());
            let all = match **route {
                Route::Ingress(_) => ingress::headed(object, &scene.routes),
                _ => rules(object),
            };
            match all.into_iter().find(|rule| rule.is_for(header)) {
                Some(rule) => by_weights(scene, rule.backends),
                None => return sides(route, scene),
            }
        }
        Route::Ingress(name) => by_ingress(scene, named(&scene.routes, name)),
    };
    if sides.is_empty() {
        vec![Side { slot: "none".to_owned(), share: 1.0, behaviour: Behaviour::DOWN }]
    } else {
        sides
    }
}

/// Of ingress-nginx a main backend without pods is 503 for all, and a canary without any takes nothing.
fn by_ingress(scene: &Scene, main: &Value) -> Vec<Side> {
    let first = ingress::rules(main, &scene.routes).into_iter().next().map(|rule| rule.backends).unwrap_or_default();
    let serves = |name: &str| ready(scene, named(&scene.services, name)).next().is_some();
    if ingress::services(main).is_empty() {
        return by_weights(scene, first);
    }
    match &first[..] {
        [(main, _), (canary, _)] if serves(main) && serves(canary) => by_weights(scene, first),
        [(main, _), ..] => by_weights(scene, vec![(main.clone(), 100)]),
        [] => Vec::new(),
    }
}

fn by_weights(scene: &Scene, backends: Vec<(String, u64)>) -> Vec<Side> {
    let sum: u64 = backends.iter().map(|(_, weight)| weight).sum();
    let with_weight = backends.into_iter().filter(|(_, weight)| *weight > 0);
    let side = |(name, weight): (String, u64)| {
        let service = named(&scene.services, &name);
        let pods: Vec<_> = ready(scene, service).collect();
        let slot = service["spec"]["selector"][SLOT].as_str().unwrap_or(&name).to_owned();
        Side { slot, share: part(weight, sum), behaviour: Behaviour::of(&pods) }
    };
    with_weight.map(side).collect()
}

fn by_pods(scene: &Scene, name: &str) -> Vec<Side> {
    let all: Vec<_> = ready(scene, named(&scene.services, name)).collect();
    let mut slots: Vec<_> = all.iter().map(|pod| slot_of(pod, name)).collect();
    slots.sort_unstable();
    slots.dedup();
    let side = |slot: &str| {
        let pods: Vec<_> = all.iter().copied().filter(|pod| slot_of(pod, name) == slot).collect();
        let share = part(pods.len() as u64, all.len() as u64);
        Side { slot: slot.to_owned(), share, behaviour: Behaviour::of(&pods) }
    };
    slots.into_iter().map(side).collect()
}

fn slot_of<'a>(pod: &'a Value, otherwise: &'a str) -> &'a str {
    pod["metadata"]["labels"][SLOT].as_str().unwrap_or(otherwise)
}

/// The pods behind a Service that may get requests. A Service without a selector has none.
fn ready<'a>(scene: &'a Scene, service: &'a Value) -> impl Iterator<Item = &'a Value> {
    let selector = service["spec"]["selector"].as_object();
    let is_selected = move |pod: &&Value| {
        let labels = &pod["metadata"]["labels"];
        selector.is_some_and(|all| all.iter().all(|(key, value)| labels[key] == *value))
    };
    let is_ready = |pod: &&Value| has(pod, "Ready") && pod["metadata"]["deletionTimestamp"].is_null();
    scene.pods.iter().filter(is_selected).filter(is_ready)
}

fn named<'a>(objects: &'a [Value], name: &str) -> &'a Value {
    objects.iter().find(|object| object["metadata"]["name"] == name).unwrap_or(&Value::Null)
}

#[expect(clippy::cast_precision_loss, reason = "weights and pods are few")]
fn part(of: u64, sum: u64) -> f64 {
    of as f64 / sum as f64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn service(name: &str, slot: &str) -> Value {
        json!({ "metadata": { "name": name }, "spec": { "selector": { "app": "api", SLOT: slot } } })
    }

    fn pod(slot: &str, is_ready: bool) -> Value {
        json!({
            "metadata": { "labels": { "app": "api", SLOT: slot } },
            "spec": { "containers": [{ "image": if slot == "b" { "api:v2-errors-30" } else { "api:v1" } }] },
            "status": { "conditions": [{ "type": "Ready", "status": if is_ready { "True" } else { "False" } }] },
        })
    }

    fn scene(route: Value, pods: Vec<Value>) -> Scene {
        let all = json!({ "metadata": { "name": "all" }, "spec": { "selector": { "app": "api" } } });
        Scene { routes: vec![route], services: vec![service("api-a", "a"), service("api-b", "b"), all], pods }
    }

    fn seen(route: &Route, scene: &Scene) -> Vec<(String, f64, f64)> {
        sides(route, scene).into_iter().map(|side| (side.slot, side.share, side.behaviour.errors)).collect()
    }

    fn side(slot: &str, share: f64, errors: f64) -> (String, f64, f64) {
        (slot.to_owned(), share, errors)
    }

    fn http_route(a: u64, b: u64) -> Value {
        let refs = json!([{ "name": "api-a", "weight": a }, { "name": "api-b", "weight": b }]);
        let headers = json!([{ "name": "X", "value": "1" }]);
        let testers = json!({ "matches": [{ "headers": headers }], "backendRefs": [{ "name": "api-b" }] });
        json!({ "metadata": { "name": "api" }, "spec": { "rules": [testers, { "backendRefs": refs }] } })
    }

    #[test]
    fn a_route_is_followed_by_its_weights() {
        let route = Route::HttpRoute("api".to_owned());
        let pods = vec![pod("a", true), pod("b", true)];
        assert_eq!(
            seen(&route, &scene(http_route(75, 25), pods.clone())),
            [side("a", 0.75, 0.0), side("b", 0.25, 0.3)]
        );
        assert_eq!(seen(&route, &scene(http_route(100, 0), pods.clone())), [side("a", 1.0, 0.0)]);
        assert_eq!(seen(&route, &scene(http_route(0, 0), pods.clone())), [side("none", 1.0, 1.0)]);
        assert_eq!(
            seen(&Route::HttpRoute("gone".to_owned()), &scene(http_route(1, 1), pods)),
            [side("none", 1.0, 1.0)]
        );
    }

    #[test]
    fn whoever_has_the_header_goes_by_its_rule() {
        let route = |value: &str| {
            let header = ("x".to_owned(), value.to_owned());
            Route::Headed(Box::new(Route::HttpRoute("api".to_owned())), header)
        };
        let scene = scene(http_route(100, 0), vec![pod("a", true), pod("b", true)]);
        assert_eq!(seen(&route("1"), &scene), [side("b", 1.0, 0.3)]);
        assert_eq!(seen(&route("2"), &scene), [side("a", 1.0, 0.0)]);
    }

    #[test]
    fn a_mesh_is_followed_by_its_weights() {
        let route = Route::VirtualService("api".to_owned());
        let to = |host: &str, weight: u64| json!({ "destination": { "host": host }, "weight": weight });
        let virtual_service = |rules: Value| json!({ "metadata": { "name": "api" }, "spec": { "http": [rules] } });
        let rules = json!({ "route": [to("api-a.shop.svc.cluster.local", 90), to("api-b", 10)] });
        let pods = vec![pod("a", true), pod("b", true)];
        assert_eq!(
            seen(&route, &scene(virtual_service(rules), pods.clone())),
            [side("a", 0.9, 0.0), side("b", 0.1, 0.3)]
        );
        let alone = json!({ "route": [{ "destination": { "host": "api-a" } }] });
        assert_eq!(seen(&route, &scene(virtual_service(alone), pods)), [side("a", 1.0, 0.0)]);
    }

    #[test]
    fn a_weight_on_pods_that_are_not_ready_is_errors() {
        let route = Route::HttpRoute("api".to_owned());
        let mut going = pod("b", true);
        going["metadata"]["deletionTimestamp"] = json!("2026-06-01T00:00:00Z");
        let scene = scene(http_route(50, 50), vec![pod("a", true), pod("b", false), going]);
        assert_eq!(seen(&route, &scene), [side("a", 0.5, 0.0), side("b", 0.5, 1.0)]);
    }

    #[test]
    fn a_canary_of_nginx_takes_its_share_while_both_have_pods() {
        let ingress = |name: &str, service: &str, annotations: Value| {
            let path = json!({ "path": "/", "backend": { "service": { "name": service } } });
            let metadata = json!({ "name": name, "annotations": annotations });
            json!({ "metadata": metadata, "spec": { "rules": [{ "http": { "paths": [path] } }] } })
        };
        let annotations = json!({
            "nginx.ingress.kubernetes.io/canary": "true", "nginx.ingress.kubernetes.io/canary-weight": "25",
        });
        let route = Route::Ingress("api".to_owned());
        let with = |pods| {
            let mut scene = scene(ingress("api", "api-a", json!({})), pods);
            scene.routes.push(ingress("api-kgas-canary", "api-b", annotations.clone()));
            seen(&route, &scene)
        };
        assert_eq!(with(vec![pod("a", true), pod("b", true)]), [side("a", 0.75, 0.0), side("b", 0.25, 0.3)]);
        assert_eq!(with(vec![pod("a", true)]), [side("a", 1.0, 0.0)]);
        assert_eq!(with(vec![pod("b", true)]), [side("a", 1.0, 1.0)]);
    }

    #[test]
    fn a_service_spreads_over_ready_pods() {
        let route = Route::Service("all".to_owned());
        let pods = vec![pod("a", true), pod("a", true), pod("a", true), pod("b", true), pod("b", false)];
        assert_eq!(seen(&route, &scene(json!({}), pods)), [side("a", 0.75, 0.0), side("b", 0.25, 0.3)]);
        assert_eq!(seen(&route, &scene(json!({}), vec![])), [side("none", 1.0, 1.0)]);
    }
}
