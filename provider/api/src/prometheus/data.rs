//! What queries give.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats>.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, Unit};
use serde::Deserialize;
use serde_json::Value as Json;

/// What a query gave.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
pub enum Data {
    /// One value of each series, all at the same time; none if no series was found.
    Vector(Vec<Measured>),
    /// Values of each series in the course of time.
    Matrix(Vec<Series>),
    /// One number.
    Scalar(Point),
    /// One text.
    String(Text),
}

/// One value of a series.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawMeasured")]
pub struct Measured {
    /// Its labels, `__name__` among them if it has one.
    pub labels: BTreeMap<String, String>,
    /// Its value.
    pub point: Point,
}

/// Values of a series, the oldest first.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawSeries")]
pub struct Series {
    /// Its labels, `__name__` among them if it has one.
    pub labels: BTreeMap<String, String>,
    /// Its values.
    pub points: Vec<Point>,
}

/// A value at a time.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "(Json, Json)")]
pub struct Point {
    /// When, to the millisecond.
    pub at: Timestamp,
    /// What.
    pub value: Value,
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A number, which may be `NaN` or infinite.
    Float(f64),
    /// A native histogram, of which we read no number: ask for a quantile, a sum or a count of it.
    Histogram,
}

impl Point {
    /// The number, unless it is a histogram.
    #[must_use]
    pub const fn float(&self) -> Option<f64> {
        match self.value {
            Value::Float(value) => Some(value),
            Value::Histogram => None,
        }
    }
}

/// A text at a time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "(Json, String)")]
pub struct Text {
    /// When, to the millisecond.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

#[derive(Deserialize)]
struct RawMeasured {
    metric: BTreeMap<String, String>,
    value: Option<Point>,
    histogram: Option<(Json, Json)>,
}

#[derive(Deserialize)]
struct RawSeries {
    metric: BTreeMap<String, String>,
    #[serde(default)]
    values: Vec<Point>,
    #[serde(default)]
    histograms: Vec<(Json, Json)>,
}

type Wrong = &'static str;

impl TryFrom<RawMeasured> for Measured {
    type Error = Wrong;

    fn try_from(raw: RawMeasured) -> Result<Self, Wrong> {
        let point = match (raw.value, raw.histogram) {
            (Some(point), _) => point,
            (None, Some((at, _))) => Point { at: time(&at)?, value: Value::Histogram },
            (None, None) => return Err("a series without a value"),
        };
        Ok(Self { labels: raw.metric, point })
    }
}

impl TryFrom<RawSeries> for Series {
    type Error = Wrong;

    fn try_from(raw: RawSeries) -> Result<Self, Wrong> {
        let mut points = raw.values;
        for (at, _) in raw.histograms {
            points.push(Point { at: time(&at)?, value: Value::Histogram });
        }
        points.sort_by_key(|point| point.at);
        Ok(Self { labels: raw.metric, points })
    }
}

impl TryFrom<(Json, Json)> for Point {
    type Error = Wrong;

    fn try_from((at, value): (Json, Json)) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or("a value that is not in quotes")?;
        Ok(Self { at: time(&at)?, value: Value::Float(number(text).ok_or("a value that is no number")?) })
    }
}

impl TryFrom<(Json, String)> for Text {
    type Error = Wrong;

    fn try_from((at, text): (Json, String)) -> Result<Self, Wrong> {
        Ok(Self { at: time(&at)?, text })
    }
}

/// A number as Go writes it.
fn number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "+Inf" | "Inf" => Some(f64::INFINITY),
        "-Inf" => Some(f64::NEG_INFINITY),
        // Rust reads words for infinity that Go does not write.
        _ if text.contains(|sign: char| !matches!(sign, '0'..='9' | '.' | '-' | '+' | 'e' | 'E')) => None,
        _ => text.parse().ok(),
    }
}

/// Seconds since 1970; Prometheus counts in milliseconds, what is finer comes from the floating point.
fn time(at: &Json) -> Result<Timestamp, Wrong> {
    let seconds = at.as_f64().ok_or("a time that is no number")?;
    let since = SignedDuration::try_from_secs_f64(seconds).map_err(|_| "a time beyond all times")?;
    let time = Timestamp::from_duration(since).and_then(|time| time.round(Unit::Millisecond));
    time.map_err(|_| "a time beyond all times")
}
