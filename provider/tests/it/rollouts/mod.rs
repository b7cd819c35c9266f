//! Rollouts over the in-process sandbox: plan, apply and state, with every fault.

mod faults;
pub(crate) mod matrix;
mod stories;
