//! Tests of the SDK through its public interface.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod derive;
mod docs;
mod fuzz;
mod handshake;
#[path = "trial/house.rs"]
mod house;
mod server;
mod testing;
mod value;
