//! The decisions of the engine, run against simulated worlds.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::type_complexity, reason = "a table says the shape of its rows where it stands")]

mod analysis;
mod cluster;
mod delegated;
mod fault;
mod freeze;
mod promql;
mod rollout;
