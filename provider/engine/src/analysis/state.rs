//! The fold: what the samples of one step so far say about one metric.

use serde::{Deserialize, Serialize};

use super::metric::{Compare, Measure, Metric, Policy, Test, Window};
use super::sample::{Outcome, Requests, Sample};
use super::verdict::{Failure, Holding, Unclear, Verdict};
use super::{Count, Evidence, Null, Worse, number};
use crate::Millis;

/// How far above 1 the value of a ratio may be by the rounding of extrapolated counters.
const RATIO_SLACK: f64 = 1.1;

/// One metric within one step. Small, and made to be kept in a journal: a run that resumes from it goes on with the same row of
/// failing samples, the same outage and the same requests; only sequential evidence starts again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    verdict: Verdict,
    at: Option<Millis>,
    failures: u32,
    error_since: Option<Millis>,
    /// The canary's requests in this step.
    #[serde(with = "number")]
    requests: f64,
    /// Until when time is covered by what was counted as requests or as evidence.
    covered_to: Option<Millis>,
    #[serde(skip)]
    evidence: Evidence,
    /// The highest totals since the start of the step that are in the evidence: canary, stable.
    #[serde(skip)]
    counted: (Count, Count),
}

impl Default for State {
    fn default() -> Self {
        Self {
            verdict: Verdict::Hold(Holding::NoSample),
            at: None,
            failures: 0,
            error_since: None,
            requests: 0.0,
            covered_to: None,
            evidence: Evidence::default(),
            counted: <(Count, Count)>::default(),
        }
    }
}

/// What one sample says by itself.
enum Reading {
    Error(String),
    Empty,
    Unclear(Unclear),
    Failing(Failure),
    Proven(Failure),
    Fine,
}

impl State {
    /// A step that is watched anew by another run, after so many failing samples in a row.
    #[must_use]
    pub fn resumed(failures: u32) -> Self {
        Self { failures, ..Self::default() }
    }

    /// Failing samples in a row.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// What is known after the last sample.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// When the last sample was taken.
    #[must_use]
    pub fn at(&self) -> Option<Millis> {
        self.at
    }

    /// The state after one more sample. A sample that is not after the last one changes nothing, so that one may come twice; nor
    /// does any sample after the step has failed.
    #[must_use]
    pub fn judge(mut self, metric: &Metric, sample: &Sample) -> Self {
        if matches!(self.verdict, Verdict::Fail(_)) || self.at.is_some_and(|at| sample.at <= at) {
            return self;
        }
        let separate = self.cover(metric.window, sample.at);
        self.count_requests(metric.window, sample.requests, separate);
        self.count_ratio(metric, sample, separate);
        let reading = self.read(metric, sample, separate);
        self.error_since = match &reading {
            Reading::Error(_) => self.error_since.or(Some(sample.at)),
            _ => None,
        };
        self.verdict = self.decide(metric, sample.at, reading);
        self.at = Some(sample.at);
        self
    }

    fn decide(&mut self, metric: &Metric, at: Millis, reading: Reading) -> Verdict {
        if !self.has_requests(metric) {
            return Verdict::Hold(Holding::Requests { have: whole(self.requests), need: metric.min_requests });
        }
        match reading {
            Reading::Error(error) => {
                let since = self.error_since.unwrap_or(at);
                if at <= since.after(metric.on_error.tolerate_millis) {
                    return Verdict::Hold(Holding::Unreachable { since, error });
                }
                match metric.on_error.then {
                    Policy::Hold => Verdict::Hold(Holding::Unreachable { since, error }),
                    Policy::Fail => Verdict::Fail(Failure::Unreachable { since, error }),
                    Policy::Pass => Verdict::Pass,
                }
            }
            Reading::Empty => match metric.no_data {
                Policy::Hold => Verdict::Hold(Holding::NoData),
                Policy::Fail => Verdict::Fail(Failure::NoData),
                Policy::Pass => Verdict::Pass,
            },
            Reading::Unclear(why) => Verdict::Inconclusive(why),
            Reading::Proven(failure) => Verdict::Fail(failure),
            Reading::Failing(failure) => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= metric.failures {
                    Verdict::Fail(failure)
                } else {
                    Verdict::Hold(Holding::Failing { times: self.failures, of: metric.failures, last: failure })
                }
            }
            Reading::Fine => {
                self.failures = 0;
                Verdict::Pass
            }
        }
    }

    /// What is proven needs no second sample; a bound needs no stable slot; the comparison comes last.
    fn read(&mut self, metric: &Metric, sample: &Sample, separate: bool) -> Reading {
        let value = match &sample.canary {
            Outcome::Error(error) => return Reading::Error(error.clone()),
            Outcome::Empty => return Reading::Empty,
            Outcome::Value(value) if value.is_nan() => return Reading::Unclear(Unclear::NotANumber),
            Outcome::Value(value) => *value,
        };
        let enough = self.has_requests(metric);
        let compared = match &metric.compare {
            None => Reading::Fine,
            Some(compare) => self.compare(compare, value, sample, separate && enough),
        };
        if matches!(compared, Reading::Proven(_)) {
            compared
        } else if let Some(max) = metric.max.filter(|max| value > *max) {
            Reading::Failing(Failure::AboveMax { value, max })
        } else if let Some(min) = metric.min.filter(|min| value < *min) {
            Reading::Failing(Failure::BelowMin { value, min })
        } else {
            compared
        }
    }

    fn compare(&mut self, compare: &Compare, value: f64, sample: &Sample, separate: bool) -> Reading {
        let baseline = match &sample.stable {
            Some(Outcome::Error(error)) => return Reading::Error(error.clone()),
            Some(Outcome::Value(baseline)) => *baseline,
            Some(Outcome::Empty) | None => return Reading::Unclear(Unclear::NoBaseline),
        };
        let limit = compare.limit(baseline);
        if limit.is_nan() {
            return Reading::Unclear(Unclear::NoBaseline);
        }
        let beyond = compare.beyond(value, limit);
        let Test::Sequential { alpha, of } = compare.test else {
            return if beyond { Reading::Failing(Failure::Worse { value, limit, baseline }) } else { Reading::Fine };
        };
        match of {
            Measure::Ratio { .. } if !(is_ratio(value) && is_ratio(baseline)) => {
                return Reading::Unclear(Unclear::NotARatio);
            }
            // Of few requests a quantile is noise, and weighs as much as one of many: it waits for `min_requests`.
            Measure::Value if separate => self.evidence.add_value(beyond),
            Measure::Ratio { .. } | Measure::Value => (),
        }
        if self.evidence.rejects(alpha) {
            let evidence = self.evidence.e_value();
            Reading::Proven(Failure::Proven { value, limit, baseline, evidence, alpha })
        } else {
            Reading::Fine
        }
    }

    /// Whether this sample covers time of this step that no sample did, and if so, that it is covered now.
    fn cover(&mut self, window: Window, at: Millis) -> bool {
        let Window::Sliding { millis } = window else { return true };
        // The first sample looks back to before the step.
        let covered_to = *self.covered_to.get_or_insert(at);
        let separate = at >= covered_to.after(millis);
        if separate {
            self.covered_to = Some(at);
        }
        separate
    }

    fn count_requests(&mut self, window: Window, requests: Option<Requests>, separate: bool) {
        let Some(canary) = requests.map(|of| of.canary).filter(|n| n.is_finite()) else { return };
        match window {
            Window::SinceStep => self.requests = self.requests.max(canary),
            Window::Sliding { .. } if separate => self.requests += canary.max(0.0),
            Window::Sliding { .. } => (),
        }
    }

    fn has_requests(&self, metric: &Metric) -> bool {
        whole(self.requests) >= metric.min_requests
    }

    /// Requests are evidence from the first one on: few of them weigh little.
    fn count_ratio(&mut self, metric: &Metric, sample: &Sample, separate: bool) {
        let Some(compare) = &metric.compare else { return };
        let Test::Sequential { of: Measure::Ratio { burst }, .. } = compare.test else { return };
        if !separate {
            return;
        }
        let burst = f64::from(burst);
        let (Outcome::Value(canary), Some(Outcome::Value(stable)), Some(requests)) =
            (&sample.canary, &sample.stable, sample.requests)
        else {
            return;
        };
        let (Some(canary), Some(stable)) =
            (bad(compare, *canary, requests.canary / burst), bad(compare, *stable, requests.stable / burst))
        else {
            return;
        };
        let (new_canary, new_stable) = match metric.window {
            Window::Sliding { .. } => (canary, stable),
            Window::SinceStep => (beyond(&mut self.counted.0, canary), beyond(&mut self.counted.1, stable)),
        };
        self.evidence.add_counts(new_canary, new_stable, Null::of(compare));
    }
}

/// What is new in the totals `now`. Extrapolated totals jitter, so only what is above the highest so far is new: in sum, nothing
/// is counted twice.
fn beyond(highest: &mut Count, now: Count) -> Count {
    let top = Count { bad: highest.bad.max(now.bad), requests: highest.requests.max(now.requests) };
    let new = Count { bad: top.bad - highest.bad, requests: top.requests - highest.requests };
    *highest = top;
    new
}

/// The bad ones of `requests`; `None` if the value is not a ratio.
fn bad(compare: &Compare, ratio: f64, requests: f64) -> Option<Count> {
    if !is_ratio(ratio) || !requests.is_finite() {
        return None;
    }
    let requests = requests.max(0.0);
    let ratio = match compare.worse {
        Worse::Higher => ratio.min(1.0),
        Worse::Lower => 1.0 - ratio.min(1.0),
    };
    Some(Count { bad: ratio * requests, requests })
}

fn is_ratio(value: f64) -> bool {
    (0.0..=RATIO_SLACK).contains(&value)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of requests, rounded down")]
fn whole(requests: f64) -> u64 {
    requests as u64
}
