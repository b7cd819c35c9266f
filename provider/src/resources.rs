//! Managed resources and the data sources beside them.

mod cluster;

pub(crate) use cluster::{ClusterData, ClusterId, ClusterResource};
