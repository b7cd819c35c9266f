//! What only a run as a whole can tell: for how long something has been as it is.

use super::{Action, BySlot, Cause, Seen};
use crate::Millis;

/// The memory of one run. It only makes a run wait: another run that lacks it waits longer.
#[derive(Clone, Debug, Default)]
pub struct History {
    held: bool,
    lease: Option<(String, Millis)>,
    asked_since: Option<Millis>,
    weights: Option<(BySlot<u32>, Millis)>,
    pods: Option<(BySlot<(u32, u32)>, Millis)>,
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
            self.held |= ours;
        }
        if let Some(traffic) = &mut seen.traffic {
            self.weights = match (self.weights.take(), traffic.weights) {
                (Some((known, at)), Some(weights)) if traffic.accepted && known == weights => Some((known, at)),
                (_, Some(weights)) if traffic.accepted => Some((weights, now)),
                _ => None,
            };
            traffic.steady = self.weights.as_ref().map_or(0, |(_, at)| since(*at));
        }
        let attempt = seen.journal.as_ref().map(|journal| journal.attempt);
        let cause = self.reverting.as_ref().filter(|(of, _)| Some(*of) == attempt);
        seen.reverting = cause.map(|(_, cause)| cause.clone());
        let pods = BySlot::of(|slot| (seen.slots.get(slot).asked(), seen.slots.get(slot).available()));
        let known = match self.pods.take() {
            Some((known, at)) if known == pods => (known, at),
            _ => (pods, now),
        };
        seen.still = since(known.1);
        self.pods = Some(known);
        seen
    }

    /// Remembers why traffic is taken away, which is written down only after it.
    ///
    /// * `seen`: what `action` was decided on.
    pub fn sending(&mut self, action: &Action, seen: &Seen) {
        if let (Action::Revert { cause, .. }, Some(journal)) = (action, &seen.journal) {
            self.reverting = Some((journal.attempt, (**cause).clone()));
        }
    }
}
