//! The decisions of the engine, run against simulated worlds.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod cluster;
