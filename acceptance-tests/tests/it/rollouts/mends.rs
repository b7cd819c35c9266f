//! What others change is seen by a plan and mended by an apply.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::Scene;

#[test]
fn weights_pods_and_services_are_mended() {
    let mut scene = Scene::new("mends");
    let _ = scene.apply().expect_ok();
    scene.meddled = true;
    let route = Kind::HttpRoute.at("mends", "api");
    let backends = scene.client.get(&route).unwrap()["spec"]["rules"].clone();
    let mut moved = backends.clone();
    moved[0]["backendRefs"][0]["weight"] = json!(60);
    moved[0]["backendRefs"][1]["weight"] = json!(40);
    scene.client.merge(&route, &json!({ "spec": { "rules": moved } })).unwrap();
    scene.client.merge(&Kind::Deployment.at("mends", "api-a"), &json!({ "spec": { "replicas": 1 } })).unwrap();
    scene.client.delete(&Kind::Service.at("mends", "api-b")).unwrap();
    let _ = scene.plan_is_pending();
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(scene.client.get(&route).unwrap()["spec"]["rules"], backends);
    assert_eq!(scene.pods("a"), Some(4));
    assert!(scene.find(Kind::Service, "api-b").is_some());

    // A route that is gone is made again, and what was only half destroyed goes all the same.
    scene.client.delete(&route).unwrap();
    let _ = scene.apply().expect_ok();
    assert_eq!(scene.weights(), [Some(100), Some(0)]);
    scene.client.delete(&Kind::Deployment.at("mends", "api-a")).unwrap();
    scene.destroy();
}
