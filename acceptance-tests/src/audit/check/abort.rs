//! I5: what was taken back stays taken back.
use serde_json::Value;

use super::{Invariant, Moment, Subject, Violation, broken};

/// Within one run, the candidate is the slot that did not have all the traffic when the run began. What it runs may change,
/// when a newer version takes its place: that is another candidate.
pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let mut found = Vec::new();
    let (mut epoch, mut candidate) = (None, 1);
    let mut aborted: Option<Value> = None;
    for moment in moments.iter().filter(|moment| moment.is_by(subject) && moment.is_of_route()) {
        let Some(after) = moment.after.weights(subject) else { continue };
        if moment.after.epoch() != epoch {
            epoch = moment.after.epoch();
            aborted = None;
            // A run that finds neither slot with everything goes on with another's candidate.
            candidate = match moment.before.weights(subject).unwrap_or(after) {
                [_, 0] => 1,
                [0, _] => 0,
                _ => candidate,
            };
        }
        let (weight, runs) =
            (moment.before.weight(subject, candidate), moment.after.pods(&subject.slots[candidate]).template);
        // Weights that others wrote are not taken back but mended.
        if weight > 0 && after[candidate] == 0 && !moment.before.disturbed {
            aborted = Some(runs);
        } else if after[candidate] > weight && aborted.as_ref() == Some(&runs) {
            let name = &subject.slots[candidate];
            let what = format!("{name} got weight {} after its traffic was taken back", after[candidate]);
            found.push(broken(Invariant::Aborted, moment, what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::broken_by;
    use super::*;
    use crate::audit::event::Event;
    use crate::audit::sample::{deployment, route};

    fn after(log: impl IntoIterator<Item = Event>) -> Vec<Invariant> {
        let pods = ["api-a", "api-b"].map(|name| deployment(name, [1, 1, 1, 1]));
        broken_by(&Subject::of("shop", "api"), pods.into_iter().chain([route(1, [100, 0])]).chain(log))
    }

    #[test]
    fn a_candidate_that_comes_back() {
        let taken_back = || [route(2, [75, 25]), route(2, [100, 0])];
        assert_eq!(after(taken_back()), []);
        assert_eq!(after(taken_back().into_iter().chain([route(2, [95, 5])])), [Invariant::Aborted]);
        assert_eq!(after(taken_back().into_iter().chain([route(3, [95, 5])])), [], "another run may try again");
        let mut newer = deployment("api-b", [1, 1, 1, 1]);
        newer.response["spec"]["template"] = json!({ "spec": "v2" });
        assert_eq!(after(taken_back().into_iter().chain([newer, route(2, [95, 5])])), [], "another version may too");
    }

    #[test]
    fn a_candidate_in_the_other_slot() {
        let promoted = || [route(2, [50, 50]), route(2, [0, 100])];
        let back = |epoch| [route(epoch, [5, 95]), route(epoch, [0, 100])];
        assert_eq!(after(promoted().into_iter().chain(back(3))), []);
        assert_eq!(after(promoted().into_iter().chain(back(3)).chain([route(3, [5, 95])])), [Invariant::Aborted]);
    }

    #[test]
    fn a_stable_slot_that_gets_everything_back() {
        assert_eq!(after([route(2, [50, 50]), route(2, [0, 100]), route(2, [100, 0])]), []);
        assert_eq!(
            after([route(2, [75, 25]), route(3, [75, 25]), route(3, [100, 0])]),
            [],
            "another run takes it back"
        );
        let once_more = [route(2, [75, 25]), route(3, [75, 25]), route(3, [100, 0]), route(3, [95, 5])];
        assert_eq!(after(once_more), [Invariant::Aborted]);
    }
}
