//! Kubernetes API servers: kubeconfig files, credentials and a [`Client`] ready to make calls.
//!
//! Kubeconfigs, certificates and the connection are the `kube` crate's; what is sent again and when is this crate's.

mod classify;
mod client;
mod config;
mod credential;
mod direct;
mod exec;
mod impersonation;
mod kubeconfig;
mod proxy;
mod resolve;
mod target;
mod wire;

pub use client::Client;
pub use config::{Config, ConnectError, Connection, Direct};
