//! The engines of others run beside a cluster, and take up what is put there for them.
use std::time::Duration;

use kgas_acceptance::delivery::{Controller, Engine};
use kgas_acceptance::kubernetes::{Kind, Kubernetes, User};
use serde_json::{Value, json};

use super::deployment;

/// Nobody is there: these objects have no metrics.
const NO_PROMETHEUS: &str = "http://127.0.0.1:1";

#[test]
fn argo_rollouts_takes_up_a_rollout() {
    let cluster = Kubernetes::start().unwrap();
    let _controller = Controller::start(Engine::ArgoRollouts, &cluster, NO_PROMETHEUS).unwrap();
    let client = cluster.client(User::Admin);
    client.namespace("shop").unwrap();
    let mut rollout = deployment("api", 2, "registry.test/api:v1");
    rollout["apiVersion"] = json!("argoproj.io/v1alpha1");
    rollout["kind"] = json!("Rollout");
    rollout["spec"]["strategy"] = json!({ "canary": { "steps": [{ "setWeight": 50 }, { "pause": {} }] } });
    client.create(&Kind::Rollout.all("shop"), &rollout).unwrap();
    let healthy = |rollout: &Value| rollout["status"]["phase"] == "Healthy";
    let seen = client.wait(&Kind::Rollout.at("shop", "api"), healthy).unwrap();
    assert_eq!(seen["status"]["availableReplicas"], 2);
    assert_eq!(seen["status"]["stableRS"], seen["status"]["currentPodHash"]);
}

#[test]
fn flagger_takes_up_a_canary() {
    let cluster = Kubernetes::start().unwrap();
    let controller = Controller::start(Engine::Flagger, &cluster, NO_PROMETHEUS).unwrap();
    let client = cluster.client(User::Admin);
    client.namespace("shop").unwrap();
    client.create(&Kind::Deployment.all("shop"), &deployment("api", 2, "registry.test/api:v1")).unwrap();
    let canary = json!({
        "apiVersion": "flagger.app/v1beta1", "kind": "Canary", "metadata": { "name": "api" },
        "spec": {
            "provider": "kubernetes",
            "targetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" },
            "service": { "port": 80 },
            "analysis": { "interval": "10s", "threshold": 1, "iterations": 1 },
        },
    });
    client.create(&Kind::Canary.all("shop"), &canary).unwrap();
    let initialized = |canary: &Value| canary["status"]["phase"] == "Initialized";
    let _ = client.wait(&Kind::Canary.at("shop", "api"), initialized).unwrap();
    let primary = client.get(&Kind::Deployment.at("shop", "api-primary")).unwrap();
    assert_eq!(primary["status"]["availableReplicas"], 2);

    // What is frozen takes up nothing.
    controller.freeze().unwrap();
    client.create(&Kind::Deployment.all("shop"), &deployment("web", 1, "registry.test/web:v1")).unwrap();
    let mut second = canary;
    second["metadata"]["name"] = json!("web");
    second["spec"]["targetRef"]["name"] = json!("web");
    client.create(&Kind::Canary.all("shop"), &second).unwrap();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(client.get(&Kind::Canary.at("shop", "web")).unwrap()["status"], Value::Null);
    controller.thaw().unwrap();
    let _ = client.wait(&Kind::Canary.at("shop", "web"), initialized).unwrap();
}
