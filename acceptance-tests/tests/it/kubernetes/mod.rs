//! The harness's Kubernetes and Prometheus do what the real ones do, and the audit log saw it.
mod cluster;

use kgas_acceptance::kubernetes::{Client, Kubernetes, User};
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
