//! Managed resources and the data sources beside them.

mod cluster;
#[cfg(test)]
mod predicates;
mod rollout;

pub(crate) use cluster::{ClusterData, ClusterId, ClusterResource, Entry, NoEntry, enter};
pub use rollout::{Asked, asked};
pub(crate) use rollout::{Connection, RolloutResource, RolloutStatus};
