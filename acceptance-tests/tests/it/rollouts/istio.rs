//! The mesh carries the weights: a `VirtualService` of ours, and one of somebody else's.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::Scene;

#[test]
fn a_virtual_service_of_ours_carries_the_weights() {
    let mut scene = Scene::new("istio");
    scene.rollout["traffic"] = json!({ "istio": { "hosts": ["api"] }, "verify": { "settle": "0s" } });
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    let service = scene.find(Kind::VirtualService, "api").unwrap();
    let route = &service["spec"]["http"][0]["route"];
    let seen = [0, 1].map(|index| (route[index]["destination"]["host"].clone(), route[index]["weight"].clone()));
    assert_eq!(seen, [(json!("api-a"), json!(0)), (json!("api-b"), json!(100))]);
    scene.destroy();
    assert_eq!(scene.find(Kind::VirtualService, "api"), None);
}

#[test]
fn a_virtual_service_of_somebody_else_changes_in_two_weights() {
    let mut scene = Scene::new("istio-shared");
    let to = |host: &str| json!({ "destination": { "host": host, "port": { "number": 8080 } } });
    let spec = json!({ "hosts": ["shop.example.com"], "gateways": ["edge"], "http": [
        { "name": "old", "match": [{ "uri": { "prefix": "/old" } }], "route": [to("legacy")] },
        { "name": "main", "timeout": "3s", "retries": { "attempts": 3 }, "route": [to("api")] },
    ] });
    let service = json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "front" }, "spec": spec,
    });
    let before = scene.client.create(&Kind::VirtualService.all("istio-shared"), &service).unwrap();
    scene.rollout["traffic"] =
        json!({ "istio": { "virtual_service": "front", "ownership": "shared" }, "verify": { "settle": "0s" } });
    scene.takes_part_in("front");
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    let now = scene.find(Kind::VirtualService, "front").unwrap();
    let mut expected = before["spec"].clone();
    let slot = |name: &str, weight: u64| {
        let mut slot = to(name);
        slot["weight"] = json!(weight);
        slot
    };
    expected["http"][1]["route"] = json!([slot("api-a", 0), slot("api-b", 100)]);
    assert_eq!(now["spec"], expected);
    scene.destroy();
    assert_eq!(scene.find(Kind::VirtualService, "front").unwrap()["spec"], before["spec"]);
}
