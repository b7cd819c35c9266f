//! So many pods, or such a share of all.

use std::str::FromStr;

use tfplugin_rs::field::Why;
use tfplugin_rs::schema::Kind;
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{Field, Problems};

/// A number of pods, or a share of all of them: `"2"`, `"25%"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// This many.
    Pods(u32),
    /// So many of a hundred, 0 to 100.
    Percent(u32),
}

impl Amount {
    /// So many of `whole` pods, a broken one counted as one more.
    pub(crate) fn rounded_up(self, whole: u32) -> u32 {
        match self {
            Self::Pods(pods) => pods,
            Self::Percent(percent) => pods((u64::from(percent) * u64::from(whole)).div_ceil(100)),
        }
    }

    /// So many of `whole` pods, a broken one left out.
    pub(crate) fn rounded_down(self, whole: u32) -> u32 {
        match self {
            Self::Pods(pods) => pods,
            Self::Percent(percent) => pods(u64::from(percent) * u64::from(whole) / 100),
        }
    }
}

fn pods(many: u64) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, percent) = match text.strip_suffix('%') {
            Some(number) => (number, true),
            None => (text, false),
        };
        let most = if percent { 100 } else { 10_000 };
        // One way to write each: what is planned is then what was configured.
        let amount = number.parse().ok().filter(|amount: &u32| *amount <= most && amount.to_string() == number);
        match amount {
            Some(amount) if percent => Ok(Self::Percent(amount)),
            Some(amount) => Ok(Self::Pods(amount)),
            None => {
                Err(format!("{text:?} was given; this must be a number of pods such as `2`, or a share such as `25%`."))
            }
        }
    }
}

impl Field for Amount {
    fn kind() -> Kind {
        Kind::Value(Type::String)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        String::from_value(value)?.parse().map_err(|text| Problems::one(Why::Invalid(text)))
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Pods(pods) => pods.to_string().into(),
            Self::Percent(percent) => format!("{percent}%").into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_both_ways() {
        // (amount, of, up, down)
        let rows =
            [("25%", 10, 3, 2), ("25%", 12, 3, 3), ("1%", 1, 1, 0), ("100%", 7, 7, 7), ("0%", 9, 0, 0), ("4", 2, 4, 4)];
        for (text, whole, up, down) in rows {
            let amount: Amount = text.parse().unwrap();
            assert_eq!((amount.rounded_up(whole), amount.rounded_down(whole)), (up, down), "{text} of {whole}");
            assert_eq!(amount.to_value(), text.into());
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "%", "-1", "+1", "101%", "1.5", "25 %", "ten", "10001", "05", "05%"] {
            assert!(text.parse::<Amount>().is_err(), "{text:?}");
        }
    }
}
