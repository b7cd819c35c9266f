//! How much repeating there is in all.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A bucket of tokens that all calls share. Each repetition takes some, a success that took a repetition gives its
/// last ones back, and it fills slowly. So a service in trouble is not asked by every call at full pace, and yet a
/// long outage ends in a slow pace, not in an error: nobody is served by an apply that gives up early.
pub struct Budget {
    capacity: f64,
    per_second: f64,
    state: Mutex<State>,
}

struct State {
    tokens: f64,
    at: Duration,
}

impl Budget {
    /// * `capacity`: tokens at most, and at first.
    /// * `per_second`: tokens that come by themselves.
    #[must_use]
    pub fn new(capacity: u32, per_second: u32) -> Self {
        let tokens = f64::from(capacity);
        Self {
            capacity: tokens,
            per_second: f64::from(per_second),
            state: Mutex::new(State { tokens, at: Duration::ZERO }),
        }
    }

    /// Takes tokens, on credit if there are too few.
    ///
    /// * `now`: monotonic time.
    /// * `patience`: the longest the caller would wait.
    ///
    /// How long to wait until the tokens are there, or `None`, taking nothing, if that is longer than `patience`.
    pub fn take(&self, cost: u32, now: Duration, patience: Duration) -> Option<Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_sub(state.at).as_secs_f64();
        state.tokens = (state.tokens + passed * self.per_second).min(self.capacity);
        state.at = state.at.max(now);
        let after = state.tokens - f64::from(cost);
        let wait = if after >= 0.0 {
            Some(Duration::ZERO)
        } else {
            Duration::try_from_secs_f64(-after / self.per_second).ok()
        };
        let wait = wait.filter(|wait| *wait <= patience)?;
        state.tokens = after;
        Some(wait)
    }

    /// Gives tokens back; [`Budget::take`] keeps to the capacity.
    pub fn give(&self, tokens: u32) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.tokens += f64::from(tokens);
    }
}

impl Default for Budget {
    /// 500 tokens, as in AWS's clients: 100 repetitions at any pace, then one a second.
    fn default() -> Self {
        Self::new(500, 5)
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Budget({} tokens, {} a second)", self.capacity, self.per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(10);

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn tokens_run_out_and_come_back_slowly() {
        let budget = Budget::new(10, 2);
        assert_eq!(budget.take(5, at(0), LONG), Some(at(0)));
        assert_eq!(budget.take(5, at(0), LONG), Some(at(0)));
        assert_eq!(budget.take(4, at(0), LONG), Some(at(2)), "on credit");
        assert_eq!(budget.take(4, at(0), LONG), Some(at(4)), "behind the one before");
        assert_eq!(budget.take(4, at(0), at(5)), None, "longer than the caller would wait");
        assert_eq!(budget.take(4, at(0), at(6)), Some(at(6)), "and nothing was taken");
    }

    #[test]
    fn there_are_never_more_than_at_first() {
        let budget = Budget::new(10, 2);
        budget.give(100);
        assert_eq!(budget.take(11, at(0), at(0)), None);
        assert_eq!(budget.take(11, at(1000), at(0)), None);
        assert_eq!(budget.take(10, at(1000), at(0)), Some(at(0)));
        budget.give(10);
        assert_eq!(budget.take(10, at(1000), at(0)), Some(at(0)), "what was given back can be taken");
    }
}
