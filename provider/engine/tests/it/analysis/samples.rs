//! Short ways to write samples and metrics.

use kgas_engine::Millis;
use kgas_engine::analysis::{Compare, Measure, Metric, Outcome, Requests, Sample, State, Test, Window, Worse};

pub(crate) use kgas_engine::analysis::Outcome::Empty;

/// Every five seconds, as `every = "5s"` has it.
pub(crate) const EVERY: u64 = 5000;

pub(crate) fn value(value: f64) -> Outcome {
    Outcome::Value(value)
}

pub(crate) fn error() -> Outcome {
    Outcome::Error("connection refused".to_owned())
}

/// Only what the canary's query answered at tick `nth`.
pub(crate) fn canary(nth: u64, canary: Outcome) -> Sample {
    Sample { at: Millis(nth * EVERY), canary, stable: None, requests: None }
}

/// What both queries answered at tick `nth`.
pub(crate) fn both(nth: u64, canary: Outcome, stable: Outcome) -> Sample {
    Sample { stable: Some(stable), ..self::canary(nth, canary) }
}

/// The same with the requests of each slot.
pub(crate) fn of(sample: Sample, canary: f64, stable: f64) -> Sample {
    Sample { requests: Some(Requests { canary, stable }), ..sample }
}

pub(crate) fn max(max: f64) -> Metric {
    Metric { max: Some(max), ..Metric::named("errors") }
}

/// At most `worse_by` worse than the stable slot, in higher values, by `test`.
pub(crate) fn beside_stable(worse_by: f64, test: Test) -> Metric {
    Metric { compare: Some(Compare { worse_by, worse: Worse::Higher, test }), ..Metric::named("errors") }
}

/// A ratio of all requests since the step began, tested sequentially.
pub(crate) fn ratio(worse_by: f64, worse: Worse, alpha: f64) -> Metric {
    let test = Test::Sequential { alpha, of: Measure::Ratio { burst: 1 } };
    Metric { compare: Some(Compare { worse_by, worse, test }), window: Window::SinceStep, ..Metric::named("errors") }
}

/// A value over `window_millis`, tested sequentially.
pub(crate) fn level(worse_by: f64, alpha: f64, window_millis: u64) -> Metric {
    Metric {
        window: Window::Sliding { millis: window_millis },
        ..beside_stable(worse_by, Test::Sequential { alpha, of: Measure::Value })
    }
}

pub(crate) fn run<'a>(metric: &Metric, samples: impl IntoIterator<Item = &'a Sample>) -> State {
    samples.into_iter().fold(State::default(), |state, sample| state.judge(metric, sample))
}
