//! `kgas_rollout`: the model in HCL, and what it wants of the engine and of Kubernetes.

mod checks;
mod connection;
mod model;
#[cfg(test)]
mod sample;
mod template;
