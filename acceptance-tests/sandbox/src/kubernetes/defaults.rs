//! What the API server fills in when nothing is said: a client that compares what it sent with what it reads meets it.
//! Sources: the `+default` markers and `SetDefaults_` functions of <https://github.com/kubernetes/kubernetes>, and the
//! definition of `HTTPRoute` in <https://github.com/kubernetes-sigs/gateway-api>.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::kind::Kind;

/// Maps and lists of the metadata that are not written when they are empty.
const EMPTY_IN_METADATA: &[&str] = &["annotations", "finalizers", "labels", "ownerReferences"];
/// The same of an object itself.
const EMPTY: &[&str] = &["binaryData", "data", "stringData"];

/// Fills in what is not said, and drops what says nothing.
pub(super) fn fill(kind: &Kind, doc: &mut Value) {
    for (path, names) in [("/metadata", EMPTY_IN_METADATA), ("", EMPTY)] {
        if let Some(Value::Object(members)) = doc.pointer_mut(path) {
            let empty = |value: &Value| value.is_null() || *value == json!({}) || *value == json!([]);
            members.retain(|name, value| !names.contains(&name.as_str()) || !empty(value));
        }
    }
    match kind.name {
        "Namespace" => {
            let name = doc["metadata"]["name"].clone();
            under(
                doc,
                json!({ "metadata": { "labels": { "kubernetes.io/metadata.name": name } }, "spec": { "finalizers": ["kubernetes"] } }),
            );
            under(doc, json!({ "status": { "phase": "Active" } }));
        }
        "Deployment" => {
            under(
                doc,
                json!({ "spec": {
                "replicas": 1, "strategy": { "type": "RollingUpdate" }, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
            } }),
            );
            if doc["spec"]["strategy"]["type"] == "RollingUpdate" {
                under(
                    &mut doc["spec"]["strategy"],
                    json!({ "rollingUpdate": { "maxUnavailable": "25%", "maxSurge": "25%" } }),
                );
            }
            pod(&mut doc["spec"]["template"]["spec"]);
        }
        "ReplicaSet" => {
            under(doc, json!({ "spec": { "replicas": 1 } }));
            pod(&mut doc["spec"]["template"]["spec"]);
        }
        "Job" => {
            under(
                doc,
                json!({ "spec": {
                    "completions": 1, "parallelism": 1, "backoffLimit": 6, "completionMode": "NonIndexed", "suspend": false,
                    "manualSelector": false, "podReplacementPolicy": "TerminatingOrFailed",
                } }),
            );
            pod(&mut doc["spec"]["template"]["spec"]);
        }
        "Pod" => {
            pod(&mut doc["spec"]);
            under(doc, json!({ "spec": { "enableServiceLinks": true }, "status": { "phase": "Pending" } }));
        }
        "Service" => service(&mut doc["spec"]),
        "Secret" => secret(doc),
        "HorizontalPodAutoscaler" => {
            let target = json!({ "type": "Utilization", "averageUtilization": 80 });
            let metrics = json!([{ "type": "Resource", "resource": { "name": "cpu", "target": target } }]);
            under(doc, json!({ "spec": { "minReplicas": 1, "metrics": metrics } }));
        }
        "RoleBinding" => {
            under(&mut doc["roleRef"], json!({ "apiGroup": "rbac.authorization.k8s.io" }));
            for subject in items(doc, "subjects").filter(|subject| subject["kind"] != "ServiceAccount") {
                under(subject, json!({ "apiGroup": "rbac.authorization.k8s.io" }));
            }
        }
        "HTTPRoute" => route(&mut doc["spec"]),
        _ => {}
    }
}

/// Keeps what a client may leave out of a replacement, and what it could not know.
pub(super) fn keep(kind: &Kind, old: &Value, doc: &mut Value) {
    if kind.name == "Service" {
        for member in ["clusterIP", "clusterIPs"] {
            if let Some(value) = old["spec"].get(member).filter(|_| doc["spec"].get(member).is_none()) {
                doc["spec"][member] = value.clone();
            }
        }
    }
}

/// Puts the members of `defaults` where `value`, a map, has none.
fn under(value: &mut Value, defaults: Value) {
    if value.is_null() {
        *value = json!({});
    }
    let (Value::Object(members), Value::Object(defaults)) = (value, defaults) else { return };
    for (name, default) in defaults {
        match members.get_mut(&name).filter(|held| !held.is_null()) {
            None => drop(members.insert(name, default)),
            Some(held) if default.is_object() && !default.as_object().is_some_and(serde_json::Map::is_empty) => {
                under(held, default);
            }
            Some(_) => {}
        }
    }
}

/// The items of a list, if there is one of that name.
fn items<'v>(value: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn pod(spec: &mut Value) {
    if !spec.is_object() {
        return;
    }
    under(
        spec,
        json!({
            "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst", "securityContext": {},
            "schedulerName": "default-scheduler",
        }),
    );
    for containers in ["initContainers", "containers"] {
        items(spec, containers).for_each(container);
    }
    for volume in items(spec, "volumes") {
        for source in ["configMap", "secret"] {
            if let Some(source) = volume.get_mut(source) {
                under(source, json!({ "defaultMode": 420 }));
            }
        }
    }
}

fn container(container: &mut Value) {
    let image = container["image"].as_str().unwrap_or_default();
    let tag = image.rsplit('/').next().unwrap_or_default();
    let newest = !image.contains('@') && (!tag.contains(':') || tag.ends_with(":latest"));
    under(
        container,
        json!({
            "imagePullPolicy": if newest { "Always" } else { "IfNotPresent" }, "terminationMessagePath": "/dev/termination-log",
            "terminationMessagePolicy": "File", "resources": {},
        }),
    );
    for member in ["readinessProbe", "livenessProbe", "startupProbe"] {
        let Some(probe) = container.get_mut(member) else { continue };
        under(probe, json!({ "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3 }));
        if let Some(get) = probe.get_mut("httpGet") {
            under(get, json!({ "scheme": "HTTP" }));
        }
    }
    items(container, "ports").for_each(|port| under(port, json!({ "protocol": "TCP" })));
    for reference in items(container, "env").filter_map(|variable| variable.pointer_mut("/valueFrom/fieldRef")) {
        under(reference, json!({ "apiVersion": "v1" }));
    }
}

fn service(spec: &mut Value) {
    under(spec, json!({ "type": "ClusterIP", "sessionAffinity": "None" }));
    if spec["type"] != "ExternalName" {
        under(
            spec,
            json!({ "internalTrafficPolicy": "Cluster", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack" }),
        );
    }
    for port in items(spec, "ports") {
        let own = port["port"].clone();
        under(port, json!({ "protocol": "TCP", "targetPort": own }));
    }
}

/// Texts are kept as the base64 of their bytes.
fn secret(doc: &mut Value) {
    under(doc, json!({ "type": "Opaque" }));
    let Some(texts) = doc.as_object_mut().and_then(|members| members.shift_remove("stringData")) else { return };
    for (name, text) in texts.as_object().into_iter().flatten() {
        doc["data"][name] = STANDARD.encode(text.as_str().unwrap_or_default()).into();
    }
}

fn route(spec: &mut Value) {
    let everything = json!([{ "path": { "type": "PathPrefix", "value": "/" } }]);
    under(spec, json!({ "rules": [{ "matches": everything }] }));
    let parent = json!({ "group": "gateway.networking.k8s.io", "kind": "Gateway" });
    items(spec, "parentRefs").for_each(|reference| under(reference, parent.clone()));
    for rule in items(spec, "rules") {
        under(rule, json!({ "matches": everything }));
        items(rule, "matches").for_each(|one| under(one, everything[0].clone()));
        let backend = json!({ "group": "", "kind": "Service", "weight": 1 });
        items(rule, "backendRefs").for_each(|reference| under(reference, backend.clone()));
    }
}
