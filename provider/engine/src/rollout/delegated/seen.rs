//! What is wanted, and what a look shows.

use crate::PollScale;
use crate::rollout::{Cause, Goal, Journal, Revision};

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What this run is for.
    pub goal: Goal,
    /// The revision to bring.
    pub revision: Revision,
    /// Milliseconds for which the controller may say nothing, or the metrics may say nothing, before that is a failure.
    pub deadline: u64,
    /// Milliseconds between two looks.
    pub every: u64,
    /// How much of each pause is waited.
    pub poll_scale: PollScale,
}

/// Everything a decision needs to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// What keeps a run from beginning.
    pub unusable: Option<String>,
    /// The journal, if it was ever written.
    pub journal: Option<Journal>,
    /// An object that the workload refers to is missing, or not as it is wanted.
    pub unprepared: bool,
    /// What the controller carries out.
    pub workload: Option<Workload>,
    /// What is ours and not wanted.
    pub left: Left,
    /// A person's consent: the attempt and the weight it is for.
    pub approved: Option<(u64, u32)>,
    /// What only a run as a whole can tell. Filled in by [`super::History`].
    pub run: Remembered,
}

/// What only a run as a whole can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// This run has brought its revision, and seen it there.
    pub deployed: bool,
    /// This run has seen a candidate being taken back because it failed.
    pub reverting: bool,
    /// Milliseconds for which this run has seen the controller take up nothing.
    pub silent: u64,
    /// How often it was nudged since.
    pub nudged: u64,
    /// Milliseconds for which this run has seen it stopped for want of a verdict.
    pub stopped: u64,
}

/// The object that says what runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workload {
    /// Which revision it says.
    pub revision: Option<Revision>,
    /// Whatever else is wanted of it is as it is wanted.
    pub as_wanted: bool,
    /// What the controller says of it.
    pub report: Report,
}

/// What the controller says of the template that is there now.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Report {
    /// Nothing yet.
    #[default]
    Unheard,
    /// It is on its way.
    UnderWay {
        /// The step, from 1; 0 before the first.
        step: usize,
        /// The candidate's weight.
        weight: u32,
        /// Why it goes no further by itself.
        pause: Option<Pause>,
        /// It takes the stable version's place now, and no other template ends that.
        promotes: bool,
        /// What it says, for people.
        says: String,
    },
    /// All traffic goes to it, and its pods are there.
    Serving,
    /// It was taken back by the controller, or is no good.
    Failed {
        /// Why, of a candidate.
        cause: Cause,
    },
}

/// Why a controller goes no further by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pause {
    /// A person has to agree with this weight.
    Approval {
        /// The next weight.
        weight: u32,
    },
    /// The metrics have not said enough.
    Data {
        /// What is missing.
        why: String,
    },
}

/// What is ours and not wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    #[default]
    Nothing,
    /// Something, which is on its way out.
    Leaving,
    /// Something.
    Something,
}
