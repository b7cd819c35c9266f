//! What runs at first, and what is to run.

use serde_json::{Value, json};

use crate::cloud::TOKEN_FILE;

/// What is wanted before and after; null is nothing.
pub(super) struct Story {
    pub(super) name: &'static str,
    pub(super) before: Value,
    pub(super) after: Value,
    /// Whether what is wanted is good enough to stay.
    pub(super) good: bool,
}

/// All of them.
pub(super) fn stories() -> [Story; 6] {
    let story = |name, before, after| Story { name, before, after, good: true };
    [
        story("install", Value::Null, canary("v1")),
        story("canary", canary("v1"), canary("v2")),
        Story { good: false, ..story("bad canary", canary("v1"), bad(canary("v2"))) },
        story("blue-green", switched(canary("v1")), switched(canary("v2"))),
        story("destroy", canary("v1"), Value::Null),
        story("rolling", rolling("v1"), rolling("v2")),
    ]
}

fn rollout(version: &str) -> Value {
    let container = json!({ "name": "app", "image": format!("x:{version}"), "ports": [{ "containerPort": 8080 }] });
    let template = json!({ "metadata": { "labels": { "app": "api" } }, "spec": { "containers": [container] } });
    json!({
        "namespace": "shop",
        "name": "api",
        "kubernetes": { "host": "https://cluster.test/kubernetes/local/sandbox", "token_file": TOKEN_FILE },
        "workload": { "pod_template": template.to_string(), "replicas": 2 },
    })
}

/// By a route, with a metric that a good version does not mind.
fn canary(version: &str) -> Value {
    let mut rollout = rollout(version);
    let query = "(sum(rate(http_requests_total{code=~\"5..\",slot=\"$slot\"}[10s])) or vector(0)) \
                 / sum(rate(http_requests_total{slot=\"$slot\"}[10s]))";
    rollout["traffic"] = json!({ "gateway_api": { "parents": [{ "name": "edge" }] }, "verify": { "settle": "1s" } });
    rollout["canary"] = json!({ "steps": [{ "weight": 50, "bake": "2s" }, { "weight": 100 }], "keep_old_for": "1s" });
    rollout["analysis"] = json!({
        "prometheus": { "url": "http://prometheus.test/prometheus/local/sandbox", "scrape_interval": "1s" },
        "every": "1s",
        "metrics": { "errors": { "query": query, "max": 0.05 } },
    });
    rollout
}

/// The same version with answers that are errors.
fn bad(mut rollout: Value) -> Value {
    let mut template: Value = serde_json::from_str(rollout["workload"]["pod_template"].as_str().unwrap()).unwrap();
    template["metadata"]["annotations"] = json!({ "kgas.test/error-rate": "0.5" });
    rollout["workload"]["pod_template"] = json!(template.to_string());
    rollout
}

/// The same by a Service, all at once.
fn switched(mut rollout: Value) -> Value {
    let members = rollout.as_object_mut().unwrap();
    for member in ["canary", "traffic", "analysis"] {
        members.remove(member);
    }
    rollout["blue_green"] = json!({ "preview_bake": "2s", "keep_old_for": "1s" });
    rollout
}

/// The same, a few pods at a time.
fn rolling(version: &str) -> Value {
    let mut rollout = rollout(version);
    rollout["rolling"] = json!({ "max_surge": "1" });
    rollout
}
