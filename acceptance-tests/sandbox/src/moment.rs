//! Time as the sandbox's clouds see it: an argument, never read from the machine.
use std::time::Duration;

use serde_json::{Number, Value};

/// A point in the clouds' time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// 2026-11-01T00:00:00Z, where the tests' worlds begin.
    pub const EPOCH: Self = Self(1_793_491_200_000);

    /// The midnight, in UTC, with which the day `2026-11-01` begins; nothing for any other form and before 1970.
    #[must_use]
    pub fn of_day(day: &str) -> Option<Self> {
        let midnight = day.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        u64::try_from(midnight.timestamp().as_millisecond()).ok().map(Self)
    }

    /// The moment `span` later.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)))
    }

    /// Seconds since 1970 with a fraction, as rest-json writes a timestamp.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    pub(crate) fn seconds(self) -> Value {
        Number::from_f64(self.0 as f64 / 1000.0).map_or(Value::Null, Value::Number)
    }

    /// RFC 3339 in UTC, as the XML protocols write a timestamp.
    pub(crate) fn iso(self) -> String {
        let millis = i64::try_from(self.0).unwrap_or(i64::MAX);
        jiff::Timestamp::from_millisecond(millis - millis % 1000).map_or_else(|_| String::new(), |at| at.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_day_begins_at_its_midnight() {
        assert_eq!(Moment::of_day("2026-11-01"), Some(Moment::EPOCH));
        assert_eq!(Moment::of_day("1970-01-01"), Some(Moment(0)));
        for wrong in ["", "today", "2026-13-01", "1969-12-31", "01.11.2026"] {
            assert_eq!(Moment::of_day(wrong), None, "{wrong}");
        }
    }
}
