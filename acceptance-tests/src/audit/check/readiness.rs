//! I3, I4 and I6: weights and pods go together.
use super::{Invariant, Moment, Subject, Violation, broken};

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    moments
        .iter()
        .flat_map(|moment| [0, 1].map(|slot| raised(subject, moment, slot).or_else(|| taken(subject, moment, slot))))
        .flatten()
        .collect()
}

/// More weight than the slot's ready pods carry. What others did to the weights is mended at once, whoever is ready.
fn raised(subject: &Subject, moment: &Moment<'_>, slot: usize) -> Option<Violation> {
    let (before, after) = (moment.before.weight(subject, slot), moment.after.weight(subject, slot));
    let name = &subject.slots[slot];
    let (ready, needed) = (moment.after.pods(name).ready, subject.needed(after));
    let is_broken = moment.is_by(subject) && !moment.before.disturbed && after > before && ready < needed;
    is_broken.then(|| {
        broken(
            Invariant::Ready,
            moment,
            format!("{name} got weight {after} with {ready} ready pods, {needed} were needed"),
        )
    })
}

/// Fewer pods than the slot's weight needs, or no Service.
fn taken(subject: &Subject, moment: &Moment<'_>, slot: usize) -> Option<Violation> {
    let name = &subject.slots[slot];
    let weight = moment.after.weight(subject, slot);
    let (object, verb) = (&moment.event.object, moment.event.verb.as_str());
    let is_service = object.resource == "services" && object.name == *name;
    if moment.is_by(subject) && is_service && verb == "delete" && weight > 0 {
        return Some(broken(Invariant::Kept, moment, format!("Service {name} was deleted at weight {weight}")));
    }
    let (before, after) = (moment.before.pods(name).asked, moment.after.pods(name).asked);
    let is_broken = moment.is_by(subject) && after < before && after < subject.needed(weight);
    is_broken.then(|| {
        broken(Invariant::Kept, moment, format!("{name} was scaled from {before} to {after} at weight {weight}"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::broken_by;
    use super::*;
    use crate::audit::event::Event;
    use crate::audit::sample::{deployment, event, route, scale};

    fn subject() -> Subject {
        Subject { replicas: Some(10), ..Subject::of("shop", "api") }
    }

    /// Slot b at a weight with so many ready pods, and then something else.
    fn after(weight: u64, ready: u64, then: Option<Event>) -> Vec<Invariant> {
        let pods = [deployment("api-a", [10, 10, 10, 10]), deployment("api-b", [10, 10, ready, ready])];
        broken_by(
            &subject(),
            pods.into_iter().chain([route(1, [100, 0]), route(1, [100 - weight, weight])]).chain(then),
        )
    }

    fn by_others(event: Event) -> Event {
        Event { agent: "kubectl".to_owned(), ..event }
    }

    #[test]
    fn weights_that_others_changed_are_mended_at_once() {
        let pods = || ["api-a", "api-b"].map(|name| deployment(name, [10, 10, 2, 2])).into_iter();
        let began = || pods().chain([by_others(route(1, [100, 0]))]);
        let disturbed = || began().chain([by_others(route(1, [60, 40]))]);
        assert_eq!(broken_by(&subject(), disturbed().chain([route(2, [60, 40]), route(2, [100, 0])])), []);
        let and_then = disturbed().chain([route(2, [100, 0]), route(2, [75, 25])]);
        assert_eq!(broken_by(&subject(), and_then), [Invariant::Ready]);
    }

    #[test]
    fn a_weight_without_its_ready_pods() {
        assert_eq!(after(5, 0, None), [Invariant::Ready]);
        assert_eq!(after(5, 1, None), []);
        assert_eq!(after(25, 2, None), [Invariant::Ready]);
        assert_eq!(after(25, 3, None), []);
    }

    #[test]
    fn pods_taken_before_the_weight() {
        assert_eq!(after(25, 10, Some(scale("api-b", 2))), [Invariant::Kept]);
        assert_eq!(after(25, 10, Some(scale("api-b", 3))), []);
        assert_eq!(after(25, 10, Some(by_others(scale("api-b", 0)))), []);
        let delete = |resource: &str| Some(event("delete", 200, (resource, "", "api-b"), Value::Null));
        assert_eq!(after(25, 10, delete("deployments")), [Invariant::Kept]);
        assert_eq!(after(25, 10, delete("services")), [Invariant::Kept]);
        assert_eq!(after(0, 10, delete("services")), []);
    }
}
