//! Metrics as `MetricTemplate` objects, each for one metric.
//!
//! Source: <https://docs.flagger.app/usage/metrics#custom-metrics>.

use std::time::Duration;

use kgas_api::kubernetes::Kind;
use kgas_engine::digest;
use kgas_engine::promql::{Binding, Query, QueryError};
use serde_json::{Value, json};

use crate::resources::rollout::delegated::part::Part;
use crate::resources::rollout::model::{Metric, Rollout};
use crate::resources::rollout::native::Fixed;
use crate::resources::rollout::wanted;

/// Longest name of a template, with the rollout's name and a digest.
const LONGEST: usize = 100;

/// All of them.
pub(super) fn templates(model: &Rollout, fixed: &Fixed) -> Vec<Part> {
    let Some(analysis) = &model.analysis else { return Vec::new() };
    let tenant = analysis.prometheus.tenant.iter().map(|tenant| ("X-Scope-OrgID", tenant));
    let given = analysis.prometheus.headers.iter().map(|(name, value)| (name.as_str(), value));
    let headers: serde_json::Map<_, _> =
        given.chain(tenant).map(|(name, value)| (name.to_owned(), json!([value]))).collect();
    let mut provider = json!({ "type": "prometheus", "address": analysis.prometheus.url });
    if !headers.is_empty() {
        provider["headers"] = headers.into();
    }
    let one = |(name, metric): (&String, &Metric)| {
        // A plan has told every query that cannot be asked.
        let query = bound(model, &metric.query).ok()?.canary(0);
        let spec = json!({ "provider": provider, "query": query });
        Some(Part::whole(fixed, Kind::METRIC_TEMPLATE, &template_name(&model.name, name), spec))
    };
    analysis.metrics.iter().filter_map(one).collect()
}

/// A query for the new version: `$slot` is the Deployment's name, as the pods' label `app` has it, and `$baseline` that of the
/// one with the traffic.
///
/// # Errors
/// Why it cannot be asked.
pub(in crate::resources::rollout::delegated) fn bound(model: &Rollout, text: &str) -> Result<Query, QueryError> {
    let binding = Binding {
        slot_label: model.analysis.as_ref().map_or_else(String::new, |analysis| analysis.slot_label.clone()),
        canary: model.name.clone(),
        stable: format!("{}-primary", model.name),
        namespace: model.namespace.clone(),
        name: model.name.clone(),
        window_millis: 60_000,
    };
    Query::parse(text, &binding)
}

/// The name of a metric's template: a metric may be called as no object may.
fn template_name(rollout: &str, metric: &str) -> String {
    let plain: String = metric
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let plain = plain.trim_matches('-');
    if plain == metric && metric.len() <= LONGEST {
        return format!("{rollout}-{metric}");
    }
    let mut digest = digest::hex(&[metric]);
    digest.truncate(8);
    format!(
        "{rollout}-{}{digest}",
        plain.get(..LONGEST.min(plain.len())).map(|plain| format!("{plain}-")).unwrap_or_default()
    )
}

/// How the Canary refers to them.
pub(super) fn referred(model: &Rollout, interval: Duration) -> Value {
    let all = model.analysis.iter().flat_map(|analysis| &analysis.metrics);
    let one = |(name, metric): (&String, &Metric)| {
        let number = |number: &tfplugin_rs::value::Number| json!(number.to_f64());
        let mut range = json!({});
        for (key, bound) in [("min", &metric.min), ("max", &metric.max)] {
            if let Some(bound) = bound {
                range[key] = number(bound);
            }
        }
        json!({
            "name": name,
            "interval": wanted::written(interval),
            "templateRef": { "name": template_name(&model.name, name) },
            "thresholdRange": range,
        })
    };
    all.map(one).collect()
}

/// Checks that fail before Flagger gives a version up: one counter for all of its metrics.
pub(in crate::resources::rollout::delegated) fn threshold(model: &Rollout) -> u32 {
    let all = model.analysis.iter().flat_map(|analysis| analysis.metrics.values());
    all.map(|metric| metric.failures).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_has_a_name_that_an_object_may_have() {
        assert_eq!(template_name("api", "errors"), "api-errors");
        let odd = template_name("api", "p99 of /Checkout");
        assert!(odd.starts_with("api-p99-of--checkout-") && odd != template_name("api", "p99 of /checkout"), "{odd}");
        assert!(template_name("api", &"x".repeat(500)).len() < 253);
    }
}
