//! `kgas_cluster`: the model in HCL, what it wants of the engine, and what was seen as a model again.

mod aws;
mod checks;
mod cidr;
mod data;
mod entry;
mod id;
mod left;
mod model;
mod plan;
mod resource;
#[cfg(test)]
mod sample;
mod say;
mod state;

pub(crate) use data::ClusterData;
pub(crate) use entry::{Entry, NoEntry, enter};
pub(crate) use id::ClusterId;
pub(crate) use resource::ClusterResource;
