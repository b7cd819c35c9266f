//! What a rollout does, what it waits for, and why it ends.

use serde::{Deserialize, Serialize};

use super::{Finding, Journal, Revision, Slot};
use crate::Millis;

/// One request. Each may be sent twice without harm, and each that moves pods or traffic is refused by the API server when
/// another run has taken over.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Take the lock, free or of a holder that is gone. It becomes the lock's next epoch.
    Acquire,
    /// Say that its holder is alive.
    Renew,
    /// Let it go.
    Release,
    /// Replace the journal, if it is still the one that was read.
    Write(Box<Journal>),
    /// Copy the configuration that the wanted revision reads.
    Copy,
    /// Bring a revision into a slot, with so many pods.
    Deploy {
        /// Where.
        slot: Slot,
        /// The template.
        template: Template,
        /// Pods to ask for.
        pods: u32,
    },
    /// Ask for so many pods.
    Scale {
        /// Of which slot.
        slot: Slot,
        /// Pods to ask for.
        pods: u32,
    },
    /// Make or mend a slot's Service.
    Serve(Slot),
    /// Give a slot its autoscaler, or change the fewest pods that it keeps.
    Autoscale {
        /// Which slot.
        slot: Slot,
        /// The fewest pods.
        least: u32,
    },
    /// Take a slot's autoscaler away.
    StopAutoscaling(Slot),
    /// Make what tells the traffic where to go, or mend it: all traffic as `weights` say.
    Route {
        /// Percent of slot a. The rest is slot b's.
        a: u32,
    },
    /// Put this run's mark on the route, so that a run that is gone cannot change it any more.
    FenceRoute,
    /// Put this run's mark on a slot's Deployment.
    FenceSlot(Slot),
    /// Change the weights, and nothing else.
    Weigh {
        /// Percent of slot a. The rest is slot b's.
        a: u32,
    },
    /// Have requests with the declared header go to a slot, or where all others go, and change nothing else.
    Header(Option<Slot>),
    /// Take the candidate's traffic away, requests with the declared header too: the same one write.
    Revert {
        /// Percent of slot a. The rest is slot b's.
        a: u32,
        /// Why. It is written down after it.
        cause: Box<Cause>,
    },
    /// Make the dead man's switch, or go on with making it.
    Guard,
    /// Ask the adopted Deployment for no pods, and note on it how many it had.
    Retire,
    /// Give the adopted Deployment the stable template and its pods back.
    Restore {
        /// Pods to ask for.
        pods: u32,
    },
    /// Take the route, or our part in it, away.
    Unroute,
    /// Delete a slot's Deployment and Service.
    Remove(Slot),
    /// Delete copies of configuration, journal and lock.
    Forget,
}

/// Which template a slot gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// The wanted one.
    Wanted,
    /// The one that the adopted Deployment runs.
    Adopted,
}

/// Why a run is not acting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Another run holds the lock.
    Lock {
        /// Who.
        holder: String,
    },
    /// Pods are not available yet.
    Pods {
        /// Of which slot.
        slot: Slot,
        /// Available.
        available: u32,
        /// Needed.
        needed: u32,
        /// What Kubernetes says against it.
        trouble: Option<String>,
    },
    /// The route is not taken up yet.
    Route {
        /// Why not, if it says so.
        why: Option<String>,
    },
    /// The data plane gets time to take up a weight.
    Settling,
    /// A person has to agree.
    Approval {
        /// To this revision.
        revision: Revision,
        /// In this attempt: what was agreed to in an earlier one does not count.
        attempt: u64,
        /// With this weight.
        weight: u32,
    },
    /// A gate is closed.
    Gate {
        /// Why.
        why: String,
    },
    /// A step is being watched.
    Baking {
        /// Its number, from 1.
        step: usize,
        /// The candidate's weight.
        weight: u32,
        /// When it is over, if all goes well.
        until: Millis,
    },
    /// The metrics have not said enough.
    Verdict {
        /// Why.
        why: String,
    },
    /// The old side is kept for a while.
    Keeping {
        /// Until when.
        until: Millis,
    },
    /// What was changed is not seen yet.
    Seeing,
    /// The dead man's switch does not run yet.
    Guard {
        /// What Kubernetes says against it.
        trouble: Option<String>,
    },
    /// The run that is watched shows signs of life.
    Alive {
        /// Who.
        holder: String,
    },
    /// The Job that is to carry the rollout out does not run yet, or not again yet.
    Job {
        /// What Kubernetes says against it.
        trouble: Option<String>,
    },
    /// A Job is to end, or to go.
    JobEnds,
}

/// Why a candidate is taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A metric is against it.
    Metric {
        /// What it says.
        finding: Finding,
        /// At which step, from 1.
        step: usize,
        /// At which weight.
        weight: u32,
    },
    /// Its pods did not become available in time.
    Deadline {
        /// At which step, from 1.
        step: usize,
        /// Available.
        available: u32,
        /// Needed.
        needed: u32,
        /// What Kubernetes says.
        trouble: Option<String>,
    },
    /// Its weight did not come into effect in time.
    NotRouted {
        /// At which step, from 1.
        step: usize,
        /// What the route says.
        why: String,
    },
    /// The metrics did not come to a verdict in time.
    NoVerdict {
        /// At which step, from 1.
        step: usize,
        /// What was missing.
        why: String,
    },
    /// It had traffic and no pod that is available.
    NoPods {
        /// At which step, from 1.
        step: usize,
        /// At which weight.
        weight: u32,
    },
    /// Somebody else took its traffic away.
    Zeroed {
        /// At which step, from 1.
        step: usize,
        /// What its weight was.
        weight: u32,
    },
    /// A gate closed, and is not waited for.
    Blocked {
        /// Which step may not begin, from 1.
        step: usize,
        /// Why.
        why: String,
    },
    /// Another revision is wanted now.
    Superseded {
        /// Which.
        by: Revision,
    },
    /// The user asked to stop.
    Interrupted {
        /// At which step, from 1.
        step: usize,
        /// At which weight.
        weight: u32,
    },
    /// Its run fell silent, and a dead man's switch took it back.
    DeadMan {
        /// At which step, from 1.
        step: usize,
        /// At which weight.
        weight: u32,
        /// Milliseconds for which there was no sign of life, at least.
        after: u64,
    },
    /// The dead man's switch did not come in time, and without it there is no traffic.
    Unguarded {
        /// At which step, from 1.
        step: usize,
        /// What Kubernetes says.
        trouble: Option<String>,
    },
    /// The controller that carries it out gave it up.
    GivenUp {
        /// At which step, from 1.
        step: usize,
        /// At which weight.
        weight: u32,
        /// In the controller's words.
        why: String,
    },
    /// It is to be destroyed.
    Destroyed,
}

/// Why there is no way on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Another run holds the lock, and does not let go.
    Locked {
        /// Who.
        holder: String,
    },
    /// Another run took the lock from this one.
    LockLost {
        /// Who.
        holder: Option<String>,
    },
    /// The candidate was taken back.
    Reverted(Cause),
    /// The candidate failed, and stays where it is.
    Held(Cause),
    /// The first revision does not get its pods.
    NotInstalled {
        /// Available.
        available: u32,
        /// Needed.
        needed: u32,
        /// What Kubernetes says.
        trouble: Option<String>,
    },
    /// What sends traffic to the first revision does not come into effect.
    NotRouted {
        /// What the route says.
        why: String,
    },
    /// Another run left a candidate on its way, and a person is to decide.
    Unfinished {
        /// What it was to bring.
        revision: Revision,
        /// At which step it was, from 1.
        step: usize,
        /// The candidate's weight.
        weight: u32,
    },
    /// A gate is closed, and is not waited for.
    Blocked {
        /// Why.
        why: String,
    },
    /// What the goal needs is done, and the run ends before its work does.
    Interrupted {
        /// The candidate's weight now.
        weight: u32,
        /// It was taken back.
        reverted: bool,
    },
    /// An object is not ours where one of ours has to be, or cannot be used.
    Unusable {
        /// Which, and why, as a sentence.
        what: String,
    },
    /// The adopted Deployment does not exist.
    NothingToAdopt,
    /// The Job that was to carry it out failed.
    JobFailed {
        /// Why, as a sentence without its full stop.
        why: String,
    },
}
