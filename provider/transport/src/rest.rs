//! Services at one address of their own: a Kubernetes API server, Prometheus, Grafana, `PagerDuty`.

mod auth;
mod client;
mod target;

pub use auth::{Auth, FileToken, Token};
pub use client::{Client, Config, ConnectError};
pub(crate) use target::{addressed, sensitive};
