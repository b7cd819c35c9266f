//! A Deployment that is there already is taken over while it serves, and gets its place back in the end.

use kgas_acceptance::kubernetes::Kind;
use serde_json::{Value, json};

use super::scene::Scene;

const NAMESPACE: &str = "adopt";

/// A Deployment, what it reads, and a Service in front of it.
fn furnish(scene: &Scene) {
    let labels = json!({ "app": "api" });
    let settings = json!({ "metadata": { "name": "settings" }, "data": { "colour": "blue" } });
    scene.client.create(&Kind::ConfigMap.all(NAMESPACE), &settings).unwrap();
    let container = json!({
        "name": "app", "image": "registry.test/api:v1", "ports": [{ "containerPort": 8080 }],
        "envFrom": [{ "configMapRef": { "name": "settings" } }],
    });
    let template = json!({ "metadata": { "labels": labels }, "spec": { "containers": [container] } });
    let spec = json!({ "replicas": 3, "selector": { "matchLabels": labels }, "template": template });
    scene
        .client
        .create(&Kind::Deployment.all(NAMESPACE), &json!({ "metadata": { "name": "api" }, "spec": spec }))
        .unwrap();
    let service = json!({ "selector": labels, "ports": [{ "port": 8080 }] });
    scene
        .client
        .create(&Kind::Service.all(NAMESPACE), &json!({ "metadata": { "name": "api" }, "spec": service }))
        .unwrap();
    let path = Kind::Deployment.at(NAMESPACE, "api");
    scene.client.wait(&path, |api| api["status"]["availableReplicas"] == 3).unwrap();
}

fn image(deployment: &Value) -> &Value {
    &deployment["spec"]["template"]["spec"]["containers"][0]["image"]
}

#[test]
fn a_deployment_is_taken_over_and_released() {
    let mut scene = Scene::new(NAMESPACE);
    furnish(&scene);
    let before = scene.find(Kind::Deployment, "api").unwrap();
    scene.rollout["workload"] = json!({ "adopt": "api" });
    scene.subject.replicas = Some(3);
    scene.subject.adopted = Some("api".to_owned());
    scene.subject.least_available = Some(3);
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((scene.weights(), scene.pods("a")), ([Some(100), Some(0)], Some(3)));
    assert_eq!(scene.find(Kind::Deployment, "api").unwrap()["spec"]["replicas"], 0);
    let slot = scene.find(Kind::Deployment, "api-a").unwrap();
    let read = slot["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"].clone();
    assert_eq!(scene.find(Kind::ConfigMap, read.as_str().unwrap()).unwrap()["immutable"], true);

    // What pods read belongs to the version: a change of it is a rollout.
    let path = Kind::ConfigMap.at(NAMESPACE, "settings");
    scene.client.merge(&path, &json!({ "data": { "colour": "green" } })).unwrap();
    let _ = scene.plan_is_pending();
    scene.rollout["workload"]["image"] = json!({ "app": "registry.test/api:v2" });
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    let slot = scene.find(Kind::Deployment, "api-b").unwrap();
    assert_eq!(image(&slot), "registry.test/api:v2");
    assert_ne!(slot["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"], read);

    scene.destroy();
    let after = scene.find(Kind::Deployment, "api").unwrap();
    assert_eq!((&after["spec"]["replicas"], image(&after)), (&json!(3), &json!("registry.test/api:v2")));
    assert_eq!(after["spec"]["template"]["metadata"]["labels"], before["spec"]["template"]["metadata"]["labels"]);
    let from = &after["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"];
    assert_eq!(from, "settings");
    let notes = after["metadata"]["annotations"].as_object().unwrap().keys();
    assert_eq!(notes.filter(|name| name.starts_with("kgas.dev/")).count(), 0, "no mark of ours is left");
    assert_eq!(after["status"]["availableReplicas"], 3, "all its pods are there before the others go");
}
