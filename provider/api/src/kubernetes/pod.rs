//! A pod: whether it serves, and if not, why.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>.

use jiff::Timestamp;
use serde::Deserialize;

use super::condition::is_true;
use super::{Condition, Kind, View};

/// A pod. That it is ending is told by [`super::Object::is_deleting`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Pod {
    /// What is wanted.
    pub spec: PodSpec,
    /// What is there.
    pub status: PodStatus,
}

/// What is wanted of a pod.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodSpec {
    /// The node it runs on; `None` until it has one.
    pub node_name: Option<String>,
    /// Seconds it is given to end; 30 where it says nothing.
    pub termination_grace_period_seconds: Option<u64>,
}

/// What is there of a pod.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PodStatus {
    /// How far it is.
    pub phase: Option<PodPhase>,
    /// Why, in a word, such as `Evicted`.
    pub reason: Option<String>,
    /// Why, in a sentence.
    pub message: Option<String>,
    /// `PodScheduled`, `Initialized`, `ContainersReady`, `Ready`.
    pub conditions: Vec<Condition>,
    /// Containers that run once, before the others.
    pub init_container_statuses: Vec<ContainerStatus>,
    /// Containers.
    pub container_statuses: Vec<ContainerStatus>,
    /// Since when a node has known it.
    #[serde(deserialize_with = "crate::time::read")]
    pub start_time: Option<Timestamp>,
}

open_enum! {
    /// How far a pod is.
    PodPhase {
        /// It has no node yet, or not all containers have started.
        Pending = "Pending",
        Running = "Running",
        Succeeded = "Succeeded",
        Failed = "Failed",
        Unknown = "Unknown",
    }
}

/// A container.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerStatus {
    /// Its name in the pod.
    pub name: String,
    /// Whether its readiness probe succeeds.
    #[serde(default)]
    pub ready: bool,
    /// How often it was started again.
    #[serde(default)]
    pub restart_count: u32,
    /// What runs in it.
    #[serde(default)]
    pub image: String,
    /// What it does now.
    #[serde(default)]
    pub state: ContainerState,
    /// How it ended before it was started again.
    #[serde(default)]
    pub last_state: ContainerState,
}

/// What a container does: one of these, or nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ContainerState {
    /// It does not run yet, or not again yet.
    pub waiting: Option<ContainerWaiting>,
    /// It runs.
    pub running: Option<ContainerRunning>,
    /// It ended.
    pub terminated: Option<ContainerTerminated>,
}

/// Why a container does not run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ContainerWaiting {
    /// In a word, such as `ImagePullBackOff` or `CrashLoopBackOff`.
    pub reason: String,
    /// In a sentence.
    pub message: String,
}

/// Since when a container runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ContainerRunning {
    /// Since then.
    #[serde(deserialize_with = "crate::time::read")]
    pub started_at: Option<Timestamp>,
}

/// How a container ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ContainerTerminated {
    /// In a word, such as `OOMKilled`, `Error` or `Completed`.
    pub reason: String,
    /// In a sentence.
    pub message: String,
    /// What the process answered.
    pub exit_code: i32,
    /// When.
    #[serde(deserialize_with = "crate::time::read")]
    pub finished_at: Option<Timestamp>,
}

impl View for Pod {
    const KIND: Kind = Kind::POD;
}

impl Pod {
    /// Whether it gets traffic, unless it is ending.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        is_true(&self.status.conditions, "Ready")
    }

    /// All its containers, those that run once first.
    pub fn containers(&self) -> impl Iterator<Item = &ContainerStatus> {
        self.status.init_container_statuses.iter().chain(&self.status.container_statuses)
    }

    /// How often its containers were started again, in all.
    #[must_use]
    pub fn restarts(&self) -> u64 {
        self.containers().map(|container| u64::from(container.restart_count)).sum()
    }

    /// Containers that do not run, with why.
    pub fn waiting(&self) -> impl Iterator<Item = (&str, &ContainerWaiting)> {
        self.containers().filter_map(|container| Some((container.name.as_str(), container.state.waiting.as_ref()?)))
    }
}
