//! How large the replica sets of a Deployment are to be: the arithmetic of a rolling update, as a function.
//! Source: <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment>.

/// A replica set as a rolling update sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set {
    /// Replicas that it is told to have.
    pub(super) replicas: u64,
    pub(super) available: u64,
}

/// What is wanted of a Deployment, in replicas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) replicas: u64,
    pub(super) surge: u64,
    pub(super) unavailable: u64,
}

/// The next size of the new set and of the old ones, oldest first. A set that is alone is scaled at once; else first the
/// new one grows as far as the surge allows, and then the old ones shrink: their unavailable pods without harm, and of the
/// available as many as may be missing.
pub(super) fn sizes(wanted: Wanted, new: Set, old: &[Set]) -> (u64, Vec<u64>) {
    let told: Vec<u64> = old.iter().map(|set| set.replicas).collect();
    let others: u64 = told.iter().sum();
    if others == 0 || new.replicas > wanted.replicas {
        return (wanted.replicas, told);
    }
    let room = (wanted.replicas + wanted.surge).saturating_sub(others + new.replicas);
    let grown = new.replicas + room.min(wanted.replicas - new.replicas);
    if grown > new.replicas {
        return (grown, told);
    }
    let least = wanted.replicas.saturating_sub(wanted.unavailable);
    let pending = new.replicas.saturating_sub(new.available);
    let mut spare = (others + new.replicas).saturating_sub(least + pending);
    let mut sizes = Vec::new();
    let mut healthy = new.available;
    for set in old {
        let unhealthy = set.replicas.saturating_sub(set.available).min(spare);
        spare -= unhealthy;
        sizes.push(set.replicas - unhealthy);
        healthy += set.available;
    }
    let mut dispensable = healthy.saturating_sub(least).min(spare);
    for size in &mut sizes {
        let less = (*size).min(dispensable);
        *size -= less;
        dispensable -= less;
    }
    (new.replicas, sizes)
}

#[cfg(test)]
mod tests {
    use super::{Set, Wanted, sizes};

    fn set(replicas: u64, available: u64) -> Set {
        Set { replicas, available }
    }

    #[test]
    fn steps_of_a_rolling_update() {
        let ten = Wanted { replicas: 10, surge: 3, unavailable: 2 };
        for (say, new, old, wanted) in [
            ("alone", set(0, 0), vec![], (10, vec![])),
            ("begins with the surge", set(0, 0), vec![set(10, 10)], (3, vec![10])),
            ("two may be missing", set(3, 0), vec![set(10, 10)], (3, vec![8])),
            ("what is gone makes room", set(3, 0), vec![set(8, 8)], (5, vec![8])),
            ("nothing more may be missing", set(5, 0), vec![set(8, 8)], (5, vec![8])),
            ("ready ones let old ones go", set(5, 5), vec![set(8, 8)], (5, vec![3])),
            ("the broken go first", set(5, 0), vec![set(2, 0), set(8, 8)], (5, vec![0, 8])),
            ("too many new ones", set(12, 12), vec![set(1, 1)], (10, vec![1])),
        ] {
            assert_eq!(sizes(ten, new, &old), wanted, "{say}");
        }
    }

    #[test]
    fn it_ends_and_never_has_too_few_or_too_many() {
        for replicas in 1..12 {
            for (surge, unavailable) in [(1, 0), (0, 1), (3, 2), (25, 25)] {
                let wanted = Wanted { replicas, surge, unavailable };
                let (mut new, mut old) = (set(0, 0), vec![set(replicas, replicas)]);
                for _ in 0..100 {
                    let (grown, shrunk) = sizes(wanted, new, &old);
                    let more = grown.min(new.available + 1);
                    old = shrunk.iter().map(|replicas| set(*replicas, *replicas)).collect();
                    let total = grown + old[0].replicas;
                    assert!(total <= replicas + surge, "{wanted:?}: {total}");
                    assert!(new.available + old[0].available + unavailable >= replicas, "{wanted:?}");
                    // One more pod of the new set becomes available.
                    new = set(grown, more);
                }
                assert_eq!((new, old[0].replicas), (set(replicas, replicas), 0), "{wanted:?}");
            }
        }
    }
}
