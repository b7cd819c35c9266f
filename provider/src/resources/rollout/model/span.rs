//! A length of time that may be none.

use std::str::FromStr;
use std::time::Duration;

use tfplugin_rs::field::Why;
use tfplugin_rs::schema::Kind;
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{Field, GoDuration, Problems};

/// A length of time as Go writes it, zero too: `"90s"`, `"1h30m"`, `"0s"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    text: String,
    length: Duration,
}

impl Span {
    /// The length of time.
    pub(crate) fn get(&self) -> Duration {
        self.length
    }
}

/// Milliseconds of a length of time; the most there are if it has more.
pub(crate) fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let zero = ["0", "0ms", "0s", "0m", "0h"].contains(&text);
        let length = if zero { Duration::ZERO } else { text.parse::<GoDuration>()?.get() };
        Ok(Self { text: text.to_owned(), length })
    }
}

impl Field for Span {
    fn kind() -> Kind {
        Kind::Value(Type::String)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        String::from_value(value)?.parse().map_err(|text| Problems::one(Why::Invalid(text)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.text.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_may_be_nothing() {
        let of = |text: &str| text.parse::<Span>().map(|span| millis(span.get()));
        let rows = [("0s", 0), ("0", 0), ("0h", 0), ("30s", 30_000), ("1h30m", 5_400_000), ("1.5s", 1_500)];
        for (text, milliseconds) in rows {
            assert_eq!(of(text), Ok(milliseconds), "{text}");
            let span = Span::from_value(&text.into()).unwrap();
            assert_eq!(span.to_value(), text.into(), "it is written as it was given");
        }
        for wrong in ["", "soon", "5", "-1s", "1d", "0x"] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(millis(Duration::MAX), u64::MAX);
    }
}
