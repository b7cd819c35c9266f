//! The only place that reads the machine's clock.
use std::time::{Duration, Instant, SystemTime};

use crate::moment::Moment;

/// A clock that starts with the wall's and then runs `speed` times as fast.
#[derive(Debug)]
pub(super) struct Clock {
    start: Moment,
    since: Instant,
    speed: u32,
}

impl Clock {
    pub(super) fn start(speed: u32) -> Self {
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Self { start: Moment::default().after(wall), since: Instant::now(), speed: speed.max(1) }
    }

    pub(super) fn now(&self) -> Moment {
        self.start.after(self.since.elapsed() * self.speed)
    }
}
