//! The only place that reads the machine's clock.
use std::time::{Duration, Instant, SystemTime};

use crate::moment::Moment;

/// A clock that runs `speed` times as fast as the wall's.
#[derive(Debug)]
pub(super) struct Clock {
    start: Moment,
    since: Instant,
    speed: u32,
}

impl Clock {
    /// A clock that shows `start` now, or the wall's time.
    pub(super) fn start(start: Option<Moment>, speed: u32) -> Self {
        let wall = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let start = start.unwrap_or_else(|| Moment::default().after(wall()));
        Self { start, since: Instant::now(), speed: speed.max(1) }
    }

    pub(super) fn now(&self) -> Moment {
        self.start.after(self.since.elapsed() * self.speed)
    }
}
