//! What is wanted of a rollout.

use super::size::{Leeway, carrying, ratio};
use super::{Pair, Revision};
use crate::PollScale;

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The wanted revision is the stable one.
    Deployed,
    /// The user asked to stop: what may harm is taken back, in one write, and the lock is let go.
    Reverted,
    /// The user asked to stop, and everything stays as it is; the lock is let go.
    LetGo,
    /// Nothing of it is left but an adopted Deployment, running the stable revision.
    Absent,
    /// A dead man's switch: the candidate of another run is taken back when that run falls silent, and nothing happens before.
    DeadMan {
        /// Milliseconds without a sign of life after which it is believed to be dead.
        after: u64,
    },
}

/// What decides how much traffic a side gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routing {
    /// A route with weights.
    Weighted,
    /// A Service that selects one of the slots: all or nothing.
    Switched,
    /// The number of pods behind one Service.
    Ratio,
}

/// How many pods carry all the traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// This many.
    Fixed(u32),
    /// An autoscaler decides, from this many upwards.
    Scaled {
        /// The fewest.
        least: u32,
    },
}

/// What a run does that finds another one's candidate under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// It goes on with it.
    Auto,
    /// It takes the candidate back.
    Rollback,
    /// It leaves that to a person.
    Manual,
}

/// Whether the stable side shrinks while the candidate grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StableScale {
    /// It keeps all its pods, so that going back is one write.
    Full,
    /// It gives up what it does not need: going back takes as long as its pods take.
    Follow,
}

/// What a failing candidate means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// It is taken back.
    Rollback,
    /// It stays at its weight, and the apply fails.
    Hold,
}

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Percent of the traffic that the candidate gets.
    pub weight: u32,
    /// Pods of the candidate where its weight does not say it: a preview that nobody uses yet.
    pub pods: Option<u32>,
    /// Milliseconds it is watched before the next.
    pub bake: u64,
    /// A person has to agree before it begins.
    pub approval: bool,
}

impl Stage {
    /// A step of this weight that is not watched.
    #[must_use]
    pub const fn of(weight: u32) -> Self {
        Self { weight, pods: None, bake: 0, approval: false }
    }
}

/// Who may act, and how long others wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Milliseconds after which a holder that was not heard of is believed to be gone.
    pub ttl: u64,
    /// Milliseconds to wait for a holder that is alive.
    pub wait: u64,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What this run is for.
    pub goal: Goal,
    /// This run, in words that no other run has.
    pub holder: String,
    /// The revision to bring.
    pub revision: Revision,
    /// Pods that carry all the traffic.
    pub size: Size,
    /// There is a Deployment to take over.
    pub adopts: bool,
    /// What moves the traffic.
    pub routing: Routing,
    /// Requests with a header go to the candidate, whatever its weight.
    pub header: bool,
    /// The steps. The last has all the traffic.
    pub stages: Vec<Stage>,
    /// What the stable side does meanwhile.
    pub stable_scale: StableScale,
    /// How far pods may go above and below, where no route decides.
    pub leeway: Leeway,
    /// Milliseconds until the data plane is believed to have taken up a weight.
    pub settle: u64,
    /// Milliseconds that pods, or a verdict, may be waited for.
    pub progress_deadline: u64,
    /// Milliseconds for which the old side is kept after the last step.
    pub keep_old: u64,
    /// What a failing candidate means.
    pub on_failure: OnFailure,
    /// What is done with a candidate that another run left.
    pub resume: Resume,
    /// There are metrics: steps need their consent.
    pub analysed: bool,
    /// Milliseconds between two readings of a metric.
    pub every: u64,
    /// Only one may act.
    pub lock: Lock,
    /// How much of each pause is waited.
    pub poll_scale: PollScale,
}

impl Spec {
    /// The steps of an attempt: those that are wanted, or one that brings back what ran before.
    #[must_use]
    pub fn stages(&self, instant: bool) -> Vec<Stage> {
        if instant { vec![Stage::of(100)] } else { self.stages.clone() }
    }

    /// Pods of both sides at a stage, when `whole` pods carry all the traffic.
    #[must_use]
    pub fn pair(&self, stage: &Stage, whole: u32) -> Pair {
        match self.routing {
            Routing::Ratio => ratio(stage.weight, whole, self.leeway.surge),
            Routing::Weighted | Routing::Switched => {
                let stable = match self.stable_scale {
                    StableScale::Full => whole,
                    StableScale::Follow => carrying(100 - stage.weight.min(100), whole),
                };
                let candidate = stage.pods.unwrap_or_else(|| carrying(stage.weight, whole)).max(1);
                Pair { candidate, stable }
            }
        }
    }
}
