//! AWS: addresses, credentials, signatures, and a [`Client`] ready to make calls.

mod chain;
mod classify;
mod client;
mod config;
mod credentials;
mod endpoint;
mod kube_token;
mod partition;
mod sdk;
mod service;
mod sign;
mod target;

pub use client::{Client, ClusterTokens};
pub use config::{AssumeRole, Config, ConnectError, StaticKeys};
pub use credentials::Credentials;
pub use endpoint::{Endpoint, EndpointError, Endpoints};
pub use kube_token::KubeToken;
pub use partition::partition;
pub use service::SERVICES;
pub(crate) use service::label;
pub use target::Aws;
