//! The harness's Kubernetes and Prometheus do what the real ones do, and the audit log saw it.
mod audit;
mod cluster;
mod delivery;
mod traffic;

use kgas_acceptance::kubernetes::{Client, Kind, Kubernetes, User};
use serde_json::{Value, json};

/// The cluster that these tests share, and a namespace of the test's own in it.
fn in_namespace(name: &str) -> (&'static Kubernetes, Client) {
    let cluster = Kubernetes::shared().unwrap();
    let client = cluster.client(User::Admin);
    client.namespace(name).unwrap();
    (cluster, client)
}

/// A Deployment whose pods are labelled with its name.
fn deployment(name: &str, replicas: u32, image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": name },
        "spec": {
            "replicas": replicas,
            "selector": { "matchLabels": { "app": name } },
            "template": {
                "metadata": { "labels": { "app": name } },
                "spec": { "containers": [{ "name": "app", "image": image }] },
            },
        },
    })
}

/// Deployment and Service `api-SLOT`, as a rollout has them.
fn slot(client: &Client, namespace: &str, slot: &str, replicas: u32, image: &str) {
    let name = format!("api-{slot}");
    let labels = json!({ "app": "api", "kgas.dev/slot": slot });
    let mut wanted = deployment(&name, replicas, image);
    wanted["spec"]["selector"]["matchLabels"] = labels.clone();
    wanted["spec"]["template"]["metadata"]["labels"] = labels.clone();
    client.create(&Kind::Deployment.all(namespace), &wanted).unwrap();
    let service = json!({ "metadata": { "name": name }, "spec": { "selector": labels, "ports": [{ "port": 80 }] } });
    client.create(&Kind::Service.all(namespace), &service).unwrap();
}
