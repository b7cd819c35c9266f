//! What a rollout promised, read off the log.
mod abort;
mod backend;
mod foreign;
mod pods;
mod readiness;
mod sum;
mod writer;

use std::fmt;

use jiff::Timestamp;

use super::event::Event;
use super::subject::Subject;
use super::world::{Moment, replay};

/// A promise. The numbers are those of the design's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// The weights of both slots add up in every rule, and all rules say the same.
    Sum,
    /// I1: never more pods than promised.
    MostPods,
    /// I2: never fewer available pods than promised, once there were as many.
    LeastAvailable,
    /// I3, and I4 upwards: a slot's weight rises only to what its ready pods carry.
    Ready,
    /// I6, and I4 downwards: a slot with a weight keeps the pods for it, and its Service.
    Kept,
    /// I5: a candidate that lost its traffic does not get any of it again in that run.
    Aborted,
    /// I7: the one who holds the lock writes, and nobody takes it from a living holder.
    OneWriter,
    /// I8: what others wrote into the route stays as it is.
    Foreign,
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// When the API server answered the write that broke it.
    pub at: Timestamp,
    /// What was seen.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}: {}", self.at, self.invariant, self.what)
    }
}

/// Everything in the log that broke a promise of `subject`, in order of the promises.
#[must_use]
pub fn check(subject: &Subject, events: &[Event]) -> Vec<Violation> {
    let moments = replay(subject, events);
    let all = [sum::check, pods::check, readiness::check, backend::check, abort::check, writer::check, foreign::check];
    all.iter().flat_map(|check| check(subject, &moments)).collect()
}

fn broken(invariant: Invariant, moment: &Moment<'_>, what: String) -> Violation {
    Violation { invariant, at: moment.event.at, what }
}

/// The promises that a log breaks, for tests.
#[cfg(test)]
fn broken_by(subject: &Subject, events: impl IntoIterator<Item = Event>) -> Vec<Invariant> {
    check(subject, &super::sample::sample(events)).into_iter().map(|violation| violation.invariant).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{deployment, lease, route, scale};
    use super::*;

    #[test]
    fn a_good_rollout_breaks_nothing() {
        let subject = Subject {
            replicas: Some(10),
            most_pods: Some(20),
            least_available: Some(10),
            ..Subject::of("shop", "api")
        };
        let log = [
            lease("one", 1, 0),
            deployment("api-a", [10, 10, 10, 10]),
            route(1, [100, 0]),
            lease("", 1, 3),
            lease("two", 2, 4),
            route(2, [100, 0]),
            scale("api-b", 1),
            deployment("api-b", [1, 1, 1, 1]),
            route(2, [95, 5]),
            scale("api-b", 10),
            deployment("api-b", [10, 10, 10, 10]),
            route(2, [50, 50]),
            route(2, [0, 100]),
            scale("api-a", 0),
            deployment("api-a", [0, 0, 0, 0]),
            lease("", 2, 15),
        ];
        assert_eq!(broken_by(&subject, log), []);
    }
}
