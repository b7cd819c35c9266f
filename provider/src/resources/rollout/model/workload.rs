//! What runs.

use std::collections::BTreeMap;

use tfplugin_rs::{GoDuration, Keyword, Model};

use super::Span;
use crate::resources::rollout::checks::{is_label, is_object_name, is_target_port};

/// What runs: exactly one of `adopt` and `pod_template`.
#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct Workload {
    /// Name of a Deployment that exists. Slot `a` takes over its pod template, and it is left without pods once the traffic goes
    /// there; on destroy it gets the stable template and its pods back.
    #[attr(must("the name of a Deployment", is_object_name))]
    pub(crate) adopt: Option<String>,
    /// The pods, as JSON of a Kubernetes `PodTemplateSpec`: `jsonencode({ metadata = { labels = {...} }, spec = { containers = [...] } })`.
    /// White space and the order of keys are no change.
    pub(crate) pod_template: Option<String>,
    /// Images by the name of their container, in place of those in the pod template.
    #[attr(default = {})]
    pub(crate) image: BTreeMap<String, String>,
    /// Pods that carry all the traffic. When neither this nor `autoscaler` is there: as many as the adopted Deployment has, or
    /// one.
    #[attr(between(1, 10_000))]
    pub(crate) replicas: Option<u32>,
    /// Name of a `HorizontalPodAutoscaler` that decides instead of `replicas`. Each slot that has traffic gets a copy of it.
    #[attr(must("the name of a HorizontalPodAutoscaler", is_object_name))]
    pub(crate) autoscaler: Option<String>,
    /// Ports of the slots' Services. When left out, those that the containers declare.
    #[attr(length(1, 100))]
    pub(crate) ports: Option<Vec<Port>>,
    /// Whether `ConfigMaps` and Secrets that the pods read are copied for each version, so that they go forward and back with it.
    /// Each copy is immutable, and named after what it holds.
    #[attr(default = true)]
    pub(crate) snapshot_configs: bool,
    /// How long a new pod must be ready before it counts: `"10s"`. When left out, as with the adopted Deployment, or not at all.
    pub(crate) min_ready: Option<Span>,
    /// How long pods, or a verdict of the metrics, may be waited for before the candidate has failed.
    #[attr(default = "5m")]
    pub(crate) progress_deadline: GoDuration,
}

/// A port of a Service.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[expect(clippy::struct_field_names, reason = "they are called as Kubernetes calls them")]
pub(crate) struct Port {
    /// Its name, which it needs where there are several.
    #[attr(must("lower-case letters, digits and hyphens", is_label))]
    pub(crate) name: Option<String>,
    /// Its number.
    #[attr(between(1, 65_535))]
    pub(crate) port: u16,
    /// The container's port, by number or name. When left out, the same number.
    #[attr(must("the number or the name of a container's port", is_target_port))]
    pub(crate) target_port: Option<String>,
    /// What is spoken.
    #[attr(default = "tcp")]
    pub(crate) protocol: Protocol,
}

/// What is spoken on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(crate) enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}
