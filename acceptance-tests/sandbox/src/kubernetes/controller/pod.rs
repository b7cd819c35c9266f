//! Pods run by themselves: there is a node for each. What they do is in their annotations, which come from the template:
//!
//! | annotation | does |
//! |---|---|
//! | `kgas.test/never-ready: "true"` | the pod runs and never becomes ready |
//! | `kgas.test/ready-seconds: "30"` | it becomes ready after that many seconds, and not after the usual two to five |
//! | `kgas.test/error-rate: "0.2"` | part of the requests that it answers with an error; see [`prometheus`](crate::prometheus) |
//! | `kgas.test/latency-seconds: "0.3"` | how long a request takes it |
use std::time::Duration;

use serde_json::{Value, json};

use crate::kubernetes::{Cluster, Object};
use crate::moment::Moment;
use crate::timing::Timing;

use super::condition::{self, Condition};

/// When a pod becomes ready; nothing when it never does.
pub(super) fn ready_at(pod: &Object, timing: &Timing) -> Option<Moment> {
    if pod.annotation("kgas.test/never-ready") == "true" {
        return None;
    }
    let asked = pod.annotation("kgas.test/ready-seconds").parse().ok().map(Duration::from_secs);
    let usual = || {
        let (least, most) = timing.pod_ready;
        let range = u32::try_from(most.saturating_sub(least).as_millis()).unwrap_or(u32::MAX);
        let spread = u32::try_from(luck(pod) % (u64::from(range) + 1)).unwrap_or(0);
        least + Duration::from_millis(spread.into())
    };
    Some(pod.marks.born.after(asked.unwrap_or_else(usual)))
}

/// A number that a pod keeps for its life.
fn luck(pod: &Object) -> u64 {
    u64::from_str_radix(pod.uid().split('-').next().unwrap_or_default(), 16).unwrap_or_default()
}

/// Whether it is ready now.
pub(crate) fn is_ready(pod: &Object) -> bool {
    let ready = |condition: &Value| condition["type"] == "Ready" && condition["status"] == "True";
    pod.doc["status"]["conditions"].as_array().into_iter().flatten().any(ready)
}

impl Cluster {
    /// Moves the pods of a namespace on: scheduled, running, ready; and gone a while after they were asked to stop.
    pub(super) fn run_pods(&mut self, namespace: &str) {
        for name in self.names("Pod", namespace) {
            let Some(pod) = self.get("Pod", namespace, &name) else { continue };
            if let Some(asked) = pod.marks.deleted {
                let gone = asked.after(self.timing.pod_stop);
                if self.now >= gone {
                    self.forget("Pod", namespace, &name);
                } else {
                    self.wake_at(gone, namespace);
                }
                continue;
            }
            let ready_at = ready_at(pod, &self.timing);
            let runs_at = pod.marks.born.after(self.timing.pod_ready.0 / 2);
            let (runs, ready) = (self.now >= runs_at, ready_at.is_some_and(|at| self.now >= at));
            let known = pod.doc["status"].get("conditions").is_some();
            if !known || runs != (pod.doc["status"]["phase"] == "Running") || ready != is_ready(pod) {
                let status = status(pod, runs, ready, self.now);
                self.tell(Self::kind("Pod"), namespace, &name, status);
            }
            for at in ready_at.into_iter().chain([runs_at]) {
                self.wake_at(at, namespace);
            }
        }
    }
}

fn status(pod: &Object, runs: bool, ready: bool, now: Moment) -> Value {
    let mut conditions = condition::of(&pod.doc);
    let not_ready = "containers with unready status: [app]";
    for (kind, holds) in [("PodScheduled", true), ("Initialized", true), ("ContainersReady", ready), ("Ready", ready)] {
        let (reason, message) = if holds { ("", "") } else { ("ContainersNotReady", not_ready) };
        Condition { kind, holds, reason, message }.put(&mut conditions, now);
    }
    let started = pod.meta("creationTimestamp");
    let container = |container: &Value| {
        let state = if runs {
            json!({ "running": { "startedAt": started } })
        } else {
            json!({ "waiting": { "reason": "ContainerCreating" } })
        };
        json!({
            "name": container["name"], "image": container["image"], "imageID": "", "ready": ready, "started": runs,
            "restartCount": 0, "state": state,
        })
    };
    let containers = pod.doc["spec"]["containers"].as_array().into_iter().flatten();
    let mut status = json!({
        "phase": if runs { "Running" } else { "Pending" }, "conditions": conditions, "hostIP": "10.0.0.1",
        "startTime": started, "containerStatuses": containers.map(container).collect::<Value>(),
    });
    if runs {
        let host = luck(pod);
        let address = format!("10.1.{}.{}", host / 256 % 256, host % 256);
        status["podIPs"] = json!([{ "ip": address }]);
        status["podIP"] = address.into();
    }
    status
}
