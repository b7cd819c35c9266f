//! A rollout of which nothing is known but its name, for an import.

use serde_json::json;
use tfplugin_rs::json;

use super::model::Rollout;

impl Rollout {
    /// A rollout that says nothing of what it runs.
    pub(super) fn blank(namespace: &str, name: &str) -> Option<Self> {
        let said = json!({
            "namespace": namespace, "name": name, "engine": "native", "runner": "local",
            "workload": { "image": {}, "snapshot_configs": true, "progress_deadline": "5m" },
            "on_failure": "rollback", "on_interrupt": "rollback", "resume": "auto", "lock_wait": "5m",
        });
        json::read(&said).ok()
    }
}
