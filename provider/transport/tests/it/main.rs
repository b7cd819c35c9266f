#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(
    clippy::disallowed_methods,
    reason = "scripted servers answer late, and a process is started in an environment"
)]
//! The transport from outside: calls in, scripted or real answers out.

mod door;
mod environment;
mod kube_token;
mod kubernetes;
mod prometheus;
mod property;
mod renewing;
mod repeating;
mod rest;
mod script;
mod secrets;
mod server;
mod stopping;
mod wire;
