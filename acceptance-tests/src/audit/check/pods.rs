//! I1 and I2: how many pods there are, and how many are available.
use super::{Invariant, Moment, Subject, Violation, broken};
use crate::audit::world::{Pods, World};

pub(super) fn check(subject: &Subject, moments: &[Moment<'_>]) -> Vec<Violation> {
    let sum = |world: &World, of: fn(&Pods) -> u64| -> u64 { world.pods.values().map(of).sum() };
    let mut found = Vec::new();
    let mut were_there = false;
    for moment in moments {
        let (there, available) = (sum(&moment.after, |pods| pods.there), sum(&moment.after, |pods| pods.available));
        if let Some(most) =
            subject.most_pods.filter(|most| there > *most && there > sum(&moment.before, |pods| pods.there))
        {
            found.push(broken(Invariant::MostPods, moment, format!("{there} pods, promised were at most {most}")));
        }
        let Some(least) = subject.least_available else { continue };
        if available >= least {
            were_there = true;
        } else if were_there && available < sum(&moment.before, |pods| pods.available) {
            found.push(broken(
                Invariant::LeastAvailable,
                moment,
                format!("{available} available pods, promised were {least}"),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::broken_by;
    use super::*;
    use crate::audit::sample::deployment;

    #[test]
    fn more_pods_than_promised() {
        let subject = Subject { most_pods: Some(11), ..Subject::of("shop", "api") };
        let a = || deployment("api-a", [10, 10, 10, 10]);
        assert_eq!(broken_by(&subject, [a(), deployment("api-b", [1, 1, 0, 0])]), []);
        assert_eq!(broken_by(&subject, [a(), deployment("api-b", [2, 2, 0, 0])]), [Invariant::MostPods]);
    }

    #[test]
    fn fewer_available_pods_than_promised() {
        let subject = Subject { least_available: Some(10), ..Subject::of("shop", "api") };
        let coming = || [deployment("api-a", [10, 10, 5, 5]), deployment("api-a", [10, 10, 10, 10])];
        assert_eq!(broken_by(&subject, coming()), []);
        let going = coming().into_iter().chain([deployment("api-a", [9, 9, 9, 9])]);
        assert_eq!(broken_by(&subject, going), [Invariant::LeastAvailable]);
        let moved = coming().into_iter().chain([deployment("api-b", [1, 1, 1, 1]), deployment("api-a", [9, 9, 9, 9])]);
        assert_eq!(broken_by(&subject, moved), []);
    }
}
