//! `/scale`: how many replicas are wanted, as an object of its own.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/#Scale>.
use serde_json::{Value, json};

use super::Object;

/// The `Scale` of an object.
pub(super) fn shown(object: &Object) -> Value {
    let mut metadata = json!({});
    for member in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        metadata[member] = object.meta(member).into();
    }
    let labels = object.doc["spec"]["selector"]["matchLabels"].as_object().into_iter().flatten();
    let selector: Vec<String> =
        labels.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect();
    let mut scale = json!({
        "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": {},
        "status": { "replicas": object.doc["status"]["replicas"].as_u64().unwrap_or(0), "selector": selector.join(",") },
    });
    // Zero is not written.
    if let Some(replicas) = object.doc["spec"]["replicas"].as_u64().filter(|replicas| *replicas > 0) {
        scale["spec"]["replicas"] = replicas.into();
    }
    scale
}
