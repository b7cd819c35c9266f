//! An autoscaler decides how many pods there are: each slot has its own, and the stable one does not shrink under way.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::Scene;

#[test]
fn each_slot_has_an_autoscaler_of_its_own() {
    let mut scene = Scene::new("autoscaled");
    let metric = json!({ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 60 } } });
    let spec = json!({
        "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" },
        "minReplicas": 3, "maxReplicas": 12, "metrics": [metric],
    });
    let original = json!({ "metadata": { "name": "api" }, "spec": spec });
    scene.client.create(&Kind::HorizontalPodAutoscaler.all("autoscaled"), &original).unwrap();
    scene.rollout["workload"].as_object_mut().unwrap().remove("replicas");
    scene.rollout["workload"]["autoscaler"] = json!("api");
    scene.subject.replicas = None;
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    let least = |scene: &Scene, slot: &str| {
        scene.find(Kind::HorizontalPodAutoscaler, &format!("api-{slot}")).map(|it| it["spec"]["minReplicas"].clone())
    };
    assert_eq!((scene.pods("a"), least(&scene, "a"), least(&scene, "b")), (Some(3), Some(json!(3)), None));

    // The autoscaler has seen load since: 8 pods carry it.
    let path = Kind::Deployment.at("autoscaled", "api-a");
    scene.client.merge(&format!("{path}/scale"), &json!({ "spec": { "replicas": 8 } })).unwrap();
    scene.client.wait(&path, |api| api["status"]["availableReplicas"] == 8).unwrap();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(50);
    assert_eq!((least(&scene, "a"), least(&scene, "b"), scene.pods("b")), (Some(json!(8)), Some(json!(4)), Some(4)));
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!((scene.pods("b"), least(&scene, "b"), least(&scene, "a")), (Some(8), Some(json!(3)), None));
    scene.destroy();
}
