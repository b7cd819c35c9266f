//! What one look cannot show: how long something has been absent, and what had failed before this run began.
//!
//! The decision itself stays level-triggered: a new run begins with an empty memory and ends at the same goal.
//!
//! A failure from before this run is a reason to try again (the user applied again); one that happened during it is a
//! reason to stop, unless its cause passes by itself. An absence is believed after [`LOOKS`] looks, because a cloud's reads
//! may be stale. What this run has asked for itself is not asked for again before the cloud has had time to show it.

use std::collections::{BTreeMap, BTreeSet};

use super::observed::{Failure, Issue, Status};
use super::{Action, Key, Problem, Seen, Spec, Step, Waiting};
use crate::Millis;

/// How many looks in a row must miss an object before it is believed to be gone.
pub const LOOKS: u32 = 3;

/// How often the same request may be accepted without any effect. With the pauses between, that is more than the two minutes
/// for which a cloud may not show what it has made.
const PATIENCE: u32 = 8;

/// How often in a run a pool is made anew whose making failed for a cause that passes.
const RETRIES: u32 = 3;

/// How long an object that was asked for may go without showing, in milliseconds. EC2's reads are "eventually consistent",
/// without a bound. Source: <https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html>.
const LAG: u64 = 60_000;

/// The memory of one run. Feed it every look, in order.
#[derive(Clone, Debug, Default)]
pub struct History {
    looked: bool,
    adopted: bool,
    cluster_absent: u32,
    support_absent: BTreeMap<Key, u32>,
    ended: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// How often each pool is made anew for a cause that passes.
    retried: BTreeMap<String, u32>,
    /// When the last decision was made.
    now: Millis,
    /// Objects whose creation was sent and not refused, and when.
    asked: BTreeMap<Key, Millis>,
    last: Option<Accepted>,
}

/// The last request that was accepted.
#[derive(Clone, Debug)]
struct Accepted {
    action: Action,
    /// The look after it.
    seen: Seen,
    /// How often in a row it was accepted while the same was seen.
    times: u32,
    /// It has been given time to show.
    rested: bool,
}

impl History {
    /// Fills in what needs more than one look.
    #[must_use]
    pub fn note(&mut self, spec: &Spec, mut seen: Seen) -> Seen {
        self.count(spec, &seen);
        let failed = failures(&seen);
        if self.looked {
            self.failed.retain(|name| failed.contains(name));
            self.forgive(spec, &seen);
        } else {
            self.failed = failed;
            self.ended = seen
                .cluster
                .iter()
                .flat_map(|c| &c.updates)
                .filter(|u| u.status.ended())
                .map(|u| u.id.clone())
                .collect();
            // One on its way out is waited for, and another is made.
            let stays = |cluster: &&super::observed::Cluster| cluster.status != Status::Deleting;
            self.adopted = !spec.known && seen.cluster.as_ref().filter(stays).is_some_and(|c| spec.owns(&c.tags));
        }
        self.looked = true;
        seen.cluster_absent = self.cluster_absent;
        seen.support_absent.clone_from(&self.support_absent);
        for support in &mut seen.support {
            support.inherited = self.failed.contains(&format!("support/{}", support.id));
        }
        if let Some(cluster) = &mut seen.cluster {
            cluster.updates.iter_mut().for_each(|u| u.inherited = self.ended.contains(&u.id));
            cluster.pools.iter_mut().for_each(|(n, p)| p.inherited = self.failed.contains(&format!("pool/{n}")));
            for (name, addon) in cluster.addons.iter_mut().flatten() {
                addon.inherited = self.failed.contains(&format!("addon/{name}"));
            }
        }
        seen
    }

    /// An existing cluster of ours was found by a create: worth a warning.
    #[must_use]
    pub fn adopted(&self) -> bool {
        self.adopted
    }

    /// To be called before a request is sent: an absence seen earlier says nothing about what the request makes.
    pub fn sending(&mut self, action: &Action) {
        if let Action::CreateSupport { key } = action {
            self.support_absent.remove(key);
            self.asked.insert(key.clone(), self.now);
        }
    }

    /// To be called when the cloud has certainly not done what a request asked for.
    pub fn refused(&mut self, action: &Action) {
        if let Action::CreateSupport { key } = action {
            self.asked.remove(key);
        }
    }

    /// To be called after a request was *accepted* and the world was looked at again, with the request and that look.
    ///
    /// # Errors
    /// [`Problem::NoEffect`] if the same request was accepted eight times while the same was seen.
    pub fn accepted(&mut self, action: &Action, seen: &Seen) -> Result<(), Problem> {
        let now = Seen { cluster_absent: 0, support_absent: BTreeMap::new(), ..seen.clone() };
        let times = match self.last.take() {
            Some(last) if last.action == *action && last.seen == now => last.times + 1,
            _ => 1,
        };
        self.last = Some(Accepted { action: action.clone(), seen: now, times, rested: false });
        if times < PATIENCE { Ok(()) } else { Err(Problem::NoEffect { action: action.to_string() }) }
    }

    /// The step, or a pause before it: a request that was accepted and is decided on again has not shown its effect yet. It is
    /// given time, more from time to time, before it is sent once more; the creation of an object around
    /// the cluster is not sent again for a minute, whatever else was sent in between.
    pub fn paced(&mut self, spec: &Spec, now: Millis, step: Step) -> Step {
        self.now = now;
        let Step::Do(action) = &step else { return step };
        let asked_for = self.asked_for(action);
        let pause = match &mut self.last {
            _ if asked_for.is_some_and(|at| now < spec.poll_scale.until(at, LAG)) => spec.capabilities.pauses.confirm,
            Some(last) if *action == last.action && !last.rested => {
                last.rested = true;
                spec.capabilities.pauses.support * u64::from(last.times)
            }
            _ => return step,
        };
        let why = Waiting::Effect { action: action.to_string() };
        Step::Wait { until: spec.poll_scale.until(now, pause), why }
    }

    /// When this run asked for the object that `action` creates.
    fn asked_for(&self, action: &Action) -> Option<Millis> {
        let Action::CreateSupport { key } = action else { return None };
        self.asked.get(key).copied()
    }

    /// A pool's failure for a cause that passes is as good as one from before this run, a few times.
    fn forgive(&mut self, spec: &Spec, seen: &Seen) {
        let passes = |issue: &Issue| spec.capabilities.passing_codes.contains(&issue.code.as_str());
        for (name, pool) in seen.cluster.iter().flat_map(|cluster| &cluster.pools) {
            let failure = format!("pool/{name}");
            let is_new = pool.status == Status::Failed(Failure::Create) && !self.failed.contains(&failure);
            let times = self.retried.get(name).copied().unwrap_or_default();
            if is_new && times < RETRIES && pool.health.iter().any(passes) {
                self.retried.insert(name.clone(), times + 1);
                self.failed.insert(failure);
            }
        }
    }

    fn count(&mut self, spec: &Spec, seen: &Seen) {
        self.cluster_absent = if seen.cluster.is_some() { 0 } else { self.cluster_absent + 1 };
        let before = std::mem::take(&mut self.support_absent);
        for support in &spec.support {
            if !seen.support.iter().any(|s| s.key == support.key) {
                self.support_absent.insert(support.key.clone(), before.get(&support.key).unwrap_or(&0) + 1);
            }
        }
    }
}

fn failures(seen: &Seen) -> BTreeSet<String> {
    let failed = |status: &Status| matches!(status, Status::Failed(_));
    let mut names = BTreeSet::new();
    names.extend(seen.support.iter().filter(|s| failed(&s.status)).map(|s| format!("support/{}", s.id)));
    if let Some(cluster) = &seen.cluster {
        names.extend(cluster.pools.iter().filter(|(_, p)| failed(&p.status)).map(|(n, _)| format!("pool/{n}")));
        let addons = cluster.addons.iter().flatten();
        names.extend(addons.filter(|(_, a)| failed(&a.status)).map(|(n, _)| format!("addon/{n}")));
    }
    names
}
