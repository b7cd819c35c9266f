//! What is asked of the metrics and of the gate.

use kgas_engine::analysis::gate::{Burn, Gate};
use kgas_engine::analysis::{self as engine, Window};
use kgas_engine::promql::{Query, QueryError};
use kgas_engine::rollout::Slot;
use tfplugin_rs::value::Number;

use super::Slots;
use crate::resources::rollout::model::{
    self, Compare, Direction, Measure, Metric, NoAnswer, OnError, Rollout, Test, millis,
};

/// The share of all weight that metrics which are not critical may have and fail.
pub(in crate::resources::rollout) const TOLERATED: f64 = 0.5;

/// How old the answer about an error budget may be before it is asked for again, in looks.
const LOOKS: u64 = 3;

/// What one sample covers where the query asks for the newest values only: what recording rules usually cover.
const USUAL_RANGE: u64 = 60_000;

/// One metric, and how it is asked for.
#[derive(Debug, Clone)]
pub(in crate::resources::rollout) struct Asked {
    /// How it is judged.
    pub(in crate::resources::rollout) metric: engine::Metric,
    /// The value.
    pub(in crate::resources::rollout) query: Query,
    /// The requests behind it.
    pub(in crate::resources::rollout) requests: Option<Query>,
}

/// Every metric, as it is asked for and judged in a step.
///
/// * `step`: the step's index. Those of a canary may ask for requests of their own.
/// * `candidate`: where the candidate is.
///
/// # Errors
/// The first query that cannot be asked: a plan has told it, unless the query was not known then.
pub(in crate::resources::rollout) fn asked(
    model: &Rollout,
    step: usize,
    candidate: Slot,
) -> Result<Vec<Asked>, QueryError> {
    let slots = Slots::of(model, candidate);
    // Nobody uses a preview: that there is nothing of it to measure says nothing against it.
    let unused = super::stages(model, 1).get(step).is_some_and(|stage| stage.weight == 0);
    let step = model.canary.as_ref().and_then(|canary| canary.steps.get(step));
    let least = step.map_or(0, |step| step.min_requests);
    let all = model.analysis.iter().flat_map(|analysis| &analysis.metrics);
    let one = |(name, one): (&String, &Metric)| {
        let query = slots.bind(&one.query)?;
        let requests = one.requests_query.as_ref().map(|text| slots.bind(text)).transpose()?;
        let mut metric = metric(name, one, &query, least);
        if unused && metric.no_data == engine::Policy::Fail {
            metric.no_data = engine::Policy::Hold;
        }
        Ok(Asked { metric, query, requests })
    };
    all.map(one).collect()
}

/// How a metric is judged.
///
/// * `query`: what it is asked for by.
/// * `least`: requests that the step asks for, where they are counted.
pub(in crate::resources::rollout) fn metric(name: &str, metric: &Metric, query: &Query, least: u32) -> engine::Metric {
    let counted = metric.requests_query.is_some();
    let OnError { tolerate, then } = &metric.on_error;
    let reach = query.reach_millis();
    engine::Metric {
        max: metric.max.as_ref().map(Number::to_f64),
        min: metric.min.as_ref().map(Number::to_f64),
        compare: metric.compare.as_ref().map(compare),
        failures: metric.failures,
        no_data: policy(metric.no_data),
        on_error: engine::OnError { tolerate_millis: millis(tolerate.get()), then: policy(*then) },
        min_requests: u64::from(if counted { metric.min_requests.max(least) } else { metric.min_requests }),
        window: match (query.uses_window(), reach) {
            (true, _) => Window::SinceStep,
            (false, 0) => Window::Sliding { millis: USUAL_RANGE },
            (false, millis) => Window::Sliding { millis },
        },
        critical: metric.critical,
        weight: metric.weight,
        ..engine::Metric::named(name)
    }
}

fn compare(compare: &Compare) -> engine::Compare {
    engine::Compare {
        worse_by: compare.worse_by.to_f64(),
        worse: match compare.direction {
            Direction::Higher => engine::Worse::Higher,
            Direction::Lower => engine::Worse::Lower,
        },
        test: match compare.test {
            Test::Threshold => engine::Test::Threshold,
            Test::Sequential => engine::Test::Sequential {
                alpha: compare.alpha.to_f64(),
                of: match compare.measure {
                    Measure::Ratio => engine::Measure::Ratio { burst: compare.burst },
                    Measure::Value => engine::Measure::Value,
                },
            },
        },
    }
}

const fn policy(answer: NoAnswer) -> engine::Policy {
    match answer {
        NoAnswer::Hold => engine::Policy::Hold,
        NoAnswer::Fail => engine::Policy::Fail,
        NoAnswer::Pass => engine::Policy::Pass,
    }
}

/// What is asked of the error budget, if anything is.
pub(in crate::resources::rollout) fn gate(model: &Rollout) -> Option<Gate> {
    let model::Gate { budget_query, min_budget, burn_query, max_burn, .. } = model.gate.as_ref()?;
    if budget_query.is_none() && burn_query.is_none() {
        return None;
    }
    let every = model.analysis.as_ref().map_or(super::EVERY, |analysis| millis(analysis.every.get()));
    let burns = max_burn.iter().filter_map(|(windows, rate)| Burn::parse(windows, rate.to_f64()).ok());
    Some(Gate {
        min_budget: min_budget.as_ref().map(Number::to_f64),
        max_burn: burns.collect(),
        max_age_millis: every.saturating_mul(LOOKS).max(60_000),
    })
}
