//! I6 of ingress-nginx: the main backend of a path has a pod, since without one its canary serves nobody either.
use super::{Invariant, Moment, Subject, Violation, broken};

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let without = |moment: &&Moment<'_>| {
        let Some(slot) = moment.after.main(subject).filter(|_| moment.is_by(subject)) else { return false };
        let (before, after) = (moment.before.pods(slot), moment.after.pods(slot));
        let is_moved = moment.before.main(subject) != Some(slot);
        (is_moved && after.ready == 0) || (after.asked == 0 && before.asked > 0)
    };
    let found = moments.iter().filter(without);
    found
        .map(|moment| broken(Invariant::Kept, moment, "the main Ingress sends to a slot without pods".to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::broken_by;
    use super::*;
    use crate::audit::sample::{deployment, ingress, scale};

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
}
