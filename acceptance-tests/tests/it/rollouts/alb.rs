//! A load balancer of AWS carries the weights, by one annotation of an Ingress: of one of ours, and of somebody else's.

use kgas_acceptance::audit;
use kgas_acceptance::kubernetes::Kind;
use kgas_acceptance::traffic::Route;
use serde_json::{Value, json};

use super::scene::{Metrics, Scene, steps};

const ACTION: &str = "alb.ingress.kubernetes.io/actions.api";

/// What the annotation says of where requests go.
fn forward(scene: &Scene, name: &str) -> Value {
    let ingress = scene.find(Kind::Ingress, name).unwrap();
    let action: Value = serde_json::from_str(ingress["metadata"]["annotations"][ACTION].as_str().unwrap()).unwrap();
    action["forwardConfig"].clone()
}

fn groups(a: u64, b: u64) -> Value {
    let group = |service: &str, weight: u64| json!({ "serviceName": service, "servicePort": 8080, "weight": weight });
    json!([group("api-a", a), group("api-b", b)])
}

#[test]
fn an_ingress_of_ours_carries_the_weights_in_one_annotation() {
    let mut scene = Scene::new("alb");
    let metrics = Metrics::shared();
    scene.rollout["traffic"] = json!({ "alb": { "stickiness": "1h" }, "verify": { "settle": "1s" } });
    scene.watched_by(metrics, Route::Ingress("api".to_owned()));
    scene.rollout["canary"]["steps"] = steps("6s");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    let free = json!({ "enabled": false });
    assert_eq!(forward(&scene, "api"), json!({ "targetGroups": groups(100, 0), "targetGroupStickinessConfig": free }));
    scene.version("v2");
    let running = scene.start();
    scene.until("25 %", |scene| forward(scene, "api")["targetGroups"] == groups(75, 25));
    let kept = json!({ "enabled": true, "durationSeconds": 3_600 });
    assert_eq!(forward(&scene, "api")["targetGroupStickinessConfig"], kept);
    metrics.traffic.fail("alb", "b", Some(0.3));
    let ended = running.wait().unwrap();
    assert!(!ended.ok() && ended.unframed().contains("step 2 (25 %)"), "{}", ended.words());
    let written: Vec<_> = audit::weights(&scene.subject, &scene.events()).into_iter().map(|one| one.slots).collect();
    assert_eq!(written, [[100, 0], [95, 5], [75, 25], [100, 0]]);
    assert_eq!(forward(&scene, "api")["targetGroupStickinessConfig"], free, "nobody is kept at the bad version");
    metrics.traffic.fail("alb", "b", None);
    scene.destroy();
    assert_eq!(scene.find(Kind::Ingress, "api"), None);
}

#[test]
fn an_ingress_of_somebody_else_goes_by_our_action_and_is_given_back() {
    let mut scene = Scene::new("alb-shared");
    let path = |path: &str, service: &str| {
        let backend = json!({ "service": { "name": service, "port": { "number": 8080 } } });
        json!({ "path": path, "pathType": "Prefix", "backend": backend })
    };
    let rules = json!([{ "host": "shop.example.com", "http": { "paths": [path("/api", "api"), path("/", "web")] } }]);
    let ingress = json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": { "name": "front", "annotations": { "alb.ingress.kubernetes.io/scheme": "internal" } },
        "spec": { "ingressClassName": "alb", "rules": rules },
    });
    let before = scene.client.create(&Kind::Ingress.all("alb-shared"), &ingress).unwrap();
    scene.rollout["traffic"] =
        json!({ "alb": { "ingress": "front", "ownership": "shared" }, "verify": { "settle": "0s" } });
    scene.takes_part_in("front");
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    assert_eq!(forward(&scene, "front"), json!({ "targetGroups": groups(0, 100) }));
    let now = scene.find(Kind::Ingress, "front").unwrap();
    let mut expected = before["spec"].clone();
    expected["rules"][0]["http"]["paths"][0]["backend"]["service"]["port"] = json!({ "name": "use-annotation" });
    assert_eq!(now["spec"], expected);
    scene.plan_is_empty();

    // What is destroyed half way gives the traffic back first.
    scene.rollout["canary"]["steps"] = steps("30s");
    scene.rollout["on_interrupt"] = json!("hold");
    scene.version("v3");
    let running = scene.start();
    scene.until("5 %", |scene| forward(scene, "front")["targetGroups"] == groups(5, 95));
    running.target().interrupt();
    assert!(!running.wait().unwrap().ok());
    scene.destroy();
    let last = audit::weights(&scene.subject, &scene.events()).pop().unwrap();
    assert_eq!(last.slots, [0, 100]);
    let after = scene.find(Kind::Ingress, "front").unwrap();
    assert_eq!(
        (&after["spec"], &after["metadata"]["annotations"]),
        (&before["spec"], &before["metadata"]["annotations"])
    );
}
