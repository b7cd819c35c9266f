//! Configurations of rollouts, as JSON.

use serde_json::{Value as Json, json};

/// The smallest canary: what runs, and one metric.
pub(super) fn small() -> Json {
    let errors = "sum(rate(http_requests_total{slot=\"$slot\",code=~\"5..\"}[1m])) / \
                  sum(rate(http_requests_total{slot=\"$slot\"}[1m]))";
    json!({
        "namespace": "shop",
        "name": "api",
        "workload": { "adopt": "api", "image": { "app": "registry/api:2" }, "replicas": 12 },
        "canary": {},
        "analysis": {
            "prometheus": { "url": "http://prometheus:9090" },
            "metrics": { "errors": { "query": errors, "max": "0.01" } },
        },
    })
}

/// A pod template with two containers and every way to read configuration.
pub(super) fn pod_template() -> Json {
    json!({
        "metadata": { "labels": { "app": "api" } },
        "spec": {
            "volumes": [
                { "name": "a", "configMap": { "name": "settings" } },
                { "name": "b", "secret": { "secretName": "tls", "optional": true } },
                { "name": "c", "projected": { "sources": [
                    { "configMap": { "name": "features" } },
                    { "secret": { "name": "keys" } },
                    { "serviceAccountToken": { "path": "token" } },
                ] } },
                { "name": "d", "emptyDir": {} },
            ],
            "initContainers": [{ "name": "migrate", "image": "registry/migrate:1", "envFrom": [{ "secretRef": { "name": "database" } }] }],
            "containers": [
                {
                    "name": "app",
                    "image": "registry/api:1",
                    "ports": [{ "name": "http", "containerPort": 8080 }, { "containerPort": 9090 }],
                    "envFrom": [{ "configMapRef": { "name": "settings" } }],
                    "env": [
                        { "name": "A", "value": "1" },
                        { "name": "B", "valueFrom": { "secretKeyRef": { "name": "tls", "key": "x" } } },
                        { "name": "C", "valueFrom": { "configMapKeyRef": { "name": "flags", "key": "x", "optional": true } } },
                        { "name": "D", "valueFrom": { "fieldRef": { "fieldPath": "metadata.name" } } },
                    ],
                },
                { "name": "proxy", "image": "registry/proxy:1", "ports": [{ "containerPort": 53, "protocol": "UDP" }] },
            ],
            "imagePullSecrets": [{ "name": "registry" }],
        },
    })
}

/// A canary by weights in which every attribute of its kind is set.
pub(super) fn weighted() -> Json {
    let mut config = small();
    config["workload"] = json!({
        "pod_template": pod_template().to_string(),
        "image": { "app": "registry/api:2" },
        "replicas": 10,
        "ports": [{ "name": "http", "port": 80, "target_port": "http" }],
        "snapshot_configs": true,
        "min_ready": "10s",
        "progress_deadline": "3m",
    });
    config["canary"] = json!({
        "steps": [
            { "weight": 10, "bake": "2m", "min_requests": 500 },
            { "weight": 50, "bake": "5m", "approval": "required" },
            { "weight": 100, "bake": "1m" },
        ],
        "stable_scale": "follow",
        "keep_old_for": "10m",
    });
    config["traffic"] = json!({
        "gateway_api": { "parents": [{ "name": "public", "namespace": "infra", "section_name": "https" }], "hostnames": ["api.example.com"] },
        "verify": { "by": "route_status", "settle": "10s" },
    });
    config["analysis"]["every"] = json!("1s");
    config["analysis"]["metrics"]["errors"]["requests_query"] =
        json!("sum(increase(http_requests_total{slot=\"$slot\"}[1m]))");
    config["analysis"]["metrics"]["errors"]["compare"] = json!({ "worse_by": 0.25, "measure": "ratio" });
    config["gate"] = json!({
        "budget_query": "slo:budget_left:ratio",
        "min_budget": 0.2,
        "freeze": ["Fri 16:00-Mon 08:00 Europe/Berlin"],
        "timeout": "30m",
    });
    config["kubernetes"] = json!({ "kubeconfig": { "path": "/etc/kube/config", "context": "prod" } });
    config["timeouts"] = json!({ "update": "2h" });
    config
}

/// `config` with `value` at `path`, whose names are separated by dots; with null what was there goes.
pub(super) fn with(mut config: Json, path: &str, value: Json) -> Json {
    let (around, last) = path.rsplit_once('.').unwrap_or(("", path));
    let place = around.split('.').filter(|name| !name.is_empty()).fold(&mut config, |place, name| {
        match name.parse::<usize>() {
            Ok(index) if place.is_array() => &mut place[index],
            _ => &mut place[name],
        }
    });
    match last.parse::<usize>() {
        Ok(index) if place.is_array() => place[index] = value,
        _ => place[last] = value,
    }
    config
}
