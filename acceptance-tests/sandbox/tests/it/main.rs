//! The sandbox as its callers see it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod client;
mod control;
mod faults;
mod honesty;
mod kubernetes;
mod life;
mod python;
mod start;
mod states;
