//! Deployments become available or do not, nobody does what they may not, and data outlives the API server.
use std::thread::sleep;
use std::time::{Duration, Instant};

use kgas_acceptance::kubernetes::{ClientError, Kind, Kubernetes, User};
use kgas_acceptance::parts::Definitions;
use serde_json::json;

use super::{deployment, in_namespace};

#[test]
fn ten_pods_become_available() {
    let (_, client) = in_namespace("ten-pods");
    client.create(&Kind::Deployment.all("ten-pods"), &deployment("api", 10, "registry.test/api:v1")).unwrap();
    let seen = client.wait(&Kind::Deployment.at("ten-pods", "api"), |api| api["status"]["availableReplicas"] == 10);
    assert_eq!(seen.unwrap()["status"]["readyReplicas"], 10);
    let pods = client.list(&Kind::Pod.all("ten-pods")).unwrap();
    assert!(pods.iter().all(|pod| pod["spec"]["nodeName"].is_string() && pod["status"]["podIP"].is_string()));
}

#[test]
fn pods_are_ready_when_they_say_so() {
    let (_, client) = in_namespace("readiness");
    let all = Kind::Deployment.all("readiness");
    client.create(&all, &deployment("never", 2, "registry.test/api:v2-never-ready")).unwrap();
    client.create(&all, &deployment("later", 1, "registry.test/api:v2-ready-after-3s")).unwrap();
    let mut annotated = deployment("annotated", 1, "registry.test/api:v1");
    annotated["spec"]["template"]["metadata"]["annotations"] = json!({ "kgas.test/never-ready": "true" });
    client.create(&all, &annotated).unwrap();
    let started = Instant::now();
    client.wait(&Kind::Deployment.at("readiness", "later"), |api| api["status"]["readyReplicas"] == 1).unwrap();
    assert!(started.elapsed() > Duration::from_secs(2), "{:?}", started.elapsed());
    for (name, pods) in [("never", 2), ("annotated", 1)] {
        let seen = client.get(&Kind::Deployment.at("readiness", name)).unwrap();
        assert_eq!((&seen["status"]["replicas"], &seen["status"]["readyReplicas"]), (&json!(pods), &json!(null)));
    }
    let pods = client.list(&format!("{}?labelSelector=app=never", Kind::Pod.all("readiness"))).unwrap();
    assert!(pods.iter().all(|pod| pod["status"]["phase"] == "Running"), "{pods:?}");
}

#[test]
fn scaled_down_pods_go() {
    let (_, client) = in_namespace("scale-down");
    let path = Kind::Deployment.at("scale-down", "api");
    client.create(&Kind::Deployment.all("scale-down"), &deployment("api", 3, "registry.test/api:v1")).unwrap();
    client.wait(&path, |api| api["status"]["readyReplicas"] == 3).unwrap();
    client.merge(&format!("{path}/scale"), &json!({ "spec": { "replicas": 0 } })).unwrap();
    client.wait(&Kind::Pod.all("scale-down"), |pods| pods["items"] == json!([])).unwrap();
}

#[test]
fn routes_are_validated_by_their_definitions() {
    let (_, client) = in_namespace("definitions");
    for (kind, spec) in [
        (Kind::HttpRoute, json!({ "rules": [{ "backendRefs": [{ "name": "api-a", "port": 80, "weight": "many" }] }] })),
        (Kind::VirtualService, json!({ "hosts": ["api"], "http": [{ "route": [{ "weight": "many" }] }] })),
    ] {
        let object = |spec| {
            let (version, _) = kind.resource();
            json!({ "apiVersion": version, "kind": format!("{kind:?}").replace("Http", "HTTP"), "metadata": { "name": "api" }, "spec": spec })
        };
        let refused = client.create(&kind.all("definitions"), &object(spec)).unwrap_err();
        assert!(
            matches!(&refused, ClientError::Refused { status: 400 | 422, message, .. } if message.contains("weight")),
            "{refused}"
        );
    }
}

#[test]
fn a_restricted_user_may_do_what_a_role_says() {
    let (cluster, client) = in_namespace("restricted");
    let restricted = cluster.client(User::Restricted);
    let refused = restricted.get(&Kind::Deployment.all("restricted")).unwrap_err();
    assert!(matches!(refused, ClientError::Refused { status: 403, .. }), "{refused}");
    let rules = json!([{ "apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list"] }]);
    client.create(&Kind::Role.all("restricted"), &json!({ "metadata": { "name": "reader" }, "rules": rules })).unwrap();
    let binding = json!({
        "metadata": { "name": "reader" },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader" },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": User::Restricted.name() }],
    });
    client.create(&Kind::RoleBinding.all("restricted"), &binding).unwrap();
    // The authorizer learns of it by a watch.
    let started = Instant::now();
    while restricted.list(&Kind::Deployment.all("restricted")).is_err() {
        assert!(started.elapsed() < Duration::from_secs(30));
        sleep(Duration::from_millis(50));
    }
    let refused = restricted.create(&Kind::Deployment.all("restricted"), &deployment("api", 1, "x")).unwrap_err();
    assert!(matches!(refused, ClientError::Refused { status: 403, .. }), "{refused}");
}

#[test]
fn data_outlives_the_api_server() {
    let mut cluster = Kubernetes::start().unwrap();
    let client = cluster.client(User::Admin);
    client.namespace("outage").unwrap();
    cluster.define(Definitions::ArgoRollouts).unwrap();
    cluster.define(Definitions::Flagger).unwrap();
    client.create(&Kind::Deployment.all("outage"), &deployment("api", 2, "registry.test/api:v1")).unwrap();
    cluster.kill_api_server();
    let gone = client.get(&Kind::Deployment.at("outage", "api")).unwrap_err();
    assert!(matches!(gone, ClientError::Io { .. }), "{gone}");
    cluster.start_api_server().unwrap();
    // At first a list is answered 429: the API server is still reading its store.
    for rivals in ["argoproj.io/v1alpha1/namespaces/outage/rollouts", "flagger.app/v1beta1/namespaces/outage/canaries"]
    {
        client.wait(&format!("/apis/{rivals}"), |all| all["items"] == json!([])).unwrap();
    }
    // Controllers and kubelets find their way back.
    client.wait(&Kind::Deployment.at("outage", "api"), |api| api["status"]["availableReplicas"] == 2).unwrap();
}
