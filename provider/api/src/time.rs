//! Points in time: seconds since 1970 in JSON, RFC 3339 in XML.

use jiff::{SignedDuration, Timestamp, Unit};
use serde::de::{Deserializer, Error, Unexpected, Visitor};

struct Time;

impl Visitor<'_> for Time {
    type Value = Option<Timestamp>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("seconds since 1970 or an RFC 3339 time")
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Self::Value, E> {
        Timestamp::from_second(seconds).map(Some).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Self::Value, E> {
        self.visit_i64(i64::try_from(seconds).map_err(E::custom)?)
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Self::Value, E> {
        let since = SignedDuration::try_from_secs_f64(seconds).map_err(E::custom)?;
        let time = Timestamp::from_duration(since).map_err(E::custom)?;
        // EKS counts in milliseconds; what is finer comes from the floating point.
        time.round(Unit::Millisecond).map(Some).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        text.parse().map(Some).map_err(|_| E::invalid_value(Unexpected::Other("a text"), &self))
    }
}

/// For `deserialize_with`, beside `default`.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    from.deserialize_any(Time)
}
