//! When nothing may be rolled out: freeze windows in the wall time of a place.
//!
//! | written | frozen |
//! |---|---|
//! | `Fri 16:00-Mon 08:00 Europe/Berlin` | every week |
//! | `22:00-06:00 UTC` | every day |
//! | `2026-12-20..2027-01-03 Europe/Berlin` | once, the last day included |
//! | `2026-12-24T12:00..2027-01-02T08:00 Europe/Berlin` | once, to the minute |
//!
//! Time zones are those of the IANA database that is built in, so that a plan does not depend on the machine it is made on:
//! <https://www.iana.org/time-zones>. When clocks change, a wall time may come twice or not at all; a window that begins or
//! ends at such a time is taken as long as it can be.

mod parse;

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

pub use parse::NotAWindow;

use crate::Millis;

/// One freeze window, which may come again and again. Reads from, and prints as, what is in the configuration.
///
/// ```
/// use kgas_engine::Millis;
/// use kgas_engine::freeze::Window;
/// let weekend: Window = "Fri 16:00-Mon 08:00 Europe/Berlin".parse()?;
/// let saturday = Millis(1_798_891_200_000); // 2027-01-02T12:00:00Z
/// assert_eq!(weekend.active(saturday), Some(Millis(1_799_046_000_000))); // Monday 08:00 in Berlin, 07:00Z
/// # Ok::<(), kgas_engine::freeze::NotAWindow>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    text: String,
    zone: TimeZone,
    when: When,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum When {
    Weekly { from: (Weekday, Time), to: (Weekday, Time) },
    Daily { from: Time, to: Time },
    Once { from: DateTime, to: DateTime },
}

impl FromStr for Window {
    type Err = NotAWindow;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::window(text)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Window {
    /// Until when it lasts, if `now` is in it. Its first millisecond is in it, the one it answers is not.
    #[must_use]
    pub fn active(&self, now: Millis) -> Option<Millis> {
        self.around(now).filter(|(from, to)| *from <= now && now < *to).map(|(_, to)| to).max()
    }

    /// When it begins next, after `now`. `None` if it does not come again.
    #[must_use]
    pub fn next(&self, now: Millis) -> Option<Millis> {
        self.around(now).map(|(from, _)| from).filter(|from| now < *from).min()
    }

    /// Every occurrence that may contain `now`, and at least the one after it.
    fn around(&self, now: Millis) -> impl Iterator<Item = (Millis, Millis)> {
        let today = i64::try_from(now.0)
            .ok()
            .and_then(|now| Timestamp::from_millisecond(now).ok())
            .map(|now| self.zone.to_datetime(now).date());
        // A week and a day on both sides: the longest that repeats is a week.
        (-8..=8).filter_map(move |days| self.beginning(today?.checked_add(days.days()).ok()?)).filter_map(
            |(from, to)| {
                let from = self.zone.to_ambiguous_timestamp(from).earlier().ok()?;
                let to = self.zone.to_ambiguous_timestamp(to).later().ok()?;
                Some((millis(from), millis(to)))
            },
        )
    }

    /// The occurrence that begins on `date`; the only one, whatever the date, if it is not repeated.
    fn beginning(&self, date: Date) -> Option<(DateTime, DateTime)> {
        let (from, to, days) = match self.when {
            When::Once { from, to } => return Some((from, to)),
            When::Daily { from, to } => (from, to, i32::from(to <= from)),
            When::Weekly { from, to } if date.weekday() == from.0 => {
                let days = i32::from(from.0.until(to.0));
                (from.1, to.1, if days == 0 && to.1 <= from.1 { 7 } else { days })
            }
            When::Weekly { .. } => return None,
        };
        Some((date.to_datetime(from), date.checked_add(days.days()).ok()?.to_datetime(to)))
    }
}

fn millis(time: Timestamp) -> Millis {
    Millis(u64::try_from(time.as_millisecond()).unwrap_or(0))
}

/// How many windows may follow each other without a gap before [`active`] stops looking for the end of the last.
const CHAIN: usize = 400;

/// Until when a rollout may not go on, if `now` is in one of `windows`: through all that overlap or follow without a gap.
///
/// With the first window, in the order given, that contains `now`.
#[must_use]
pub fn active(windows: &[Window], now: Millis) -> Option<(Millis, &Window)> {
    let first = windows.iter().find(|window| window.active(now).is_some())?;
    let mut until = now;
    for _ in 0..CHAIN {
        match windows.iter().filter_map(|window| window.active(until)).max() {
            Some(later) => until = later,
            None => break,
        }
    }
    Some((until, first))
}

/// When the next of `windows` begins, after `now`.
#[must_use]
pub fn next(windows: &[Window], now: Millis) -> Option<(Millis, &Window)> {
    windows.iter().filter_map(|window| Some((window.next(now)?, window))).min_by_key(|(from, _)| *from)
}
