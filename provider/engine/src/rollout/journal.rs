//! What a rollout writes down in the cluster, so that another run can go on with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cause, Slot};
use crate::Millis;

/// A pod template with the configuration it reads, by a digest of both.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub String);

/// A revision in its slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Where.
    pub slot: Slot,
    /// What.
    pub revision: Revision,
}

/// How far a rollout is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The first revision is put in its place; nothing is beside it.
    #[default]
    Installing,
    /// All traffic goes to the stable side, and nothing is under way.
    Idle,
    /// A candidate gets more and more traffic.
    Progressing,
    /// The candidate was stopped where it is, and waits for a decision.
    Held,
    /// The candidate is being taken back.
    Reverting,
    /// The candidate was taken back.
    Reverted,
    /// The candidate is the stable side now; the other one still runs.
    Keeping,
}

/// One change of weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was written down.
    pub at: Millis,
    /// Which attempt.
    pub attempt: u64,
    /// Which revision's weight.
    pub revision: Revision,
    /// Percent before.
    pub from: u32,
    /// Percent after.
    pub to: u32,
    /// Why.
    pub why: String,
    /// What the metrics said last, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metrics: BTreeMap<String, String>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The candidate became the stable side.
    Promoted,
    /// It was taken back.
    Reverted,
    /// It was taken back because something else was wanted.
    Superseded,
}

/// An attempt that ended: what delivery is measured by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its number.
    pub number: u64,
    /// What it was to bring.
    pub revision: Revision,
    /// When it began.
    pub began: Millis,
    /// When it ended.
    pub ended: Millis,
    /// How.
    pub ending: Ending,
}

/// The journal of one rollout. A writer replaces it as a whole, and only the version that it has read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The lease under which it was written last: a lower one than the lease's own is that of a run that is gone.
    pub epoch: u64,
    /// How far it is.
    pub phase: Phase,
    /// What the traffic goes to, or shall go back to.
    pub stable: Option<Side>,
    /// What is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub candidate: Option<Side>,
    /// Counts the candidates that were begun.
    #[serde(default)]
    pub attempt: u64,
    /// When the attempt began.
    #[serde(default)]
    pub began: Millis,
    /// The step under way, from 0.
    #[serde(default)]
    pub step: usize,
    /// When it was entered, by this run.
    #[serde(default)]
    pub entered: Millis,
    /// When its weight was confirmed, from which on it bakes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baking: Option<Millis>,
    /// The candidate's weight that was confirmed last, in percent.
    #[serde(default)]
    pub weight: u32,
    /// The weight that is about to be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u32>,
    /// The candidate ran before it, and comes back without steps.
    #[serde(default)]
    pub instant: bool,
    /// Consecutive failures of each metric in this step.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failures: BTreeMap<String, u32>,
    /// Why the candidate is or was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// How long the other side is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<Millis>,
    /// The newest changes of weight, oldest first.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// The newest attempts that ended, oldest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}

impl Journal {
    /// Entries and attempts that are kept: a `ConfigMap` holds a megabyte, and a person reads a page.
    pub const KEPT: usize = 50;

    /// The same journal with `entry` at its end.
    #[must_use]
    pub(super) fn with(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        let over = self.entries.len().saturating_sub(Self::KEPT);
        self.entries.drain(..over);
        self
    }

    /// The same journal after the attempt under way has ended.
    #[must_use]
    pub(super) fn ended(mut self, ending: Ending, now: Millis) -> Self {
        if let Some(candidate) = &self.candidate {
            self.attempts.push(Attempt {
                number: self.attempt,
                revision: candidate.revision.clone(),
                began: self.began,
                ended: now,
                ending,
            });
            let over = self.attempts.len().saturating_sub(Self::KEPT);
            self.attempts.drain(..over);
        }
        self
    }

    /// The slot that a next candidate takes.
    #[must_use]
    pub fn free_slot(&self) -> Slot {
        self.stable.as_ref().map_or(Slot::A, |stable| stable.slot.other())
    }
}
