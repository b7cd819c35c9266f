//! A `PodDisruptionBudget`: how many pods have to stay.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/>.

use serde::Deserialize;

use super::{Condition, IntOrPercent, Kind, LabelSelector, View};

/// A `PodDisruptionBudget`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PodDisruptionBudget {
    /// What is wanted.
    pub spec: PodDisruptionBudgetSpec,
    /// What is there.
    pub status: PodDisruptionBudgetStatus,
}

/// What is wanted of a budget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodDisruptionBudgetSpec {
    /// Pods that have to be available.
    pub min_available: Option<IntOrPercent>,
    /// Pods that may be missing; at most one of the two is set.
    pub max_unavailable: Option<IntOrPercent>,
    /// Which pods. `None` selects none; an empty one all of the namespace.
    pub selector: Option<LabelSelector>,
}

/// What is there of a budget.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodDisruptionBudgetStatus {
    /// The generation that the rest is about.
    pub observed_generation: i64,
    /// Pods that may be evicted now.
    pub disruptions_allowed: u32,
    /// Pods that are healthy.
    pub current_healthy: u32,
    /// Pods that have to be.
    pub desired_healthy: u32,
    /// Pods that the budget is about.
    pub expected_pods: u32,
    /// `DisruptionAllowed`.
    pub conditions: Vec<Condition>,
}

impl View for PodDisruptionBudget {
    const KIND: Kind = Kind::POD_DISRUPTION_BUDGET;
}
