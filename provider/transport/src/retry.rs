//! Trying again: whether, when, and how much of it in all.

mod budget;
mod decide;
mod pause;
mod policy;

pub use budget::Budget;
pub(crate) use decide::{Attempts, Decision, Failure, decide, may_have_happened};
pub(crate) use pause::{Pauses, asked_for, date};
pub use policy::Policy;
