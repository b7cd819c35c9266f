//! The provider from outside.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod cloud;
mod faults;
mod generated;
mod lag;
mod life;
mod matrix;
mod outage;
mod rollouts;
