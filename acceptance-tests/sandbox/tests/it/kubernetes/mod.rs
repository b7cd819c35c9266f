//! The Kubernetes API, straight through `handle`.
mod apply;
mod controls;
mod crud;
mod doors;
mod patches;
mod prometheus;
mod python;
mod recorded;
mod traffic;
mod workloads;

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use kgas_sandbox::{KUBERNETES_TOKEN, Moment, Timing, World, handle};
use serde_json::{Value, json};

pub(crate) const APPS: &str = "apis/apps/v1/namespaces/shop/deployments";
pub(crate) const CONFIG: &str = "api/v1/namespaces/shop/configmaps";
pub(crate) const SERVICES: &str = "api/v1/namespaces/shop/services";
pub(crate) const ROUTES: &str = "apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes";

/// A cluster with the namespace `shop`, and the time in it.
pub(crate) struct Kube {
    pub(crate) world: World,
    pub(crate) now: Moment,
}

impl Kube {
    pub(crate) fn new() -> Self {
        let mut kube = Self { world: World::new(3, Timing::default()), now: Moment::EPOCH };
        kube.must("POST", "api/v1/namespaces", &json!({ "metadata": { "name": "shop" } }));
        kube
    }

    pub(crate) fn wait_millis(&mut self, millis: u64) {
        self.now = self.now.after(Duration::from_millis(millis));
    }

    pub(crate) fn response(&mut self, method: &str, path: &str, media: &str, body: &Value) -> Response<Bytes> {
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = Request::builder()
            .method(method)
            .uri(format!("/kubernetes/local/test/{path}"))
            .header("authorization", format!("Bearer {KUBERNETES_TOKEN}"))
            .header("user-agent", "tester/1.0")
            .header("content-type", media);
        handle(&mut self.world, &request.body(body).unwrap(), self.now)
    }

    /// Status and answer.
    pub(crate) fn send(&mut self, method: &str, path: &str, media: &str, body: &Value) -> (u16, Value) {
        let response = self.response(method, path, media, body);
        (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.send(method, path, "application/json", body)
    }

    /// The answer of a request that must succeed.
    #[track_caller]
    pub(crate) fn must(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    #[track_caller]
    pub(crate) fn get(&mut self, path: &str) -> Value {
        self.must("GET", path, &Value::Null)
    }

    pub(crate) fn merge(&mut self, path: &str, change: &Value) -> (u16, Value) {
        self.send("PATCH", path, "application/merge-patch+json", change)
    }

    pub(crate) fn json_patch(&mut self, path: &str, change: &Value) -> (u16, Value) {
        self.send("PATCH", path, "application/json-patch+json", change)
    }

    /// Server-side apply; `options` follow in the query.
    pub(crate) fn apply(&mut self, path: &str, manager: &str, options: &str, config: &Value) -> (u16, Value) {
        let path = format!("{path}?fieldManager={manager}{options}");
        self.send("PATCH", &path, "application/apply-patch+yaml", config)
    }

    /// One call to the sandbox itself.
    #[track_caller]
    pub(crate) fn control(&mut self, method: &str, what: &str, body: &Value) -> Value {
        let request = Request::builder().method(method).uri(format!("/_sandbox/{what}"));
        let response = handle(&mut self.world, &request.body(Bytes::from(body.to_string())).unwrap(), self.now);
        let answer = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(response.status(), 200, "{what}: {answer}");
        answer
    }

    /// Every object there is, as one text: what a dry run must not change.
    pub(crate) fn everything(&mut self) -> String {
        let kinds = ["api/v1/namespaces", "apis/apps/v1/deployments", "api/v1/configmaps", "api/v1/services"];
        kinds.map(|path| self.get(path).to_string()).join("\n")
    }
}

pub(crate) fn deployment(name: &str, replicas: u64) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "name": name, "labels": { "app": name } },
        "spec": {
            "replicas": replicas,
            "selector": { "matchLabels": { "app": name } },
            "template": {
                "metadata": { "labels": { "app": name } },
                "spec": { "containers": [{ "name": "app", "image": "registry/app:1", "ports": [{ "containerPort": 8080 }] }] },
            },
        },
    })
}

pub(crate) fn service(name: &str, app: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": name },
        "spec": { "selector": { "app": app }, "ports": [{ "port": 80, "targetPort": 8080 }] },
    })
}

pub(crate) fn config_map(name: &str, data: &Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name }, "data": data })
}

pub(crate) fn route(name: &str, backends: &[(&str, u64)]) -> Value {
    let backends = backends.iter().map(|(name, weight)| json!({ "name": name, "port": 80, "weight": weight }));
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": name },
        "spec": { "parentRefs": [{ "name": "edge" }], "rules": [{ "name": "main", "backendRefs": backends.collect::<Value>() }] },
    })
}
