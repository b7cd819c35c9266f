//! The weights of a rollout over time.
use jiff::Timestamp;

use super::event::Event;
use super::subject::Subject;
use super::world::replay;

/// Weights that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// When the API server had answered the write.
    pub at: Timestamp,
    /// The program that wrote.
    pub agent: String,
    /// The run whose mark the route has.
    pub epoch: Option<u64>,
    /// Of slots a and b.
    pub slots: [u64; 2],
}

/// Each change of the weights, in order.
#[must_use]
pub fn weights(subject: &Subject, events: &[Event]) -> Vec<Weights> {
    let moments = replay(subject, events);
    let changes = moments.iter().filter_map(|moment| {
        let slots = moment.after.weights(subject)?;
        let is_new = moment.before.weights(subject) != Some(slots);
        let (at, agent) = (moment.event.at, moment.event.agent.clone());
        is_new.then(|| Weights { at, agent, epoch: moment.after.epoch(), slots })
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{ingress, route, sample};
    use super::*;

    #[test]
    fn changes_are_told_once() {
        let log = sample([route(1, [100, 0]), route(2, [100, 0]), route(2, [95, 5]), route(2, [100, 0])]);
        let seen: Vec<_> =
            weights(&Subject::of("shop", "api"), &log).into_iter().map(|one| (one.epoch, one.slots)).collect();
        assert_eq!(seen, [(Some(1), [100, 0]), (Some(2), [95, 5]), (Some(2), [100, 0])]);
    }

    #[test]
    fn an_ingress_and_the_one_beside_it_have_the_weights_of_both() {
        let log = sample([
            ingress("api", "api-a", None),
            ingress("api-kgas-canary", "api-b", Some(0)),
            ingress("api-kgas-canary", "api-b", Some(25)),
            ingress("api-kgas-canary", "api-b", Some(100)),
            ingress("api", "api-b", None),
            ingress("api-kgas-canary", "api-a", Some(0)),
        ]);
        let seen: Vec<_> = weights(&Subject::of("shop", "api"), &log).into_iter().map(|one| one.slots).collect();
        assert_eq!(seen, [[100, 0], [75, 25], [0, 100]]);
    }
}
