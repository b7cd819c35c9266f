//! What is taken over of a Deployment that exists.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{PodTemplate, Wrong};

/// A Deployment to take over.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::resources::rollout) struct Adopted {
    template: Value,
    /// Pods that it is asked for.
    pub(in crate::resources::rollout) pods: u32,
    /// Seconds for which a new pod of it must be ready before it counts.
    pub(in crate::resources::rollout) min_ready_seconds: u64,
}

impl Adopted {
    /// Reads an object of `apps/v1`.
    ///
    /// `None` if it is no Deployment.
    pub(in crate::resources::rollout) fn read(deployment: &Value) -> Option<Self> {
        let spec = deployment.get("spec")?;
        let number = |key: &str| spec.get(key).and_then(Value::as_u64);
        Some(Self {
            template: spec.get("template")?.clone(),
            pods: number("replicas").and_then(|pods| u32::try_from(pods).ok()).unwrap_or(1),
            min_ready_seconds: number("minReadySeconds").unwrap_or(0),
        })
    }

    /// Its pods, with `images` in place of its own.
    ///
    /// # Errors
    /// All that keeps a slot from running them.
    pub(in crate::resources::rollout) fn template(
        &self,
        images: &BTreeMap<String, String>,
    ) -> Result<PodTemplate, Vec<Wrong>> {
        PodTemplate::read(self.template.clone(), images)
    }
}
