//! Weights add up.
use super::{Invariant, Moment, Subject, Violation, broken};

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let mut found = Vec::new();
    for moment in moments.iter().filter(|moment| moment.is_by(subject) && moment.is_of_route()) {
        let pairs = moment.after.pairs(subject);
        for [a, b] in &pairs {
            if a + b != subject.whole {
                found.push(broken(
                    Invariant::Sum,
                    moment,
                    format!("weights {a} and {b} are not {} together", subject.whole),
                ));
            }
        }
        if pairs.windows(2).any(|two| two[0] != two[1]) {
            found.push(broken(Invariant::Sum, moment, format!("rules do not agree: {pairs:?}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::broken_by;
    use super::*;
    use crate::audit::sample::{deployment, route};

    #[test]
    fn weights_that_do_not_add_up() {
        let subject = Subject::of("shop", "api");
        let pods = || ["api-a", "api-b"].map(|name| deployment(name, [1, 1, 1, 1])).into_iter();
        assert_eq!(broken_by(&subject, pods().chain([route(1, [90, 5])])), [Invariant::Sum]);
        assert_eq!(broken_by(&subject, pods().chain([route(1, [0, 0])])), [Invariant::Sum]);
        let mut foreign = route(1, [90, 5]);
        foreign.agent = "kubectl".to_owned();
        assert_eq!(broken_by(&subject, pods().chain([foreign])), []);
    }

    #[test]
    fn rules_that_say_different_things() {
        let mut route = route(1, [100, 0]);
        let other = json!({ "backendRefs": [{ "name": "api-a", "weight": 95 }, { "name": "api-b", "weight": 5 }] });
        route.response["spec"]["rules"].as_array_mut().unwrap().push(other);
        assert_eq!(
            broken_by(&Subject::of("shop", "api"), [deployment("api-a", [1, 1, 1, 1]), route]),
            [Invariant::Sum]
        );
    }
}
