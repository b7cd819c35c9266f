//! The API server's audit log as the witness of a rollout: who wrote what when, and whether that kept what was promised.
//!
//! [`Event::read`] reads a log; [`check`] is a function of its events and finds what broke an [`Invariant`]. It believes no
//! journal of ours: weights, pods and locks are as the API server answered them, in the order of the store's revisions.
mod check;
mod event;
#[cfg(test)]
mod sample;
mod subject;
mod weights;
mod world;

pub use check::{Invariant, Violation, check};
pub use event::{Event, Object, leftovers, writes};
pub use subject::{PROVIDER, Subject};
pub use weights::{Weights, weights};
