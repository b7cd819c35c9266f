//! I3, I4 and I6: weights and pods go together.
use super::{Invariant, Moment, Subject, Violation, broken};

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    moments
        .iter()
        .flat_map(|moment| [0, 1].map(|slot| raised(subject, moment, slot).or_else(|| taken(subject, moment, slot))))
        .flatten()
        .collect()
}

/// More weight than the slot's ready pods carry.
fn raised(subject: &Subject, moment: &Moment<'_>, slot: usize) -> Option<Violation> {
    let (before, after) = (moment.before.weight(subject, slot), moment.after.weight(subject, slot));
    let name = &subject.slots[slot];
    let (ready, needed) = (moment.after.pods(name).ready, subject.needed(after));
    let is_broken = moment.is_by(subject) && after > before && ready < needed;
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
    let object = &moment.event.object;
    if object.resource == "services" && object.name == *name && moment.event.verb == "delete" && weight > 0 {
        return Some(broken(Invariant::Kept, moment, format!("Service {name} was deleted at weight {weight}")));
    }
    let (before, after) = (moment.before.pods(name).asked, moment.after.pods(name).asked);
    // Others may scale, an autoscaler for one; to nothing, nobody may.
    let needed = if moment.is_by(subject) { subject.needed(weight) } else { weight.min(1) };
    let is_broken = after < before && after < needed;
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
        let by_others = |asked: u64| Some(Event { agent: "kubectl".to_owned(), ..scale("api-b", asked) });
        assert_eq!(after(25, 10, by_others(1)), []);
        assert_eq!(after(25, 10, by_others(0)), [Invariant::Kept]);
        let delete = |resource: &str| Some(event("delete", 200, (resource, "", "api-b"), Value::Null));
        assert_eq!(after(25, 10, delete("deployments")), [Invariant::Kept]);
        assert_eq!(after(25, 10, delete("services")), [Invariant::Kept]);
        assert_eq!(after(0, 10, delete("services")), []);
    }
}
