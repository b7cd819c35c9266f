//! Managed resources and the data sources beside them.

mod cluster;
mod rollout;

pub(crate) use cluster::{ClusterData, ClusterId, ClusterResource};
pub(crate) use rollout::{Connection, RolloutResource, RolloutStatus};
