//! I3 and I6 of slots that requests are sent to whatever the weights: the main backend of ingress-nginx, since without a pod behind
//! it its canary serves nobody either, and the slot of those who come by a header.
use super::{Invariant, Moment, Subject, Violation, broken};

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let ours = moments.iter().filter(|moment| moment.is_by(subject));
    ours.flat_map(|moment| {
        let (before, after) = (moment.before.always(subject), moment.after.always(subject));
        let is_without = |slot: &&String| {
            let (was, is) = (moment.before.pods(slot), moment.after.pods(slot));
            (!before.contains(slot) && is.ready == 0) || (is.asked == 0 && was.asked > 0)
        };
        let told =
            |slot: &String| broken(Invariant::Kept, moment, format!("requests are sent to {slot}, which has no pods"));
        after.into_iter().filter(is_without).map(told).collect::<Vec<_>>()
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::broken_by;
    use super::*;
    use crate::audit::event::Event;
    use crate::audit::sample::{deployment, ingress, route, scale};

    #[test]
    fn a_main_backend_without_pods() {
        let pods = || ["api-a", "api-b"].map(|name| deployment(name, [1, 1, 1, 1])).into_iter();
        let begun = || pods().chain([ingress("api", "api-a", None), ingress("api-kgas-canary", "api-b", Some(100))]);
        let moved = || [ingress("api", "api-b", None), ingress("api-kgas-canary", "api-a", Some(0))];
        let subject = Subject::of("shop", "api");
        assert_eq!(broken_by(&subject, begun().chain(moved()).chain([scale("api-a", 0)])), []);
        assert_eq!(broken_by(&subject, begun().chain([scale("api-a", 0)])), [Invariant::Kept]);
        let empty = [deployment("api-a", [1, 1, 1, 1]), ingress("api", "api-b", None)];
        assert!(broken_by(&subject, empty).contains(&Invariant::Kept));
    }

    #[test]
    fn a_header_that_leads_to_no_pods() {
        let headed = || {
            let mut route = route(1, [100, 0]);
            let matches = json!([{ "headers": [{ "name": "x", "value": "1" }] }]);
            let rule = json!({ "name": "kgas-header-1", "matches": matches, "backendRefs": [{ "name": "api-b" }] });
            route.response["spec"]["rules"].as_array_mut().unwrap().insert(0, rule);
            route
        };
        let after = |ready: u64, then: Option<Event>| {
            let pods = [deployment("api-a", [1, 1, 1, 1]), deployment("api-b", [1, 1, ready, ready])];
            broken_by(&Subject::of("shop", "api"), pods.into_iter().chain([route(1, [100, 0]), headed()]).chain(then))
        };
        assert_eq!(after(1, None), []);
        assert_eq!(after(0, None), [Invariant::Kept]);
        assert_eq!(after(1, Some(scale("api-b", 0))), [Invariant::Kept]);
    }
}
