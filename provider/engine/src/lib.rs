//! What to do next, decided without I/O, clock or randomness.
//!
//! A resource looks (its `Seen`), decides ([`Step`]) and acts (one request per action), then looks again. This crate is
//! the middle word: pure functions from what is wanted and what is seen to the next step.

pub mod analysis;
pub mod cluster;
pub mod digest;
pub mod freeze;
pub mod owner;
pub mod promql;
pub mod rollout;
pub mod step;

pub use owner::OwnerTag;
pub use step::{Millis, PollScale, Step};
