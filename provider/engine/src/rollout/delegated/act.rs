//! What a run does, what it waits for, and why it ends.

use crate::rollout::{Cause, Journal, Revision};

/// One request. Each may be sent twice without harm.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Replace the journal, if it is still the one that was read. A journal with another stable revision keeps the template that
    /// runs now as the one to go back to.
    Write(Box<Journal>),
    /// Make or mend the first object that is not as it is wanted, of those that the workload refers to.
    Prepare,
    /// Bring the wanted template, and what is wanted of the workload beside it.
    Deploy,
    /// Bring the stable template again: the controller takes the candidate's traffic away.
    Restore,
    /// Put a mark of no meaning on the workload: a controller that has missed a change looks again.
    Nudge,
    /// Tell the controller that a person agrees.
    Resume,
    /// Delete the first object that is ours and not wanted.
    Clean,
    /// Delete the journal.
    Forget,
}

/// Why a run is not acting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The controller has not taken up what it was brought.
    Controller,
    /// It is at a step.
    Step {
        /// The step, from 1; 0 before the first.
        step: usize,
        /// The candidate's weight.
        weight: u32,
        /// What it says.
        says: String,
    },
    /// A person has to agree.
    Approval {
        /// To this revision.
        revision: Revision,
        /// In this attempt.
        attempt: u64,
        /// With this weight.
        weight: u32,
    },
    /// The metrics have not said enough, and the controller has stopped for it.
    Verdict {
        /// Why.
        why: String,
    },
    /// The stable version gets its traffic back.
    Return,
    /// Deleted objects are on their way out.
    Leaving,
}

/// Why there is no way on.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The candidate was taken back.
    Reverted(Cause),
    /// Something else was brought while this run was looking on.
    Superseded {
        /// What.
        by: Option<Revision>,
    },
    /// The controller has not taken up what it was brought.
    Silent,
    /// The first revision does not come.
    NotInstalled {
        /// What the controller says.
        says: String,
    },
    /// The user asked to stop.
    Interrupted {
        /// The candidate's weight when it was seen last.
        weight: u32,
        /// It was taken back.
        reverted: bool,
    },
    /// An object is not ours where one of ours has to be, or cannot be used.
    Unusable {
        /// Which, and why, as a sentence.
        what: String,
    },
}
