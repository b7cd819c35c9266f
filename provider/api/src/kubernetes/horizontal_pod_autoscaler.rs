//! A `HorizontalPodAutoscaler`: who decides how many pods there are.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/>.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Condition, Kind, View};

/// A `HorizontalPodAutoscaler`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HorizontalPodAutoscaler {
    /// What is wanted.
    pub spec: HorizontalPodAutoscalerSpec,
    /// What it last did.
    #[serde(default)]
    pub status: HorizontalPodAutoscalerStatus,
}

/// What is wanted of an autoscaler.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HorizontalPodAutoscalerSpec {
    /// What it scales.
    pub scale_target_ref: ScaleTarget,
    /// Fewest pods; 1 where it says nothing.
    #[serde(default = "one")]
    pub min_replicas: u32,
    /// Most pods.
    pub max_replicas: u32,
}

const fn one() -> u32 {
    1
}

/// What an autoscaler scales.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleTarget {
    /// Group and version; only the group counts.
    #[serde(default)]
    pub api_version: String,
    /// Kind, such as `Deployment`.
    pub kind: String,
    /// Name, in the autoscaler's namespace.
    pub name: String,
}

/// What an autoscaler last did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HorizontalPodAutoscalerStatus {
    /// The generation that the rest is about.
    pub observed_generation: Option<i64>,
    /// Pods when it last looked.
    pub current_replicas: u32,
    /// Pods that it then wanted.
    pub desired_replicas: u32,
    /// When it last changed the number.
    #[serde(deserialize_with = "crate::time::read")]
    pub last_scale_time: Option<Timestamp>,
    /// `AbleToScale`, `ScalingActive`, `ScalingLimited`.
    pub conditions: Vec<Condition>,
}

impl View for HorizontalPodAutoscaler {
    const KIND: Kind = Kind::HORIZONTAL_POD_AUTOSCALER;
}
