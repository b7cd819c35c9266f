//! A slot's own autoscaler.

use kgas_engine::rollout::Slot;
use serde_json::{Value, json};

use super::{Owner, slot_name};

/// A copy of `original`, a `HorizontalPodAutoscaler` of `autoscaling/v2`, that scales one slot and keeps `least` pods at least;
/// its most are raised to that where they are fewer.
///
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/>.
pub(in crate::resources::rollout) fn autoscaler(original: &Value, owner: &Owner<'_>, slot: Slot, least: u32) -> Value {
    let mut object = owner.slot_object("autoscaling/v2", "HorizontalPodAutoscaler", slot);
    let mut spec = original["spec"].clone();
    spec["scaleTargetRef"] =
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "name": slot_name(owner.rollout, slot) });
    spec["minReplicas"] = json!(least);
    if spec["maxReplicas"].as_u64().is_none_or(|most| most < u64::from(least)) {
        spec["maxReplicas"] = json!(least);
    }
    object["spec"] = spec;
    object
}
