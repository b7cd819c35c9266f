//! Evidence that the canary is worse than allowed, which may be looked at after every sample.
//!
//! A look that may end the step makes an ordinary test wrong: repeated often enough, it fails any canary. Here each sample
//! multiplies the stake of a bet against the canary, with the odds such that, while the canary is *not* worse than allowed, the
//! stake is not expected to grow, whatever came before. Then the probability that it ever reaches `1/alpha` is at most
//! `alpha` (Ville's inequality), however often and for however long somebody looks, and whenever they stop. Several bets at
//! different odds run side by side from equal parts of the stake; their mean is a bet with the same promise.
//! Sources: Ramdas, Grünwald, Vovk and Shafer, "Game-Theoretic Statistics and Safe Anytime-Valid Inference",
//! <https://arxiv.org/abs/2210.01948>; Johari, Pekelis and Walsh, "Always Valid Inference", <https://arxiv.org/abs/1512.04922>.
//!
//! **Values** ([`Evidence::add_value`]). Assumed: given all earlier samples, a canary that is not worse than allowed is beyond the
//! limit with probability 1/2 at most. Nothing is assumed of the distribution, nor that it stays the same. A bet on `p > 1/2`
//! multiplies by `2p` when the sample is beyond the limit and by `2(1-p)` when it is not: expected are
//! `q·2p + (1-q)·2(1-p) ≤ 1` for every `q ≤ 1/2`. No such test can fail a step with fewer than `log2(1/alpha)` samples, and no
//! normal approximation is needed that a latency quantile would not keep.
//!
//! **Requests** ([`Evidence::add_counts`]). Assumed: given the past and how many requests each slot got, requests go bad
//! independently, each with a probability of its own, and the mean probability of the canary's is at most `add + times` the mean of
//! the stable slot's ([`Null`]). The means may move from sample to sample, so that an outage which both slots share is no evidence.
//! With `n`, `k` requests and bad ones of the canary and `m`, `l` of the stable slot, a bet multiplies by
//! `(1+λ)^k · (1-μ)^l · exp(-λ·n·add)` where `μ·m = λ·n·times`, `0 ≤ μ ≤ 1`. By `E[(1+λ)^k] = Π(1+λp_i) ≤ exp(λ·n·p̄)`, and
//! likewise for `μ`, the expectation is at most `exp(λ·n·(p̄ - add - times·q̄)) ≤ 1`. For `add = 0` this is the likelihood
//! ratio of the share of all bad requests that are the canary's, so that the stable slot's rate need not be known.
//! Bad requests that come together (one lost connection, five errors) are not independent. If at most `c` do, all counts divided by
//! `c` keep the promise: for `0 ≤ x ≤ 1`, `(1+λ)^x ≤ 1+λx` and `(1-μ)^x ≤ 1-μx`. That is
//! [`Measure::Ratio::burst`](super::Measure::Ratio::burst); without a bound, judge the ratio as a value.

use super::{Compare, Worse};

/// For values: the probabilities of "beyond the limit" that are bet on.
const BEYOND: [f64; BETS] = [0.6, 0.7, 0.8, 0.9, 0.97, 1.0];
/// For requests: how many times worse than allowed, which is bet on.
const TIMES_WORSE: [f64; BETS] = [1.2, 1.5, 2.0, 4.0, 10.0, 40.0];
const BETS: usize = 6;

/// The stakes of the bets of one step. Starts at 1; see the module for what may be added and what it means.
///
/// ```
/// use kgas_engine::analysis::{Count, Evidence, Null};
/// let quarter_worse = Null { add: 0.0, times: 1.25 };
/// let stable = Count { bad: 95.0, requests: 9_500.0 };
///
/// let mut same = Evidence::default();
/// same.add_counts(Count { bad: 5.0, requests: 500.0 }, stable, quarter_worse);
/// assert!(same.e_value() < 1.0);
///
/// let mut worse = Evidence::default();
/// worse.add_counts(Count { bad: 25.0, requests: 500.0 }, stable, quarter_worse);
/// assert!(worse.rejects(0.001));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The natural logarithm of each bet's stake.
    ln: [f64; BETS],
}

/// Requests of one slot in one sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Those that went bad; never more than `requests`.
    pub bad: f64,
    /// All of them.
    pub requests: f64,
}

/// What is allowed: the canary's share of bad requests is at most `add + times ·` the stable slot's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// A share of requests, `0..1`.
    pub add: f64,
    /// A factor, 0 or more.
    pub times: f64,
}

impl Null {
    /// What `compare` allows of a ratio. Where lower is worse, the ratio counts the good requests: a share of good ones that is at
    /// least `1-w` of the stable slot's is a share of bad ones that is at most `w + (1-w)` of its.
    #[must_use]
    pub fn of(compare: &Compare) -> Self {
        match compare.worse {
            Worse::Higher => Self { add: 0.0, times: 1.0 + compare.worse_by },
            Worse::Lower => Self { add: compare.worse_by, times: 1.0 - compare.worse_by },
        }
    }
}

impl Evidence {
    /// Adds one sample of a value: whether it is beyond what is allowed.
    pub fn add_value(&mut self, beyond: bool) {
        for (ln, p) in self.ln.iter_mut().zip(BEYOND) {
            *ln += (2.0 * if beyond { p } else { 1.0 - p }).ln();
        }
    }

    /// Adds the requests of one sample, none of which was added before. Without requests of both slots, nothing.
    pub fn add_counts(&mut self, canary: Count, stable: Count, null: Null) {
        if canary.requests <= 0.0 || stable.requests <= 0.0 {
            return;
        }
        for (ln, rho) in self.ln.iter_mut().zip(TIMES_WORSE) {
            // The λ of the likelihood ratio at `rho` times the allowed rate, and the μ that belongs to it.
            let share = (rho - 1.0) / (canary.requests * rho * null.times + stable.requests);
            let (lambda, mu) = (share * stable.requests, share * canary.requests * null.times);
            *ln += canary.bad * lambda.ln_1p() + stable.bad * (-mu).ln_1p() - lambda * canary.requests * null.add;
        }
    }

    /// How many times the whole stake has grown: the e-value. May be infinite.
    #[must_use]
    pub fn e_value(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "six")]
        let bets = BETS as f64;
        self.ln.iter().map(|ln| ln.exp()).sum::<f64>() / bets
    }

    /// Whether it suffices to fail the step with a false-positive rate of at most `alpha`.
    #[must_use]
    pub fn rejects(&self, alpha: f64) -> bool {
        self.e_value() * alpha >= 1.0
    }
}
