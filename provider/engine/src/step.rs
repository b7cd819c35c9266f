//! One decision, and the time it is made with.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since the Unix epoch. Always an argument, never read from a clock here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Millis(pub u64);

impl Millis {
    /// The point `milliseconds` later; the end of time if that overflows.
    #[must_use]
    pub fn after(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = i64::try_from(self.0).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
        match time {
            Some(time) => write!(f, "{time}"),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// What to do next: act, wait and look again, or stop.
///
/// `A` is an action (one request), `W` says what a wait waits for, `P` says why there is no way on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Step<A, W, P> {
    /// Send this one request, then look again.
    Do(A),
    /// Nothing to send now; look again at `until`.
    Wait {
        /// When to look again.
        until: Millis,
        /// What is being waited for.
        why: W,
    },
    /// What is seen is what is wanted.
    Done,
    /// No step of ours can reach the goal from here.
    Stuck(P),
}

/// How much of a wait is really waited, in thousandths: 1000 against a real cloud, 0 or 1 in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PollScale(pub u32);

impl Default for PollScale {
    fn default() -> Self {
        Self(1000)
    }
}

impl PollScale {
    /// When to look again if the unscaled pause is `milliseconds`. At least one millisecond passes, so that time moves.
    ///
    /// ```
    /// use kgas_engine::{Millis, PollScale};
    /// assert_eq!(PollScale(1000).until(Millis(5), 30_000), Millis(30_005));
    /// assert_eq!(PollScale(1).until(Millis(5), 30_000), Millis(35));
    /// assert_eq!(PollScale(0).until(Millis(5), 30_000), Millis(6));
    /// ```
    #[must_use]
    pub fn until(self, now: Millis, milliseconds: u64) -> Millis {
        now.after(self.scaled(milliseconds))
    }

    /// How long a pause of `milliseconds` is waited, in milliseconds: one at least.
    #[must_use]
    pub fn scaled(self, milliseconds: u64) -> u64 {
        (milliseconds.saturating_mul(u64::from(self.0)) / 1000).max(1)
    }
}
