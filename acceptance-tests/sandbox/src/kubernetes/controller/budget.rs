//! Disruption budgets and quotas: what they allow, counted.
//! Sources: <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>,
//! <https://kubernetes.io/docs/concepts/policy/resource-quotas/>.
use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::{amount, pod};
use crate::kubernetes::Cluster;
use crate::kubernetes::selector::Selector;

impl Cluster {
    pub(super) fn count_budgets(&mut self, namespace: &str) {
        for name in self.names("PodDisruptionBudget", namespace) {
            let status = self.allowed(namespace, &name);
            self.tell(Self::kind("PodDisruptionBudget"), namespace, &name, status);
        }
        let pods = self.inside("Pod", namespace).count();
        for name in self.names("ResourceQuota", namespace) {
            self.alter(Self::kind("ResourceQuota"), namespace, &name, |doc| {
                let hard = doc["spec"]["hard"].clone();
                let used = hard.as_object().into_iter().flatten().map(|(what, _)| {
                    let used = if ["pods", "count/pods"].contains(&what.as_str()) { pods } else { 0 };
                    (what.clone(), Value::from(used.to_string()))
                });
                let used: Value = Value::Object(used.collect());
                doc["status"] = json!({ "hard": hard, "used": used });
            });
        }
    }

    fn allowed(&self, namespace: &str, name: &str) -> Value {
        let Some(budget) = self.get("PodDisruptionBudget", namespace, name) else { return Value::Null };
        let spec = &budget.doc["spec"];
        let selector = Selector::of(&spec["selector"]);
        let pods = self.inside("Pod", namespace).filter(|pod| !pod.is_deleting());
        let pods = pods.filter(|pod| selector.as_ref().is_some_and(|one| one.selects(&pod.doc["metadata"]["labels"])));
        let pods: Vec<_> = pods.collect();
        let (expected, healthy) = (pods.len() as u64, pods.iter().filter(|pod| pod::is_ready(pod)).count() as u64);
        let desired = match (spec.get("minAvailable"), spec.get("maxUnavailable")) {
            (Some(least), _) => amount(least, expected, true),
            (_, Some(most)) => expected.saturating_sub(amount(most, expected, true)),
            _ => expected,
        };
        let allowed = healthy.saturating_sub(desired);
        let mut conditions = condition::of(&budget.doc);
        let reason = if allowed > 0 { "SufficientPods" } else { "InsufficientPods" };
        let disruption = Condition { kind: "DisruptionAllowed", holds: allowed > 0, reason, message: "" };
        disruption.put(&mut conditions, self.now);
        json!({
            "observedGeneration": budget.generation(), "expectedPods": expected, "currentHealthy": healthy,
            "desiredHealthy": desired, "disruptionsAllowed": allowed, "conditions": conditions,
        })
    }

    /// Why one more pod may not be made; nothing when it may.
    pub(super) fn exceeded(&self, namespace: &str) -> Option<String> {
        let pods = self.inside("Pod", namespace).count() as u64;
        self.inside("ResourceQuota", namespace).find_map(|quota| {
            let hard = &quota.doc["spec"]["hard"]["pods"];
            let limit = hard.as_u64().or_else(|| hard.as_str()?.parse().ok())?;
            let name = quota.name();
            (pods >= limit).then(|| {
                format!("pods is forbidden: exceeded quota: {name}, requested: pods=1, used: pods={pods}, limited: pods={limit}")
            })
        })
    }
}
