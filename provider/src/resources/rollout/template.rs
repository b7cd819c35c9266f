//! The objects of a rollout as Kubernetes has them, made from what is declared. Nothing here is sent or asked for.

mod adopted;
mod autoscaler;
mod configs;
mod objects;
mod pods;
mod ports;
mod revision;
#[cfg(test)]
mod tests;

pub(super) use adopted::Adopted;
pub(super) use autoscaler::autoscaler;
pub(super) use configs::{Config, ConfigKind};
pub(super) use objects::{Owner, Pods, slot_name};
pub(super) use pods::{PodTemplate, Wrong};
pub(super) use ports::{ports, written as written_port};

/// With what the keys of all our own labels and annotations begin.
pub(super) const PREFIX: &str = "kgas.dev/";
/// Label of everything that a rollout makes, pods too: the rollout's name.
pub(super) const ROLLOUT_LABEL: &str = "kgas.dev/rollout";
/// Label of what belongs to one slot, pods too: `a` or `b`.
pub(super) const SLOT_LABEL: &str = "kgas.dev/slot";
/// Label of a slot's Deployment and its pods: the revision that they are to run.
pub(super) const REVISION_LABEL: &str = "kgas.dev/revision";
/// Annotation of a copy of configuration: what it was made from.
pub(super) const COPY_OF: &str = "kgas.dev/copy-of";
