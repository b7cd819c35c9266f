//! What the samples of a step say about one metric, and why.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::number::{self, written};
use crate::Millis;

/// What is known about one metric after the last sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// Nothing speaks against the canary.
    Pass,
    /// The step has failed. It stays so: a later good sample takes nothing back.
    Fail(Failure),
    /// Not known yet, or not known now: the weight stays where it is.
    Hold(Holding),
    /// An answer from which nothing follows: the weight stays where it is.
    Inconclusive(Unclear),
}

/// Why a metric fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the parts of the sentence that `Display` writes")]
pub enum Failure {
    /// Above the absolute bound.
    AboveMax {
        #[serde(with = "number")]
        value: f64,
        #[serde(with = "number")]
        max: f64,
    },
    /// Below the absolute bound.
    BelowMin {
        #[serde(with = "number")]
        value: f64,
        #[serde(with = "number")]
        min: f64,
    },
    /// Worse than the stable slot allows, value by value.
    Worse {
        #[serde(with = "number")]
        value: f64,
        #[serde(with = "number")]
        limit: f64,
        #[serde(with = "number")]
        baseline: f64,
    },
    /// Worse than the stable slot allows, by all samples of the step. Value, limit and baseline are those of the last one.
    Proven {
        #[serde(with = "number")]
        value: f64,
        #[serde(with = "number")]
        limit: f64,
        #[serde(with = "number")]
        baseline: f64,
        /// The e-value: how many times the evidence multiplies a bet against the canary.
        #[serde(with = "number")]
        evidence: f64,
        #[serde(with = "number")]
        alpha: f64,
    },
    /// No series, and [`Metric::no_data`](super::Metric::no_data) says that this fails.
    NoData,
    /// No answer for longer than is tolerated, and [`Metric::on_error`](super::Metric::on_error) says that this fails.
    Unreachable { since: Millis, error: String },
}

impl Failure {
    /// The value that failed, if there was one.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::AboveMax { value, .. }
            | Self::BelowMin { value, .. }
            | Self::Worse { value, .. }
            | Self::Proven { value, .. } => Some(*value),
            Self::NoData | Self::Unreachable { .. } => None,
        }
    }

    /// The bound that it is beyond, if there was one.
    #[must_use]
    pub fn bound(&self) -> Option<f64> {
        match self {
            Self::AboveMax { max: bound, .. }
            | Self::BelowMin { min: bound, .. }
            | Self::Worse { limit: bound, .. }
            | Self::Proven { limit: bound, .. } => Some(*bound),
            Self::NoData | Self::Unreachable { .. } => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AboveMax { value, max } => write!(f, "{} is above max = {}", written(*value), written(*max)),
            Self::BelowMin { value, min } => write!(f, "{} is below min = {}", written(*value), written(*min)),
            Self::Worse { value, limit, baseline } => write!(
                f,
                "{} is beyond {}, the limit beside {} of the stable slot",
                written(*value),
                written(*limit),
                written(*baseline)
            ),
            Self::Proven { value, limit, baseline, evidence, alpha } => write!(
                f,
                "worse than the stable slot allows by an evidence of {evidence:.1}, where {:.1} suffices (alpha = {}); last {}, limit {} beside {} of the stable slot",
                1.0 / alpha,
                written(*alpha),
                written(*value),
                written(*limit),
                written(*baseline)
            ),
            Self::NoData => f.write_str("the query has no series, and no_data = \"fail\""),
            Self::Unreachable { since, error } => {
                write!(f, "no answer from the metrics backend since {since}, and on_error ends in \"fail\": {error}")
            }
        }
    }
}

/// Why a metric holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are the parts of the sentence that `Display` writes")]
pub enum Holding {
    /// Nothing was asked yet.
    NoSample,
    /// The last values failed, and more in a row are needed.
    Failing { times: u32, of: u32, last: Failure },
    /// The query has no series.
    NoData,
    /// The backend cannot be asked.
    Unreachable { since: Millis, error: String },
    /// Too few requests in this step.
    Requests { have: u64, need: u64 },
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSample => f.write_str("no sample yet"),
            Self::Failing { times, of, last } => write!(f, "{last} ({times} of {of} in a row)"),
            Self::NoData => f.write_str("the query has no series"),
            Self::Unreachable { since, error } => {
                write!(f, "no answer from the metrics backend since {since}: {error}")
            }
            Self::Requests { have, need } => write!(f, "{have} of {need} requests"),
        }
    }
}

/// Why nothing follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unclear {
    /// The value is not a number: 0/0, a slot without traffic.
    NotANumber,
    /// The stable slot has no value to compare with.
    NoBaseline,
    /// The metric is said to be a ratio, and the value is not between 0 and 1.
    NotARatio,
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "the value is not a number, as without traffic",
            Self::NoBaseline => "the stable slot has no value to compare with",
            Self::NotARatio => "the value of a ratio must be between 0 and 1",
        })
    }
}
