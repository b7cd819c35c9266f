//! What is written and decides nothing: each is a warning at its place.

use kgas_engine::rollout::Routing;
use tfplugin_rs::{Diagnostic, Diagnostics, Path, View};

use super::Given;
use crate::resources::rollout::model::{Compare, Engine, Measure, Metric, Rollout, Runner, Test};
use crate::resources::rollout::native::TENANT;
use crate::resources::rollout::wanted;

/// One of them.
struct Idle {
    path: Path,
    /// Why, as a sentence without its full stop.
    why: &'static str,
}

/// A warning for each.
pub(super) fn told(config: View<'_>, model: &Rollout) -> Diagnostics {
    let given = |path: &Path| Given::at_path(config, path).is_yes();
    let idle = of_the_rollout(model).into_iter().chain(of_prometheus(model)).chain(of_metrics(model));
    idle.filter(|idle| given(&idle.path))
        .map(|Idle { path, why }| {
            Diagnostic::warning("It decides nothing")
                .at(path)
                .detail(format!("{why}."))
                .next_step("Remove it, or write what it is for.")
        })
        .collect()
}

fn of_the_rollout(model: &Rollout) -> Vec<Idle> {
    let unrouted = model.engine == Engine::Native && wanted::routing(model) == Routing::Ratio;
    let at_once = model.canary.as_ref().is_none_or(|canary| canary.steps.iter().all(|step| step.weight >= 100));
    let nothing_runs = model.dead_man.is_none() && model.runner != Runner::Job;
    let rows = [
        (unrouted, "workload.ports", "Where no router decides, the slots have no Services that could have ports"),
        (at_once, "traffic.alb.stickiness", "Clients are kept while both versions have a share, and here one has all"),
        (nothing_runs, "in_cluster", "Neither `dead_man` nor `runner = \"job\"` asks for anything in the cluster"),
    ];
    rows.into_iter().filter(|(idle, ..)| *idle).map(|(_, path, why)| Idle { path: path.into(), why }).collect()
}

/// A tenant in two places: `tenant` wins.
fn of_prometheus(model: &Rollout) -> Vec<Idle> {
    let Some(prometheus) = model.analysis.as_ref().map(|analysis| &analysis.prometheus) else { return Vec::new() };
    let twice = prometheus.headers.keys().filter(|name| name.eq_ignore_ascii_case(TENANT));
    let twice = twice.filter(|_| prometheus.tenant.is_some());
    twice
        .map(|name| Idle {
            path: Path::from("analysis.prometheus.headers").key(name),
            why: "The header that `tenant` stands for has its value from there",
        })
        .collect()
}

fn of_metrics(model: &Rollout) -> Vec<Idle> {
    let metrics = model.analysis.iter().flat_map(|analysis| &analysis.metrics);
    metrics.flat_map(|(name, metric)| of_metric(&Path::from("analysis.metrics").key(name), metric)).collect()
}

/// Why a part of the sequential test is idle.
const SEQUENTIAL: &str = "It is for the sequential test, and `test = \"threshold\"` asks for none";

fn of_metric(path: &Path, metric: &Metric) -> Vec<Idle> {
    let compare = metric.compare.as_ref();
    let is = |what: fn(&Compare) -> bool| compare.is_some_and(what);
    let threshold = is(|compare| compare.test == Test::Threshold);
    let value = is(|compare| compare.measure == Measure::Value) && !threshold;
    let at = |name: &'static str| path.clone().attribute("compare").attribute(name);
    let rows = [
        (
            metric.critical,
            path.clone().attribute("weight"),
            "A critical metric decides alone, and has no weight among others",
        ),
        (threshold, at("alpha"), SEQUENTIAL),
        (threshold, at("measure"), SEQUENTIAL),
        (threshold, at("burst"), SEQUENTIAL),
        (value, at("burst"), "It is for a ratio, and `measure` is \"value\""),
    ];
    rows.into_iter().filter(|(idle, ..)| *idle).map(|(_, path, why)| Idle { path, why }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::resources::rollout::paper::told;
    use crate::resources::rollout::sample::{small, weighted, with};

    #[track_caller]
    fn idle(config: &Json, paths: &[&str]) {
        let expected: Vec<_> = paths.iter().map(|path| format!("{path}: It decides nothing")).collect();
        assert_eq!(told(config), expected);
    }

    #[test]
    fn what_no_part_of_a_rollout_asks_for_is_told() {
        idle(&with(small(), "workload.ports", json!([{ "port": 80 }])), &["workload.ports"]);
        idle(&with(small(), "in_cluster", json!({ "image": "registry/kgas:1" })), &["in_cluster"]);
        let alb = json!({ "alb": { "hosts": ["api.example.com"], "stickiness": "1m" }, "verify": { "settle": "30s" } });
        let sticky = with(weighted(), "traffic", alb);
        let sticky = with(sticky, "canary.stable_scale", Json::Null);
        idle(&sticky, &[]);
        let at_once = with(sticky, "canary.steps", json!([{ "weight": 100 }]));
        idle(&at_once, &["traffic.alb.stickiness"]);
    }

    #[test]
    fn what_no_metric_asks_for_is_told() {
        const ERRORS: &str = "analysis.metrics[\"errors\"]";
        let metric = |name: &str, value: Json| with(small(), &format!("analysis.metrics.errors.{name}"), value);
        idle(&metric("weight", json!(2)), &[&format!("{ERRORS}.weight")]);
        idle(&with(metric("weight", json!(2)), "analysis.metrics.errors.critical", json!(false)), &[]);
        let compared = |parts: Json| {
            let mut compare = json!({ "worse_by": 0.25, "test": "threshold" });
            compare.as_object_mut().unwrap().extend(parts.as_object().unwrap().clone());
            metric("compare", compare)
        };
        idle(&compared(json!({})), &[]);
        for (name, value) in [("alpha", json!(0.01)), ("measure", json!("value")), ("burst", json!(2))] {
            idle(&compared(json!({ name: value })), &[&format!("{ERRORS}.compare.{name}")]);
        }
    }

    #[test]
    fn a_tenant_in_two_places_is_told() {
        let header = with(small(), "analysis.prometheus.headers", json!({ "x-scope-orgid": "a" }));
        idle(&header, &[]);
        let both = with(header, "analysis.prometheus.tenant", json!("b"));
        idle(&both, &["analysis.prometheus.headers[\"x-scope-orgid\"]"]);
    }
}
