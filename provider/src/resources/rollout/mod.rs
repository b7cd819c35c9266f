//! `kgas_rollout`: the model in HCL, and what it wants of the engine and of Kubernetes.

mod blank;
mod checks;
mod connection;
mod data;
mod delegated;
mod model;
mod native;
#[cfg(test)]
mod paper;
mod preview;
mod refine;
mod resource;
#[cfg(test)]
mod sample;
mod say;
mod state;
mod template;
mod validate;
mod wanted;

pub(crate) use connection::Connection;
pub(crate) use data::RolloutStatus;
pub use native::{Asked, asked};
pub(crate) use resource::RolloutResource;
