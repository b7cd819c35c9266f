//! What a look at the cluster shows of a rollout.

use std::collections::BTreeMap;

use super::{BySlot, Cause, Journal, Revision, Slot};
use crate::Millis;

/// Everything a decision needs to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The lock, if it was ever taken.
    pub lease: Option<Lease>,
    /// The journal, if it was ever written.
    pub journal: Option<Journal>,
    /// The two slots.
    pub slots: BySlot<SlotSeen>,
    /// What tells the traffic where to go; nothing where pods do.
    pub traffic: Option<Traffic>,
    /// The Deployment that was there before.
    pub adopted: Option<Adopted>,
    /// What keeps a run from beginning: an object that is not ours where ours have to be, or one that cannot be read.
    pub unusable: Option<String>,
    /// Copies of configuration that the wanted revision reads and that are not there.
    pub copies_missing: bool,
    /// What the metrics say of the candidate.
    pub judgement: Judgement,
    /// Why this run took the candidate's traffic away. Filled in by [`super::History`].
    pub reverting: Option<Cause>,
    /// Milliseconds since pods of either slot came or went. Filled in by [`super::History`].
    pub still: u64,
    /// The newest readings of the metrics, for people.
    pub readings: Readings,
    /// Failures of each metric in a row, to be written down.
    pub failures: BTreeMap<String, u32>,
    /// Whether a next step may begin.
    pub gate: Gate,
    /// A person's consent: the attempt and the weight it is for.
    pub approved: Option<(u64, u32)>,
    /// Who takes the candidate back should this run die.
    pub guard: Guard,
}

/// A dead man's switch, as the run sees it that it is there for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// There shall be none.
    #[default]
    NotWanted,
    /// It is not there, not all of it, or it was made for something else.
    Missing,
    /// It is on its way.
    Coming {
        /// What Kubernetes says against it.
        trouble: Option<String>,
    },
    /// It runs.
    Standing,
    /// It failed, as often as Kubernetes tries.
    Failed {
        /// Why, in Kubernetes' words.
        why: String,
    },
}

/// Who may act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lease {
    /// Who holds it; nobody after it was let go.
    pub holder: Option<String>,
    /// How often it changed hands.
    pub epoch: u64,
    /// When its holder renewed it, in the holder's words: it is only compared.
    pub renewed: String,
    /// Milliseconds since this run first saw it renewed like this. Filled in by [`super::History`].
    pub unchanged: u64,
    /// Milliseconds that this run has waited for it. Filled in by [`super::History`].
    pub waited: u64,
    /// This run held it before. Filled in by [`super::History`].
    pub was_ours: bool,
    /// This run let it go, whoever holds it since. Filled in by [`super::History`].
    pub released: bool,
}

/// One slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotSeen {
    /// Its Deployment.
    pub deployment: Option<Deployment>,
    /// Its Service.
    pub service: Served,
    /// The fewest pods that its autoscaler keeps, if it has one.
    pub autoscaler: Option<u32>,
}

/// A slot's Service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Served {
    /// There is none.
    #[default]
    Missing,
    /// It is there, as it was for pods with other ports.
    Otherwise,
    /// It is as the wanted pods need it.
    AsWanted,
}

impl SlotSeen {
    /// Pods asked for.
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.deployment.as_ref().map_or(0, |deployment| deployment.asked)
    }

    /// Pods that are available, of what the Deployment is to run now.
    #[must_use]
    pub fn available(&self) -> u32 {
        self.deployment.as_ref().filter(|deployment| deployment.current).map_or(0, |deployment| deployment.available)
    }
}

/// A Deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployment {
    /// What it is to run.
    pub revision: Option<Revision>,
    /// Pods it is asked for.
    pub asked: u32,
    /// Pods of its current template that are available.
    pub available: u32,
    /// Pods there are, whatever they run.
    pub pods: u32,
    /// Its status speaks of its newest template and size.
    pub current: bool,
    /// Why its pods do not come, in Kubernetes' words.
    pub trouble: Option<String>,
    /// The run that may change it.
    pub epoch: Option<u64>,
}

/// What tells the traffic where to go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// It exists.
    pub exists: bool,
    /// Percent of each slot; nothing where it is not in a form of ours.
    pub weights: Option<BySlot<u32>>,
    /// The data plane has taken up the newest weights, as far as it says.
    pub accepted: bool,
    /// Why it has not.
    pub refused: Option<String>,
    /// The run that may change it.
    pub epoch: Option<u64>,
    /// What there is beside weights is as it was declared.
    pub as_declared: bool,
    /// Where requests with the declared header go.
    pub header: Header,
    /// Milliseconds for which this run has seen these weights accepted. Filled in by [`super::History`].
    pub steady: u64,
}

/// Where requests with the declared header go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Header {
    /// Where all others go.
    #[default]
    Along,
    /// To a slot, whatever the weights are.
    To(Slot),
    /// Somebody has changed what says so.
    Otherwise,
}

impl Traffic {
    /// Percent that a slot gets.
    #[must_use]
    pub fn of(&self, slot: Slot) -> Option<u32> {
        self.weights.as_ref().map(|weights| *weights.get(slot))
    }
}

/// The Deployment that a rollout took over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// What it runs.
    pub revision: Revision,
    /// Pods it is asked for.
    pub asked: u32,
    /// Pods that are available.
    pub available: u32,
    /// Pods it had before it was taken over; nothing before that.
    pub had: Option<u32>,
}

/// What the metrics say of the candidate, at its present weight.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Judgement {
    /// There is nothing against it.
    #[default]
    Good,
    /// It cannot be said yet.
    Open {
        /// Why not.
        why: String,
    },
    /// It is bad.
    Bad(Finding),
}

/// What speaks against a candidate.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// The metric.
    pub metric: String,
    /// What was measured.
    pub value: String,
    /// What it was held to.
    pub bound: String,
    /// When, and how often.
    pub evidence: String,
}

/// Whether steps may begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// They may.
    #[default]
    Open,
    /// They may although they should not, because somebody said so.
    Overridden {
        /// Who, or why.
        reason: String,
    },
    /// They may not, for now.
    Closed {
        /// Why.
        why: String,
        /// When that may be over, if it is known.
        until: Option<Millis>,
        /// The run is to wait for it.
        wait: bool,
    },
}

/// The newest readings, by metric, as people read them.
pub type Readings = BTreeMap<String, String>;
