//! The one place that reads a clock.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use tokio::time::Instant;

/// What time it is, and waiting.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Time of day: for signatures and expiry times. It may jump.
    fn wall(&self) -> SystemTime;
    /// Time since a fixed moment: for deadlines. It never goes back.
    fn monotonic(&self) -> Duration;
    /// Returns after `duration`.
    async fn sleep(&self, duration: Duration);
}

/// The machine's clock.
#[derive(Debug, Clone)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time starts now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads a clock")]
    pub fn new() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
#[expect(clippy::disallowed_methods, reason = "the one place that reads a clock")]
impl Clock for SystemClock {
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// A clock for tests: its time of day starts where it is told to and goes on with tokio's, which a test pauses
/// (`#[tokio::test(start_paused = true)]`) so that every wait ends at once and in the right order.
#[derive(Debug, Clone)]
pub struct PausedClock {
    start: SystemTime,
    origin: Instant,
}

impl PausedClock {
    /// A clock that shows `start` now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "tokio's clock, which a test pauses")]
    pub fn at(start: SystemTime) -> Self {
        Self { start, origin: Instant::now() }
    }
}

#[async_trait]
#[expect(clippy::disallowed_methods, reason = "tokio's clock, which a test pauses")]
impl Clock for PausedClock {
    fn wall(&self) -> SystemTime {
        self.start + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        self.origin.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
