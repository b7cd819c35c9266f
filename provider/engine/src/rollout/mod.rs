//! `kgas_rollout`: a new revision beside the stable one, more and more traffic for it, and back in one write.
//!
//! Two [`Slot`]s are never renamed; what moves is their share of the traffic. [`next()`] decides from what is wanted, what is
//! seen, and the [`Journal`] in the cluster, so that a run that is killed is gone on with by the next.

mod action;
pub mod delegated;
pub mod delivery;
mod history;
pub mod job;
mod journal;
mod next;
pub mod preview;
mod say;
mod seen;
pub mod size;
mod slot;
mod spec;

pub use action::{Action, Cause, Problem, Template, Waiting};
pub use history::History;
pub use journal::{Attempt, Ending, Entry, Journal, Phase, Revision, Side};
pub use next::next;
pub use seen::{
    Adopted, Deployment, Finding, Gate, Guard, Header, Judgement, Lease, Readings, Seen, Served, SlotSeen, Traffic,
};
pub use size::{Leeway, Pair};
pub use slot::{BySlot, Slot};
pub use spec::{Goal, Lock, OnFailure, Resume, Routing, Size, Spec, StableScale, Stage};

/// What a rollout does next.
pub type Step = crate::Step<Action, Waiting, Problem>;
