//! A route of somebody else's: the slots take one backend's place in it, and nothing else of it changes.

use kgas_acceptance::kubernetes::Kind;
use serde_json::{Value, json};

use super::scene::Scene;

fn rules() -> Value {
    json!([
        {
            "matches": [{ "path": { "type": "PathPrefix", "value": "/old" } }],
            "backendRefs": [{ "name": "legacy", "port": 81 }],
        },
        {
            "matches": [{ "path": { "type": "PathPrefix", "value": "/" }, "headers": [{ "name": "x", "value": "y" }] }],
            "filters": [{ "type": "RequestHeaderModifier", "requestHeaderModifier": { "set": [{ "name": "z", "value": "1" }] } }],
            "backendRefs": [{ "name": "mirror", "port": 82, "weight": 50 }, { "name": "api", "port": 8080, "weight": 100 }],
        },
        { "backendRefs": [{ "name": "api", "port": 8080 }] },
    ])
}

#[test]
fn only_our_two_weights_change() {
    let mut scene = Scene::new("shared");
    let spec = json!({ "parentRefs": [{ "name": "edge" }], "hostnames": ["api.example.com"], "rules": rules() });
    let route = json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
        "metadata": { "name": "front", "annotations": { "team": "shop" } }, "spec": spec,
    });
    let before = scene.client.create(&Kind::HttpRoute.all("shared"), &route).unwrap();
    scene.rollout["traffic"]["gateway_api"] = json!({ "route": "front", "ownership": "shared", "backend": "api" });
    scene.takes_part_in("front");
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    let now = scene.find(Kind::HttpRoute, "front").unwrap();
    let mut expected = before["spec"].clone();
    let slot = |name: &str, weight: u64| {
        let mut backend = before["spec"]["rules"][2]["backendRefs"][0].clone();
        backend["name"] = json!(name);
        backend["weight"] = json!(weight);
        backend
    };
    expected["rules"][1]["backendRefs"] =
        json!([before["spec"]["rules"][1]["backendRefs"][0], slot("api-a", 0), slot("api-b", 100)]);
    expected["rules"][2]["backendRefs"] = json!([slot("api-a", 0), slot("api-b", 100)]);
    assert_eq!(now["spec"], expected);
    scene.destroy();
    let after = scene.find(Kind::HttpRoute, "front").unwrap();
    assert_eq!(
        (&after["spec"], &after["metadata"]["annotations"]),
        (&before["spec"], &before["metadata"]["annotations"])
    );
}
