//! Those who try a version out reach it by a header, before it has any of the traffic, and for as long as it is a candidate.

use std::collections::BTreeMap;

use kgas_acceptance::kubernetes::Kind;
use kgas_acceptance::traffic::Route;
use serde_json::{Value, json};

use super::scene::{Metrics, Scene, steps};

const HEADER: (&str, &str) = ("X-Canary", "1");

/// Requests with the header, through `route`.
fn try_out(namespace: &str, route: Route) {
    let header = (HEADER.0.to_owned(), HEADER.1.to_owned());
    Metrics::shared().traffic.send(namespace, Route::Headed(Box::new(route), header), 100.0);
}

fn sent(namespace: &str, slot: &str) -> BTreeMap<u16, u64> {
    Metrics::shared().traffic.sent(namespace, slot)
}

/// Applies a version whose first step waits for a person: those who have the header reach it, and then it is stopped.
fn tried_out_and_stopped(scene: &mut Scene, route: Route) {
    scene.rollout["traffic"]["header"] = json!({ "name": HEADER.0, "exact": HEADER.1 });
    scene.rollout["canary"]["steps"] = steps("1s");
    scene.rollout["canary"]["steps"][0]["approval"] = json!("required");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    let namespace = scene.namespace.clone();
    try_out(&namespace, route);
    scene.until("requests are served", |_| sent(&namespace, "a").contains_key(&200));
    assert_eq!(sent(&namespace, "b"), BTreeMap::new());
    scene.version("v2");
    let running = scene.start();
    scene.until("they reach the candidate", |_| sent(&namespace, "b").get(&200).is_some_and(|many| *many > 50));
    assert_eq!(scene.journal()["weight"], 0, "it has no traffic yet");
    running.target().interrupt();
    let ended = running.wait().unwrap();
    assert!(ended.unframed().contains("all traffic is back at the stable version"), "{}", ended.words());
}

/// The names of a route's rules.
fn rules(scene: &Scene, kind: Kind, name: &str, list: &str) -> Vec<Value> {
    let route = scene.find(kind, name).unwrap();
    route["spec"][list].as_array().unwrap().iter().map(|rule| rule["name"].clone()).collect()
}

#[test]
fn a_header_leads_to_the_candidate_and_nothing_of_it_is_left() {
    let mut scene = Scene::new("header");
    tried_out_and_stopped(&mut scene, Route::HttpRoute("api".to_owned()));
    assert_eq!(rules(&scene, Kind::HttpRoute, "api", "rules"), [Value::Null], "its rule is gone with the stop");
    scene.rollout["canary"]["steps"] = steps("2s");
    let running = scene.start();
    scene.until_header();
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!(rules(&scene, Kind::HttpRoute, "api", "rules"), [Value::Null]);
    scene.plan_is_empty();
    let errors: u64 = ["a", "b", "none"].iter().filter_map(|slot| sent("header", slot).get(&503).copied()).sum();
    assert_eq!(errors, 0, "nobody was sent to where nobody answers");
    scene.destroy();
}

impl Scene {
    /// Waits until a rule of ours is there.
    #[track_caller]
    fn until_header(&self) {
        self.until("a rule for the header", |scene| {
            rules(scene, Kind::HttpRoute, "api", "rules")[0] == json!("kgas-header-1")
        });
    }
}

#[test]
fn a_mesh_of_somebody_else_gets_a_rule_before_the_one_that_is_meant() {
    let mut scene = Scene::new("header-istio");
    let to = |host: &str| json!({ "destination": { "host": host, "port": { "number": 8080 } } });
    let spec = json!({ "hosts": ["shop.example.com"], "gateways": ["edge"], "http": [
        { "name": "main", "timeout": "3s", "route": [to("api")] },
        { "name": "old", "match": [{ "uri": { "prefix": "/old" } }], "route": [to("legacy")] },
    ] });
    let service = json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "front" }, "spec": spec,
    });
    let before = scene.client.create(&Kind::VirtualService.all("header-istio"), &service).unwrap();
    scene.rollout["traffic"] = json!({
        "istio": { "virtual_service": "front", "ownership": "shared", "routes": ["main"] }, "verify": { "settle": "0s" },
    });
    scene.shares("front");
    tried_out_and_stopped(&mut scene, Route::VirtualService("front".to_owned()));
    assert_eq!(rules(&scene, Kind::VirtualService, "front", "http"), [json!("main"), json!("old")]);
    scene.destroy();
    assert_eq!(scene.find(Kind::VirtualService, "front").unwrap()["spec"], before["spec"]);
}

#[test]
fn a_canary_of_nginx_takes_whoever_has_the_header() {
    let mut scene = Scene::new("header-nginx");
    scene.rollout["traffic"] = json!({ "nginx": {}, "verify": { "settle": "0s" } });
    tried_out_and_stopped(&mut scene, Route::Ingress("api".to_owned()));
    let beside = scene.find(Kind::Ingress, "api-kgas-canary").unwrap();
    assert_eq!(beside["metadata"]["annotations"]["nginx.ingress.kubernetes.io/canary-by-header"], Value::Null);
    scene.destroy();
}
