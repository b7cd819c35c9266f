//! Horizontal pod autoscalers keep their target between their bounds. Nothing is measured: `kgas.test/desired-replicas` on
//! an autoscaler is what its metrics would ask for.
//! Source: <https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/>.
use serde_json::json;

use super::condition::{self, Condition};
use crate::kubernetes::fields::{By, updated};
use crate::kubernetes::target::Part;
use crate::kubernetes::{Cluster, Object};

impl Cluster {
    pub(super) fn scale_automatically(&mut self, namespace: &str) {
        for name in self.names("HorizontalPodAutoscaler", namespace) {
            let Some(autoscaler) = self.get("HorizontalPodAutoscaler", namespace, &name).cloned() else { continue };
            let target = autoscaler.doc["spec"]["scaleTargetRef"]["name"].as_str().unwrap_or_default().to_owned();
            let Some(deployment) = self.get("Deployment", namespace, &target).cloned() else { continue };
            let wanted = deployment.doc["spec"]["replicas"].as_u64().unwrap_or(1);
            let desired = desired(&autoscaler, wanted);
            if desired != wanted {
                self.scale(deployment.clone(), desired);
            }
            let now = self.now;
            let current = deployment.doc["status"]["replicas"].as_u64().unwrap_or(0);
            self.alter(Self::kind("HorizontalPodAutoscaler"), namespace, &name, |doc| {
                let mut conditions = condition::of(doc);
                let reason = if wanted == 0 { "ScalingDisabled" } else { "ValidMetricFound" };
                Condition { kind: "ScalingActive", holds: wanted != 0, reason, message: "" }.put(&mut conditions, now);
                doc["status"]["currentReplicas"] = current.into();
                doc["status"]["desiredReplicas"] = desired.into();
                doc["status"]["conditions"] = conditions.into();
                if desired != wanted {
                    doc["status"]["lastScaleTime"] = json!(now.iso());
                }
            });
        }
    }

    /// Writes a scale as the autoscaler does: it owns the replicas then.
    fn scale(&mut self, mut deployment: Object, replicas: u64) {
        let kind = Self::kind("Deployment");
        let old = deployment.doc.clone();
        deployment.doc["spec"]["replicas"] = replicas.into();
        deployment.doc["metadata"]["generation"] = (deployment.generation() + 1).into();
        deployment.marks.wanted = self.now;
        let by = By::of("kube-controller-manager", true, Part::Scale);
        deployment.managers = updated(kind, &deployment.managers, (&old, &deployment.doc), &by, self.now);
        self.keep(kind.name, deployment);
    }
}

/// What an autoscaler wants of a target with so many replicas. One with none is left alone.
fn desired(autoscaler: &Object, wanted: u64) -> u64 {
    let bound = |member: &str, default: u64| autoscaler.doc["spec"][member].as_u64().unwrap_or(default);
    let (least, most) = (bound("minReplicas", 1), bound("maxReplicas", u64::MAX));
    let asked = autoscaler.annotation("kgas.test/desired-replicas").parse().unwrap_or(wanted);
    if wanted == 0 { 0 } else { asked.max(least).min(most) }
}
