//! Amounts of CPU, memory and things, exactly.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount as Kubernetes writes it, such as `100m`, `1.5Gi`, `2e3` or `12`; compared by what it amounts to.
///
/// ```
/// use kgas_api::kubernetes::Quantity;
///
/// assert_eq!(Quantity::parse("1.5Gi").unwrap().nano(), 1_610_612_736 * 1_000_000_000);
/// assert!(Quantity::parse("1").unwrap() > Quantity::parse("999m").unwrap());
/// ```
/// Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "String")]
pub struct Quantity {
    text: String,
    nano: i128,
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an amount, which is a number with at most one of n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent behind it"
)]
pub struct NoQuantity;

/// Thousand millionths: no amount is finer.
const NANO: i128 = 1_000_000_000;

impl Quantity {
    /// Parses an amount.
    ///
    /// # Errors
    /// [`NoQuantity`] if the text is none, or one beyond 10^27.
    pub fn parse(text: &str) -> Result<Self, NoQuantity> {
        let nano = nano(text).ok_or(NoQuantity)?;
        Ok(Self { text: text.to_owned(), nano })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// In thousand millionths of the unit (a core, a byte, a thing); what is finer is rounded up, as the API server does.
    #[must_use]
    pub const fn nano(&self) -> i128 {
        self.nano
    }
}

fn nano(text: &str) -> Option<i128> {
    let end = text.find(|sign: char| !matches!(sign, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (number, negative) = match number.strip_prefix('-') {
        Some(number) => (number, true),
        None => (number.strip_prefix('+').unwrap_or(number), false),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > 36 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: i128 = digits.parse().ok()?;
    let (factor, exponent) = unit(suffix)?;
    // digits × factor × 10^exponent, of which the fraction's digits are behind the point.
    let exponent = exponent + 9 - i32::try_from(fraction.len()).ok()?;
    let scaled = digits.checked_mul(factor)?;
    let power = 10_i128.checked_pow(exponent.unsigned_abs());
    let nano = if exponent >= 0 {
        if scaled == 0 { 0 } else { scaled.checked_mul(power?)? }
    } else {
        power.map_or(i128::from(scaled > 0), |power| scaled / power + i128::from(scaled % power > 0))
    };
    (nano <= NANO.pow(4)).then_some(if negative { -nano } else { nano })
}

/// A suffix as a factor and a power of ten.
fn unit(suffix: &str) -> Option<(i128, i32)> {
    let binary = |power: u32| Some((1024_i128.pow(power), 0));
    match suffix {
        "n" => Some((1, -9)),
        "u" => Some((1, -6)),
        "m" => Some((1, -3)),
        "" => Some((1, 0)),
        "k" => Some((1, 3)),
        "M" => Some((1, 6)),
        "G" => Some((1, 9)),
        "T" => Some((1, 12)),
        "P" => Some((1, 15)),
        "E" => Some((1, 18)),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            (-100..=100).contains(&exponent).then_some((1, exponent))
        }
    }
}

impl TryFrom<serde_json::Value> for Quantity {
    type Error = NoQuantity;

    /// The API server takes a number too.
    fn try_from(value: serde_json::Value) -> Result<Self, NoQuantity> {
        match value {
            serde_json::Value::String(text) => Self::parse(&text),
            serde_json::Value::Number(number) => Self::parse(&number.to_string()),
            _ => Err(NoQuantity),
        }
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.text
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nano == other.nano
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nano.cmp(&other.nano)
    }
}
