//! A rollout of which nothing is known but its name, for an import.

use std::collections::BTreeMap;

use tfplugin_rs::Attr;

use super::model::{Engine, OnFailure, OnInterrupt, Resume, Rollout, Runner, Workload};

impl Rollout {
    /// A rollout that says nothing of what it runs.
    pub(super) fn blank(namespace: &str, name: &str) -> Option<Self> {
        Some(Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            engine: Engine::Native,
            runner: Runner::Local,
            kubernetes: None,
            workload: Workload {
                adopt: None,
                pod_template: None,
                image: BTreeMap::new(),
                replicas: None,
                autoscaler: None,
                ports: None,
                snapshot_configs: true,
                min_ready: None,
                progress_deadline: "5m".parse().ok()?,
            },
            rolling: None,
            blue_green: None,
            canary: None,
            traffic: None,
            analysis: None,
            gate: None,
            on_failure: OnFailure::Rollback,
            on_interrupt: OnInterrupt::Rollback,
            resume: Resume::Auto,
            dead_man: None,
            in_cluster: None,
            lock_wait: "5m".parse().ok()?,
            timeouts: None,
            id: Attr::Null,
            phase: Attr::Null,
            stable_revision: Attr::Null,
            candidate_revision: Attr::Null,
            step: Attr::Null,
            weight: Attr::Null,
            holder: Attr::Null,
            evidence: Attr::Null,
            started_at: Attr::Null,
            predicted_duration: Attr::Null,
        })
    }
}
