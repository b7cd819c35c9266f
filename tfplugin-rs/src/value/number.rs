//! Numbers as exact decimals, as long as the sender wrote them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// The largest decimal exponent that is read, either way: far beyond any real value, and near enough that arithmetic on
/// exponents cannot overflow.
const MAX_EXPONENT: i64 = 1_000_000;

/// Widest number that is written on the wire without an exponent, as go-cty writes every number: any that a float can hold.
/// One that is wider is written with one, which go-cty reads, so that a few bytes cannot ask for a million zeros.
const WIDEST_PLAIN: i64 = 400;

/// An exact decimal, or one of the infinities. Equal numbers are equal values: `1.50` and `1.5` are the same.
///
/// ```
/// use tfplugin_rs::value::Number;
/// let exact: Number = "99.90".parse()?;
/// assert_eq!(exact.to_string(), "99.9");
/// assert_eq!(exact, Number::from_f64(99.9).expect("not NaN"));
/// # Ok::<(), tfplugin_rs::value::NumberError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    magnitude: Magnitude,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Magnitude {
    /// `0.digits * 10^point`: no leading or trailing zero digit; zero is no digits and point 0.
    Finite {
        digits: String,
        point: i64,
    },
    Infinite,
}

/// The text is not a decimal number, or its exponent is beyond a million.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number: {0:?}")]
pub struct NumberError(String);

impl Number {
    /// Positive or negative infinity.
    #[must_use]
    pub fn infinity(negative: bool) -> Self {
        Self { negative, magnitude: Magnitude::Infinite }
    }

    /// The shortest decimal that reads back as `float`: `0.1` becomes exactly one tenth, as Terraform compares it.
    /// `None` for NaN, which Terraform does not have.
    #[must_use]
    pub fn from_f64(float: f64) -> Option<Self> {
        if float.is_nan() {
            return None;
        }
        if float.is_infinite() {
            return Some(Self::infinity(float.is_sign_negative()));
        }
        format!("{float:e}").parse().ok()
    }

    /// This number if it is whole and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        let Magnitude::Finite { digits, point } = &self.magnitude else { return None };
        let zeros = usize::try_from(*point).ok()?.checked_sub(digits.len())?;
        if *point > 19 {
            return None;
        }
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{digits}{}", "0".repeat(zeros)).parse().ok().or(digits.is_empty().then_some(0))
    }

    /// The float of exactly this value, if there is one.
    #[must_use]
    pub fn as_exact_f64(&self) -> Option<f64> {
        let Magnitude::Finite { digits, point } = &self.magnitude else { return Some(self.to_f64()) };
        let places = usize::try_from(i64::try_from(digits.len()).ok()?.saturating_sub(*point)).unwrap_or_default();
        // A fraction in base two ends in 5 in base ten, and has as many places there as here.
        if places > 0 && !digits.ends_with('5') {
            return None;
        }
        let float = self.to_f64();
        if float.is_infinite() || places != binary_places(float) {
            return None;
        }
        (format!("{float:.places$}").parse().as_ref() == Ok(self)).then_some(float)
    }

    /// As it travels: without an exponent, as far as [`WIDEST_PLAIN`] goes.
    pub(super) fn to_plain(&self) -> String {
        self.written(-WIDEST_PLAIN..=WIDEST_PLAIN)
    }

    /// In decimal, without an exponent if its point is within `plain`.
    fn written(&self, plain: std::ops::RangeInclusive<i64>) -> String {
        let sign = if self.negative { "-" } else { "" };
        let Magnitude::Finite { digits, point } = &self.magnitude else { return format!("{sign}Inf") };
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX);
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or_default());
        match *point {
            _ if digits.is_empty() => "0".to_owned(),
            point if !plain.contains(&point) => format!("{sign}{digits}e{}", point - length),
            point if point <= 0 => format!("{sign}0.{}{digits}", zeros(-point)),
            point if point >= length => format!("{sign}{digits}{}", zeros(point - length)),
            point => {
                let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or_default());
                format!("{sign}{whole}.{fraction}")
            }
        }
    }

    /// The nearest float.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match &self.magnitude {
            Magnitude::Infinite if self.negative => f64::NEG_INFINITY,
            Magnitude::Infinite => f64::INFINITY,
            Magnitude::Finite { .. } => self.to_string().parse().unwrap_or(f64::NAN),
        }
    }
}

impl From<i64> for Number {
    fn from(whole: i64) -> Self {
        finite(whole < 0, &whole.unsigned_abs().to_string(), 0)
    }
}

impl From<u64> for Number {
    fn from(whole: u64) -> Self {
        finite(false, &whole.to_string(), 0)
    }
}

/// How many digits after the point a finite float has, in base two.
fn binary_places(float: f64) -> usize {
    let (biased, fraction) = (float.to_bits() >> 52 & 0x7ff, float.to_bits() & ((1 << 52) - 1));
    let (mantissa, shift) =
        if biased == 0 { (fraction, 1_074) } else { (fraction | 1 << 52, 1_075 - biased.cast_signed()) };
    let places = if mantissa == 0 { 0 } else { shift - i64::from(mantissa.trailing_zeros()) };
    usize::try_from(places).unwrap_or_default()
}

/// `digits * 10^exponent`, normalised.
fn finite(negative: bool, digits: &str, exponent: i64) -> Number {
    let without_leading = digits.trim_start_matches('0');
    let point = i64::try_from(without_leading.len()).unwrap_or(i64::MAX).saturating_add(exponent);
    let digits = without_leading.trim_end_matches('0').to_owned();
    let zero = digits.is_empty();
    Number { negative: negative && !zero, magnitude: Magnitude::Finite { digits, point: if zero { 0 } else { point } } }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let wrong = || NumberError(text.chars().take(64).collect());
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| wrong())?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let places = i64::try_from(fraction.len()).map_err(|_| wrong())?;
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || exponent.abs() > MAX_EXPONENT {
            return Err(wrong());
        }
        Ok(finite(negative, &digits, exponent - places))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(-20..=40))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.magnitude.cmp(&other.magnitude),
            (true, true) => other.magnitude.cmp(&self.magnitude),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Magnitude {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Infinite, Self::Infinite) => Ordering::Equal,
            (Self::Infinite, Self::Finite { .. }) => Ordering::Greater,
            (Self::Finite { .. }, Self::Infinite) => Ordering::Less,
            (Self::Finite { digits: a, point: p }, Self::Finite { digits: b, point: q }) => {
                // Zero has no digits: it sorts below every other magnitude, whatever the other's point.
                a.is_empty().cmp(&b.is_empty()).reverse().then(p.cmp(q)).then_with(|| a.cmp(b))
            }
        }
    }
}

impl PartialOrd for Magnitude {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn one_number_has_one_form() {
        for (written, shown) in [
            ("0", "0"),
            ("-0.00", "0"),
            ("1.50", "1.5"),
            ("0.1", "0.1"),
            ("99.9", "99.9"),
            ("18446744073709551615", "18446744073709551615"),
            ("1e3", "1000"),
            ("-12.5e-3", "-0.0125"),
            ("1e100", "1e100"),
        ] {
            assert_eq!(number(written).to_string(), shown);
            assert_eq!(number(shown), number(written));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "-", ".", "1..2", "1e", "0x10", "NaN", "1e99999999999", "--1", "1 "] {
            assert!(text.parse::<Number>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn order_is_numeric() {
        let sorted = ["-1e50", "-2", "-1.5", "0", "0.001", "0.1", "0.11", "1", "9", "10", "1e50"].map(number);
        assert!(sorted.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(number("1e50") < Number::infinity(false) && Number::infinity(true) < number("-1e50"));
    }

    #[test]
    fn conversions_are_exact_or_none() {
        assert_eq!(number("-9223372036854775808").as_i64(), Some(i64::MIN));
        assert_eq!(number("9223372036854775808").as_i64(), None);
        assert_eq!(number("0").as_i64(), Some(0));
        assert_eq!(number("1.5").as_i64(), None);
        assert_eq!(number("1.5").as_exact_f64(), Some(1.5));
        for inexact in ["0.1", "0.15", "0.25e-400", "1e23", "123456789012345678901234567890.5", "1e400"] {
            assert_eq!(number(inexact).as_exact_f64(), None, "{inexact}");
        }
        for exact in
            [0.25, -0.375, 1e22, 9_007_199_254_740_992.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, 0.0, f64::INFINITY]
        {
            let text = if exact.is_infinite() { None } else { Some(format!("{exact:.1100}")) };
            let number = text.map_or(Number::infinity(false), |text| number(&text));
            assert_eq!(number.as_exact_f64(), Some(exact), "{exact}");
        }
        assert_eq!(Number::from_f64(0.1), Some(number("0.1")));
    }
}
