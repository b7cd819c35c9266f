//! The kgas provider, as a library for its binary and its tests.

mod claims;
mod client;
mod config;
mod drive;
mod ephemerals;
mod provider;
mod reached;
mod resources;

pub use client::Client;
pub use config::Config;
pub use provider::Kgas;
pub use resources::{Asked, asked};
