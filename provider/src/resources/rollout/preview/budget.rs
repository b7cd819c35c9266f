//! Budgets for disruptions that let no pod go: nodes under them cannot be drained.
//!
//! Source: <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>.

use std::collections::BTreeMap;

use kgas_api::kubernetes::{IntOrPercent, PodDisruptionBudget};
use kgas_engine::rollout::Slot;
use serde_json::Value;
use tfplugin_rs::{Diagnostic, Diagnostics};

use crate::resources::rollout::template::{ROLLOUT_LABEL, SLOT_LABEL};

/// A warning for each that covers the rollout's pods and never lets one of `whole` go.
///
/// * `template`: of the pods.
pub(super) fn told(
    budgets: &[(String, PodDisruptionBudget)],
    rollout: &str,
    template: &Value,
    whole: u32,
) -> Diagnostics {
    let own = template["metadata"]["labels"].as_object().into_iter().flatten();
    let own = own.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let labels = |slot: Slot| -> BTreeMap<&str, &str> {
        own.clone().chain([(ROLLOUT_LABEL, rollout), (SLOT_LABEL, slot.letter())]).collect()
    };
    let covers = |budget: &PodDisruptionBudget| {
        let selector = budget.spec.selector.as_ref();
        selector
            .is_some_and(|selector| Slot::BOTH.into_iter().any(|slot| selector.selects(&labels(slot)) == Some(true)))
    };
    let strict = budgets.iter().filter(|(_, budget)| covers(budget));
    strict.filter_map(|(name, budget)| Some(warning(name, &lets_none_go(budget, whole)?))).collect()
}

fn warning(name: &str, rule: &str) -> Diagnostic {
    Diagnostic::warning("A disruption budget lets no pod go")
        .at("workload")
        .detail(format!(
            "PodDisruptionBudget {name} covers the rollout's pods with {rule}. It does not hold the rollout back, but no node under these \
             pods can be drained."
        ))
        .next_step("Let it spare one pod, with `maxUnavailable: 1`.")
}

/// The rule by which none of `whole` pods may be missing.
fn lets_none_go(budget: &PodDisruptionBudget, whole: u32) -> Option<String> {
    match (budget.spec.max_unavailable, budget.spec.min_available) {
        (Some(IntOrPercent::Int(0)), _) => Some("`maxUnavailable: 0`".to_owned()),
        (Some(IntOrPercent::Percent(0)), _) => Some("`maxUnavailable: 0%`".to_owned()),
        (None, Some(IntOrPercent::Int(least))) if least >= whole => {
            Some(format!("`minAvailable: {least}`, of which there are {whole}"))
        }
        // Kubernetes rounds it up.
        (None, Some(IntOrPercent::Percent(percent)))
            if (u64::from(percent) * u64::from(whole)).div_ceil(100) >= u64::from(whole) =>
        {
            Some(format!("`minAvailable: {percent}%`, of which there are {whole}"))
        }
        _ => None,
    }
}
