//! From being started to being connected: what go-plugin expects of a plugin before its first call.
//!
//! Terraform starts the provider with the terms in environment variables ([`Terms`]); the provider listens on a fresh
//! socket ([`Listening`]), writes one line to standard output ([`announcement`]) and accepts one client: the one whose
//! certificate was in the terms ([`tls_config`]).
//!
//! Source: <https://github.com/hashicorp/go-plugin/blob/v1.6.0/docs/internals.md>.

mod identity;
mod line;
mod p521;
mod pin;
mod socket;
mod terms;
mod tls;

pub(crate) use identity::Identity;
pub(crate) use line::announcement;
use pin::Pin;
pub(crate) use socket::Listening;
pub(crate) use terms::{Refusal, Terms};
pub(crate) use tls::tls_config;
