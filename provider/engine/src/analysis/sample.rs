//! What one look at a metric saw.

use crate::Millis;

/// One look at one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The time that the query was evaluated for. A sample that is not after the last one is ignored.
    pub at: Millis,
    /// The canary slot's answer.
    pub canary: Outcome,
    /// The stable slot's answer, if the metric compares.
    pub stable: Option<Outcome>,
    /// The requests behind the values, over the metric's [`Window`](super::Window). `None` if they are not known.
    pub requests: Option<Requests>,
}

/// The answer to one query.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// One series or a scalar. May be infinite or not a number.
    Value(f64),
    /// An answer without any series.
    Empty,
    /// No answer: the backend is out, refuses or is too slow. In its own words.
    Error(String),
}

/// Requests that each slot served and that were counted, over the metric's window. Of what `increase()` answers, only
/// [`really_seen`] were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Requests {
    /// By the canary slot.
    pub canary: f64,
    /// By the stable slot.
    pub stable: f64,
}

/// How many of `increase` really were counted.
///
/// `increase()` sees one interval between scrapes less than the range has and multiplies by what is missing. As evidence the
/// difference was never seen: at a range of four scrapes it would turn a false-positive rate of 1 % into one of 3 %.
///
/// * `increase`: what Prometheus' `increase()` (or `rate()` times the range) answers.
/// * `range_millis`, `scrape_millis`: the query's range, and how often the counters are scraped.
///
/// Source: <https://github.com/prometheus/prometheus/blob/main/promql/functions.go>, `extrapolatedRate`.
///
/// ```
/// assert_eq!(kgas_engine::analysis::really_seen(400.0, 60_000, 15_000), 300.0);
/// ```
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a range is far below 2^52 milliseconds")]
pub fn really_seen(increase: f64, range_millis: u64, scrape_millis: u64) -> f64 {
    if range_millis == 0 {
        return 0.0;
    }
    increase * range_millis.saturating_sub(scrape_millis) as f64 / range_millis as f64
}
