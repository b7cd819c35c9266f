//! What is asked of one metric.

use serde::{Deserialize, Serialize};

use super::Evidence;

/// One metric of a rollout's analysis, as configured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// The key in the configuration; what messages call it.
    pub name: String,
    /// The highest value that passes.
    pub max: Option<f64>,
    /// The lowest value that passes.
    pub min: Option<f64>,
    /// How the canary must compare with the stable slot.
    pub compare: Option<Compare>,
    /// How many failing samples in a row, within one step, fail the step. A sample without a value is not part of the row: it
    /// neither counts nor ends it.
    pub failures: u32,
    /// What an answer without any series means. `Fail` fails at the first one: a canary that has just started has no series yet,
    /// so ask for [`Self::min_requests`] with it.
    pub no_data: Policy,
    /// What a backend that cannot be asked means.
    pub on_error: OnError,
    /// The canary's requests within the step before anything but [`Verdict::Hold`](super::Verdict::Hold) is said.
    pub min_requests: u64,
    /// What time a sample covers.
    pub window: Window,
    /// A critical metric that fails fails the step.
    pub critical: bool,
    /// The share of a metric that is not critical, in the sum of all weights.
    pub weight: u32,
}

impl Metric {
    /// A metric with nothing asked of it yet, and the default of every rule: two failing samples in a row, no data holds, a
    /// backend may be out for two minutes and then holds, no minimum of requests, samples over one minute, critical.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            max: None,
            min: None,
            compare: None,
            failures: 2,
            no_data: Policy::Hold,
            on_error: OnError { tolerate_millis: 120_000, then: Policy::Hold },
            min_requests: 0,
            window: Window::Sliding { millis: 60_000 },
            critical: true,
            weight: 1,
        }
    }

    /// Whether the metric can be judged at all.
    ///
    /// # Errors
    /// The first [`Problem`] found; each is the configuration's.
    pub fn check(&self) -> Result<(), Problem> {
        if self.max.is_none() && self.min.is_none() && self.compare.is_none() {
            return Err(Problem::NothingAsked);
        }
        if [self.max, self.min].into_iter().flatten().any(|bound| !bound.is_finite()) {
            return Err(Problem::BoundNotFinite);
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            return Err(Problem::BoundsCross { min, max });
        }
        if self.failures == 0 {
            return Err(Problem::NoFailures);
        }
        if self.window == (Window::Sliding { millis: 0 }) {
            return Err(Problem::NoWindow);
        }
        self.compare.as_ref().map_or(Ok(()), |compare| compare.check(self.window))
    }
}

/// How the canary must compare with the stable slot over the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compare {
    /// How much worse than the stable slot still passes, as a fraction of the *stable slot's value*: at 0.25, a baseline of
    /// 0.010 allows 0.0125. (Kayenta's tolerance is a fraction of the *difference*, and so shrinks with it.)
    pub worse_by: f64,
    /// Which direction is worse.
    pub worse: Worse,
    /// How the comparison is made.
    pub test: Test,
}

impl Compare {
    /// The last value that passes beside a stable slot at `baseline`. Not a number if the baseline is none.
    ///
    /// ```
    /// use kgas_engine::analysis::{Compare, Test, Worse};
    /// let compare = |worse| Compare { worse_by: 0.25, worse, test: Test::Threshold };
    /// assert_eq!(compare(Worse::Higher).limit(0.5), 0.625);
    /// assert_eq!(compare(Worse::Lower).limit(0.5), 0.375);
    /// ```
    #[must_use]
    pub fn limit(&self, baseline: f64) -> f64 {
        let room = self.worse_by * baseline.abs();
        match self.worse {
            Worse::Higher => baseline + room,
            Worse::Lower => baseline - room,
        }
    }

    /// Whether `value` is beyond `limit` in the worse direction.
    #[must_use]
    pub(super) fn beyond(&self, value: f64, limit: f64) -> bool {
        match self.worse {
            Worse::Higher => value > limit,
            Worse::Lower => value < limit,
        }
    }

    fn check(&self, window: Window) -> Result<(), Problem> {
        if !self.worse_by.is_finite() || self.worse_by < 0.0 || (self.worse == Worse::Lower && self.worse_by >= 1.0) {
            return Err(Problem::WorseBy(self.worse_by));
        }
        match self.test {
            Test::Sequential { alpha, .. } if !(alpha > 0.0 && alpha < 1.0) => Err(Problem::Alpha(alpha)),
            Test::Sequential { of: Measure::Ratio { burst: 0 }, .. } => Err(Problem::NoBurst),
            Test::Sequential { of: Measure::Value, .. } if window == Window::SinceStep => Err(Problem::ValueSinceStep),
            Test::Sequential { .. } | Test::Threshold => Ok(()),
        }
    }
}

/// Which direction of a metric is the worse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Worse {
    /// Errors, latencies.
    Higher,
    /// Success ratios, throughput.
    Lower,
}

/// How two slots are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Test {
    /// Value against value. A sample beyond [`Compare::limit`] is a failing sample. Beside a baseline of zero everything is
    /// worse, and nothing is said about chance.
    Threshold,
    /// An always-valid test of "worse than allowed", looked at after every sample; see [`Evidence`]. It fails the step by itself,
    /// whatever [`Metric::failures`] says: it has weighed all samples of the step already.
    Sequential {
        /// The highest probability that a step fails although the canary is not worse than allowed. It is spent per step and per
        /// metric: for one promise about a whole rollout, divide it by both.
        alpha: f64,
        /// What the metric measures.
        of: Measure,
    },
}

impl Test {
    /// The fewest samples over separate times after which the test can fail a step: with a bake that has room for fewer, the
    /// comparison decides nothing, which is worth a warning at plan.
    ///
    /// ```
    /// use kgas_engine::analysis::{Measure, Test};
    /// assert_eq!(Test::Threshold.fewest_samples(), 1);
    /// assert_eq!(Test::Sequential { alpha: 0.01, of: Measure::Ratio { burst: 1 } }.fewest_samples(), 1);
    /// assert_eq!(Test::Sequential { alpha: 0.01, of: Measure::Value }.fewest_samples(), 8);
    /// ```
    #[must_use]
    pub fn fewest_samples(self) -> u32 {
        let Self::Sequential { alpha, of: Measure::Value } = self else { return 1 };
        let mut evidence = Evidence::default();
        let mut samples = 0;
        while !evidence.rejects(alpha) && samples < 10_000 {
            evidence.add_value(true);
            samples += 1;
        }
        samples
    }
}

/// What kind of number a metric is; it decides which evidence a sample gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// A share of requests between 0 and 1, with [`Sample::requests`](super::Sample::requests) beside it: each request is
    /// evidence.
    Ratio {
        /// How many requests go bad together at most, 1 if each by itself. More makes the test slower, fewer than there are makes
        /// it fail good canaries.
        burst: u32,
    },
    /// Anything else, a latency quantile for one: each sample is evidence, as worse than allowed or not.
    Value,
}

/// What time a sample looks back over. Only samples over separate times are evidence of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    /// The same length at every look, as `rate(…[1m])` has. Never shorter than the scrape interval: between two scrapes the same
    /// answer comes again.
    Sliding {
        /// Its length in milliseconds.
        millis: u64,
    },
    /// From the start of the step to now, as `increase(…[$window])` can have: values and requests are of the whole step so far.
    SinceStep,
}

/// What follows from an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Policy {
    /// The step waits.
    Hold,
    /// The step fails.
    Fail,
    /// The step goes on.
    Pass,
}

/// What a backend that cannot be asked means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnError {
    /// For how long the step waits, in milliseconds from the first error without an answer since.
    pub tolerate_millis: u64,
    /// What follows after that.
    pub then: Policy,
}

/// Why a metric cannot be judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// No bound and no comparison.
    #[error("nothing is asked of it: give max, min or compare")]
    NothingAsked,
    /// A bound that is infinite or not a number.
    #[error("max and min must be finite numbers")]
    BoundNotFinite,
    /// No value could pass.
    #[error("min = {min} is above max = {max}, so that no value passes")]
    BoundsCross {
        /// The lower bound.
        min: f64,
        /// The upper bound.
        max: f64,
    },
    /// Zero failing samples would fail every step.
    #[error("failures must be 1 or more")]
    NoFailures,
    /// A window without length.
    #[error("a sample must cover some time")]
    NoWindow,
    /// Out of range.
    #[error("worse_by = {0} must be 0 or more, and below 1 where lower is worse")]
    WorseBy(f64),
    /// Out of range.
    #[error("alpha = {0} must be between 0 and 1, for example 0.01")]
    Alpha(f64),
    /// Out of range.
    #[error("burst must be 1 or more")]
    NoBurst,
    /// Values that each contain the ones before are no evidence of their own.
    #[error(
        "a sequential test of a value needs samples over separate times: use a fixed range in the query, or a ratio with request counts"
    )]
    ValueSinceStep,
}
