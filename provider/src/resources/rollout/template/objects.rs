//! Deployments and Services of a rollout.

use kgas_engine::OwnerTag;
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_engine::rollout::{Revision, Slot};
use serde_json::{Value, json};

use super::{PodTemplate, REVISION_LABEL, ROLLOUT_LABEL, SLOT_LABEL, ports};
use crate::resources::rollout::model::Port;

/// The name of what belongs to a slot: `NAME-a`, `NAME-b`.
pub(in crate::resources::rollout) fn slot_name(rollout: &str, slot: Slot) -> String {
    format!("{rollout}-{slot}")
}

/// Whose objects they are.
#[derive(Debug, Clone, Copy)]
pub(in crate::resources::rollout) struct Owner<'a> {
    /// Where they are.
    pub(in crate::resources::rollout) namespace: &'a str,
    /// The rollout's name.
    pub(in crate::resources::rollout) rollout: &'a str,
    /// What tells them from those of others.
    pub(in crate::resources::rollout) tag: &'a OwnerTag,
}

/// What a slot's Deployment runs.
#[derive(Debug, Clone, Copy)]
pub(in crate::resources::rollout) struct Pods<'a> {
    /// The pods.
    pub(in crate::resources::rollout) template: &'a PodTemplate,
    /// What they are called.
    pub(in crate::resources::rollout) revision: &'a Revision,
    /// How many; nothing where an autoscaler decides.
    pub(in crate::resources::rollout) count: Option<u32>,
    /// Seconds for which one must be ready before it counts.
    pub(in crate::resources::rollout) min_ready_seconds: u64,
    /// Seconds after which Kubernetes reports that they do not come.
    pub(in crate::resources::rollout) progress_deadline_seconds: u64,
}

impl Owner<'_> {
    /// An object of a rollout, with nothing but what tells whose it is.
    pub(in crate::resources::rollout) fn object(&self, api_version: &str, kind: &str, name: &str) -> Value {
        json!({
            "apiVersion": api_version,
            "kind": kind,
            "metadata": {
                "namespace": self.namespace,
                "name": name,
                "labels": {
                    "app.kubernetes.io/managed-by": "kgas",
                    OWNER_TAG_KEY: self.tag.as_str(),
                    ROLLOUT_LABEL: self.rollout,
                },
            },
        })
    }

    /// An object of one slot.
    pub(super) fn slot_object(&self, api_version: &str, kind: &str, slot: Slot) -> Value {
        let mut object = self.object(api_version, kind, &slot_name(self.rollout, slot));
        object["metadata"]["labels"][SLOT_LABEL] = json!(slot.letter());
        object
    }

    fn selector(&self, slot: Slot) -> Value {
        json!({ ROLLOUT_LABEL: self.rollout, SLOT_LABEL: slot.letter() })
    }

    /// A slot's Deployment. A change of its template never takes an available pod away before its successor is there; old
    /// templates are not kept, since going back is the other slot's task.
    ///
    /// Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/>.
    pub(in crate::resources::rollout) fn deployment(&self, slot: Slot, pods: Pods<'_>) -> Value {
        let mut object = self.slot_object("apps/v1", "Deployment", slot);
        object["metadata"]["labels"][REVISION_LABEL] = json!(pods.revision.0);
        object["spec"] = json!({
            "selector": { "matchLabels": self.selector(slot) },
            "template": pods.template.in_slot(self.rollout, slot, pods.revision),
            "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": 0 } },
            "minReadySeconds": pods.min_ready_seconds,
            "progressDeadlineSeconds": pods.progress_deadline_seconds,
            "revisionHistoryLimit": 0,
        });
        if let Some(count) = pods.count {
            object["spec"]["replicas"] = json!(count);
        }
        object
    }

    /// A slot's Service: it is never changed to select anything else.
    pub(in crate::resources::rollout) fn slot_service(&self, slot: Slot, ports: &[Port]) -> Value {
        let mut object = self.slot_object("v1", "Service", slot);
        object["spec"] = self.service_spec(slot, ports);
        object
    }

    /// A Service in front of the slots, which selects one of them.
    pub(in crate::resources::rollout) fn service(&self, name: &str, slot: Slot, ports: &[Port]) -> Value {
        let mut object = self.object("v1", "Service", name);
        object["spec"] = self.service_spec(slot, ports);
        object
    }

    fn service_spec(&self, slot: Slot, declared: &[Port]) -> Value {
        let ports: Vec<Value> = declared.iter().map(ports::written).collect();
        json!({ "selector": self.selector(slot), "ports": ports })
    }
}
