//! How many pods each side has at a step.

/// Pods of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Of the candidate.
    pub candidate: u32,
    /// Of the stable side.
    pub stable: u32,
}

/// How far the number of pods may go beyond what is declared, and below it, while no route tells traffic where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leeway {
    /// Pods above the declared number.
    pub surge: u32,
    /// Pods that may be missing from it.
    pub unavailable: u32,
}

/// The pods that carry `weight` percent of the traffic when `whole` carry all of it: rounded up, one at least where there is
/// any traffic.
///
/// ```
/// use kgas_engine::rollout::size::carrying;
/// assert_eq!([carrying(5, 12), carrying(25, 12), carrying(100, 12)], [1, 3, 12]);
/// assert_eq!(carrying(0, 12), 0);
/// ```
#[must_use]
pub fn carrying(weight: u32, whole: u32) -> u32 {
    let pods = (u64::from(weight) * u64::from(whole)).div_ceil(100);
    u32::try_from(pods).unwrap_or(u32::MAX)
}

/// The pair whose share of candidates is nearest to `weight` percent, where traffic follows the pods: of `whole` pods, or of
/// one more if they may surge. Of two that are as near, the one with more candidates. There is no candidate only where a
/// single pod may not have a second one beside it.
///
/// The same targets as Argo Rollouts has for a canary without a traffic router
/// ([reference](https://argo-rollouts.readthedocs.io/en/stable/features/canary/)).
#[must_use]
pub fn ratio(weight: u32, whole: u32, surge: u32) -> Pair {
    if weight == 0 || whole == 0 {
        return Pair { candidate: 0, stable: whole };
    }
    if weight >= 100 {
        return Pair { candidate: whole, stable: 0 };
    }
    let totals = if surge > 0 { vec![whole, whole.saturating_add(1)] } else { vec![whole] };
    let alone = whole == 1 && surge == 0;
    let pairs = totals.into_iter().flat_map(|total| {
        let exact = u64::from(total) * u64::from(weight);
        [exact.div_ceil(100), exact / 100].map(|pods| {
            let pods = u32::try_from(pods).unwrap_or(u32::MAX);
            let candidate = if alone { pods } else { pods.max(1) };
            (Pair { candidate, stable: total - candidate.min(total) }, total)
        })
    });
    // |candidate / total - weight / 100|, as a fraction over 100 · total.
    let off = |(pair, total): &(Pair, u32)| {
        let difference = (u64::from(pair.candidate) * 100).abs_diff(u64::from(*total) * u64::from(weight));
        (difference, u64::from(*total))
    };
    let nearer = |one: &(Pair, u32), two: &(Pair, u32)| {
        let ((d1, t1), (d2, t2)) = (off(one), off(two));
        (d1 * t2).cmp(&(d2 * t1)).then(two.0.candidate.cmp(&one.0.candidate))
    };
    pairs.min_by(nearer).map_or(Pair { candidate: 0, stable: whole }, |(pair, _)| pair)
}

/// One side's pods, as they are and as they shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Asked for.
    pub asked: u32,
    /// Available of these.
    pub available: u32,
    /// To get to.
    pub target: u32,
}

/// What to ask for next on the way to both targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The first side's pods.
    First(u32),
    /// The second side's pods.
    Second(u32),
    /// Nothing now: pods have to become available first.
    Wait,
    /// Both are asked for as they shall be.
    There,
}

/// The next move of two sides to their targets, with no more than `whole` pods and its surge, and no fewer available than may be
/// missing. Of two sides that grow, `first` grows first; pods that are not available go for free.
#[must_use]
pub fn rebalance(first: Side, second: Side, whole: u32, leeway: Leeway) -> Move {
    if first.asked == first.target && second.asked == second.target {
        return Move::There;
    }
    let room = whole.saturating_add(leeway.surge).saturating_sub(first.asked.saturating_add(second.asked));
    let grown = |side: Side| {
        let by = side.target.saturating_sub(side.asked).min(room);
        (by > 0).then(|| side.asked + by)
    };
    if let Some(pods) = grown(first) {
        return Move::First(pods);
    }
    if let Some(pods) = grown(second) {
        return Move::Second(pods);
    }
    let floor = whole.saturating_sub(leeway.unavailable);
    let spare = first.available.saturating_add(second.available).saturating_sub(floor);
    let shrunk = |side: Side| {
        let broken = side.asked.saturating_sub(side.available);
        let by = side.asked.saturating_sub(side.target).min(broken.saturating_add(spare));
        (by > 0).then(|| side.asked - by)
    };
    match (shrunk(first), shrunk(second)) {
        (Some(pods), _) => Move::First(pods),
        (None, Some(pods)) => Move::Second(pods),
        (None, None) => Move::Wait,
    }
}
