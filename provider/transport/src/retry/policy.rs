//! How patient a call is.

use std::time::Duration;

/// The bounds of one call, all its attempts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Most times a request is sent.
    pub attempts: u32,
    /// No attempt starts later than this after the first.
    pub patience: Duration,
    /// The same, for something that was made a moment ago and is not known everywhere yet.
    pub propagation: Duration,
    /// The first wait after a failure of the service or of the network is at most this; each further one at most double.
    pub transient_base: Duration,
    /// The same, after the service said that it is asked too often.
    pub throttled_base: Duration,
    /// No wait is drawn from more than this.
    pub cap: Duration,
}

impl Policy {
    /// No more patient than `limit`.
    pub(crate) fn within(self, limit: Duration) -> Self {
        Self { patience: self.patience.min(limit), propagation: self.propagation.min(limit), ..self }
    }
}

impl Default for Policy {
    /// Three minutes and 25 attempts outlast a minute of outage and a storm of throttling; IAM's changes are everywhere
    /// within two minutes. The waits are those of AWS's own clients, capped at 20 s.
    fn default() -> Self {
        Self {
            attempts: 25,
            patience: Duration::from_mins(3),
            propagation: Duration::from_mins(2),
            transient_base: Duration::from_millis(50),
            throttled_base: Duration::from_secs(1),
            cap: Duration::from_secs(20),
        }
    }
}

/// The most to wait before repetition `nth` (0 is the first): `base` doubled `nth` times, `cap` at most.
pub(super) fn ceiling(base: Duration, cap: Duration, nth: u32) -> Duration {
    let doubled = 2_u32.checked_pow(nth).and_then(|factor| base.checked_mul(factor));
    doubled.map_or(cap, |doubled| doubled.min(cap))
}
