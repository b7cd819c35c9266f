//! What only a run as a whole can tell: for how long something has been as it is.

use super::{Action, BySlot, Cause, Header, Seen, Slot};
use crate::Millis;

type Pods = Option<(Slot, u32, u32)>;

/// Everything that takes time to come into effect.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Way {
    weights: BySlot<u32>,
    as_declared: bool,
    header: Header,
}

fn is_progress(known: Pods, now: Pods) -> bool {
    match (known, now) {
        (Some((slot, asked, most)), Some((slot_now, asked_now, available))) => {
            (slot, asked) != (slot_now, asked_now) || available > most
        }
        (known, now) => known != now,
    }
}

/// The memory of one run. It only makes a run wait: another run that lacks it waits longer.
#[derive(Clone, Debug, Default)]
pub struct History {
    held: bool,
    lease: Option<(String, Millis)>,
    asked_since: Option<Millis>,
    weights: Option<(Way, Millis)>,
    /// The candidate's slot, pods asked for, and the most of them that were available.
    pods: Option<(Pods, Millis)>,
    released: bool,
    reverting: Option<(u64, Cause)>,
}

impl History {
    /// Adds to a look what it cannot show by itself.
    ///
    /// * `holder`: this run.
    pub fn note(&mut self, holder: &str, mut seen: Seen, now: Millis) -> Seen {
        let since = |known: Millis| now.0.saturating_sub(known.0);
        if let Some(lease) = &mut seen.lease {
            let ours = lease.holder.as_deref() == Some(holder);
            let known = match self.lease.take() {
                Some((renewed, at)) if renewed == lease.renewed => (renewed, at),
                _ => (lease.renewed.clone(), now),
            };
            lease.unchanged = since(known.1);
            self.lease = Some(known);
            lease.waited = since(*self.asked_since.get_or_insert(now));
            lease.was_ours = self.held;
            lease.released = self.released;
            self.held |= ours;
        }
        if let Some(traffic) = &mut seen.traffic {
            let way = traffic.weights.filter(|_| traffic.accepted).map(|weights| Way {
                weights,
                as_declared: traffic.as_declared,
                header: traffic.header,
            });
            self.weights = match (self.weights.take(), way) {
                (Some((known, at)), Some(way)) if known == way => Some((known, at)),
                (_, way) => way.map(|way| (way, now)),
            };
            traffic.steady = self.weights.as_ref().map_or(0, |(_, at)| since(*at));
        }
        let attempt = seen.journal.as_ref().map(|journal| journal.attempt);
        let cause = self.reverting.as_ref().filter(|(of, _)| Some(*of) == attempt);
        seen.reverting = cause.map(|(_, cause)| cause.clone());
        // Pods that come and go are no progress: more of them than ever before are, and another number that is asked for.
        let candidate = seen.journal.as_ref().and_then(|journal| journal.candidate.as_ref()).map(|side| side.slot);
        let there = candidate.map(|slot| (slot, seen.slots.get(slot)));
        let pods = there.map(|(slot, there)| (slot, there.asked(), there.available()));
        let known = match (self.pods.take(), pods) {
            (Some((known, at)), pods) if !is_progress(known, pods) => (known, at),
            (_, pods) => (pods, now),
        };
        seen.still = since(known.1);
        self.pods = Some(known);
        seen
    }

    /// A look failed. Whoever was not heard of meanwhile may have been alive: what is heard next counts from the next look.
    pub fn deafened(&mut self) {
        self.lease = None;
    }

    /// Remembers why traffic is taken away, which is written down only after it.
    ///
    /// * `seen`: what `action` was decided on.
    pub fn sending(&mut self, action: &Action, seen: &Seen) {
        self.released |= matches!(action, Action::Release);
        if let (Action::Revert { cause, .. }, Some(journal)) = (action, &seen.journal) {
            self.reverting = Some((journal.attempt, (**cause).clone()));
        }
    }
}
