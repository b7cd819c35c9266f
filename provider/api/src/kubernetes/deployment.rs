//! A Deployment as a rollout reads it.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/>.

use serde::Deserialize;

use super::{Condition, IntOrPercent, Kind, LabelSelector, View};

/// A Deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Deployment {
    /// What is wanted.
    pub spec: DeploymentSpec,
    /// What is there.
    pub status: DeploymentStatus,
}

/// What is wanted of a Deployment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeploymentSpec {
    /// Pods; 1 where it says nothing.
    pub replicas: u32,
    /// Which pods are its own. It never changes.
    pub selector: LabelSelector,
    /// How old pods give way to new ones.
    pub strategy: DeploymentStrategy,
    /// Seconds that a pod has to be ready before it counts as available.
    pub min_ready_seconds: u32,
    /// Seconds without progress after which it says so; 600 where it says nothing.
    pub progress_deadline_seconds: u32,
    /// Whether changes of the template wait.
    pub paused: bool,
}

impl Default for DeploymentSpec {
    fn default() -> Self {
        Self {
            replicas: 1,
            selector: LabelSelector::default(),
            strategy: DeploymentStrategy::default(),
            min_ready_seconds: 0,
            progress_deadline_seconds: 600,
            paused: false,
        }
    }
}

/// How old pods give way to new ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeploymentStrategy {
    /// `RollingUpdate` or `Recreate`; empty where it says nothing, which is the first.
    #[serde(rename = "type")]
    pub kind: String,
    /// How far it goes at a time.
    pub rolling_update: RollingUpdate,
}

/// How far an update goes at a time. 25 % where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RollingUpdate {
    /// Pods there may be over what is wanted; a fraction is rounded up.
    pub max_surge: IntOrPercent,
    /// Pods that may be missing; a fraction is rounded down.
    pub max_unavailable: IntOrPercent,
}

impl Default for RollingUpdate {
    fn default() -> Self {
        Self { max_surge: IntOrPercent::Percent(25), max_unavailable: IntOrPercent::Percent(25) }
    }
}

/// What is there of a Deployment. Zeros until its controller has looked at it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DeploymentStatus {
    /// The generation that the rest is about; what is wanted is newer if the object's is greater.
    pub observed_generation: i64,
    /// Pods that are not ending.
    pub replicas: u32,
    /// Of these, those of the newest template.
    pub updated_replicas: u32,
    /// Of these, those that are ready.
    pub ready_replicas: u32,
    /// Of these, those that have been ready for `min_ready_seconds`.
    pub available_replicas: u32,
    /// Pods that are missing until what is wanted is available.
    pub unavailable_replicas: u32,
    /// `Available`; `Progressing`, `False` with `ProgressDeadlineExceeded` once it is stuck; `ReplicaFailure` if pods cannot
    /// be made.
    pub conditions: Vec<Condition>,
}

impl View for Deployment {
    const KIND: Kind = Kind::DEPLOYMENT;
}
