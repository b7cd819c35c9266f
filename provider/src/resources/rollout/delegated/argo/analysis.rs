//! Metrics as an `AnalysisTemplate` has them.
//!
//! Source: <https://argo-rollouts.readthedocs.io/en/stable/features/analysis/>.

use kgas_engine::rollout::Slot;
use serde_json::{Value, json};

use crate::resources::rollout::model::{Analysis, Metric, NoAnswer, Rollout, millis};
use crate::resources::rollout::wanted::{self, Asked};

/// Milliseconds after which the controller asks again where it got no answer.
pub(in crate::resources::rollout::delegated) const RETRY: u64 = 10_000;

/// Errors in a row that are never reached.
const NEVER: u64 = 1_000_000_000;

/// Whether there is anything to measure.
pub(super) fn is_asked(model: &Rollout) -> bool {
    model.analysis.as_ref().is_some_and(|analysis| !analysis.metrics.is_empty())
}

/// The template. Every query is a candidate's, which is in slot b.
pub(super) fn template(model: &Rollout) -> Value {
    let Some(analysis) = &model.analysis else { return json!({ "metrics": [] }) };
    // A plan has told every query that cannot be asked.
    let asked = wanted::asked(model, 0, Slot::B).unwrap_or_default();
    let one = |asked: &Asked| Some(metric(model, analysis, asked, analysis.metrics.get(&asked.metric.name)?));
    json!({ "metrics": asked.iter().filter_map(one).collect::<Vec<_>>() })
}

fn metric(model: &Rollout, analysis: &Analysis, asked: &Asked, declared: &Metric) -> Value {
    let every = millis(analysis.every.get());
    let mut provider = json!({
        "address": analysis.prometheus.url,
        "query": asked.query.canary(0),
        "timeout": analysis.prometheus.timeout.get().as_secs().max(1),
    });
    let tenant = analysis.prometheus.tenant.iter().map(|tenant| ("X-Scope-OrgID", tenant.as_str()));
    let given = analysis.prometheus.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let headers: Vec<_> = given.chain(tenant).map(|(key, value)| json!({ "key": key, "value": value })).collect();
    if !headers.is_empty() {
        provider["headers"] = json!(headers);
    }
    let tolerated = match declared.on_error.then {
        NoAnswer::Fail | NoAnswer::Hold => millis(declared.on_error.tolerate.get()) / RETRY,
        NoAnswer::Pass => NEVER,
    };
    let mut metric = json!({
        "name": asked.metric.name,
        "interval": format!("{every}ms"),
        "failureLimit": declared.failures - 1,
        "consecutiveErrorLimit": tolerated,
        "provider": { "prometheus": provider },
    });
    let Conditions { success, failure } = conditions(declared);
    metric["successCondition"] = json!(success);
    metric["failureCondition"] = json!(failure);
    if let Some(blue_green) = &model.blue_green {
        metric["count"] = json!(millis(blue_green.bake.get()).div_ceil(every).max(1));
    }
    metric
}

/// What makes a measurement good, and what makes it bad: one of the two holds.
struct Conditions {
    success: String,
    failure: String,
}

fn conditions(declared: &Metric) -> Conditions {
    let (max, min) = (declared.max.as_ref(), declared.min.as_ref());
    let of = |join: &str, [above, below]: [&str; 2]| {
        let above = max.map(|max| format!("result[0] {above} {max}"));
        let below = min.map(|min| format!("result[0] {below} {min}"));
        above.into_iter().chain(below).collect::<Vec<_>>().join(join)
    };
    let value = "len(result) == 1 && !isNaN(result[0])";
    let good = format!("{value} && {}", of(" && ", ["<=", ">="]));
    let bad = format!("({value} && ({}))", of(" || ", [">", "<"]));
    let none = "len(result) == 0 || (len(result) == 1 && isNaN(result[0]))";
    // Several values are no answer, whatever no value means.
    let several = "len(result) > 1";
    match declared.no_data {
        NoAnswer::Pass => Conditions { success: format!("({good}) || {none}"), failure: format!("{bad} || {several}") },
        NoAnswer::Hold | NoAnswer::Fail => {
            Conditions { success: good, failure: format!("{bad} || {none} || {several}") }
        }
    }
}
