//! What is wanted of the engine, configuration by configuration.

use kgas_engine::analysis::{self as engine, Policy, Window};
use kgas_engine::rollout::{Leeway, OnFailure, Resume, Slot, StableScale};
use serde_json::{Value as Json, json};

use super::*;
use crate::resources::rollout::paper::{self, model};
use crate::resources::rollout::sample::{small, weighted, with};

fn run(adopted: Option<u32>, least: Option<u32>) -> Run<'static> {
    Run {
        goal: Goal::Deployed,
        holder: "me",
        revision: Revision("r2".to_owned()),
        adopted,
        least,
        poll_scale: PollScale(1),
    }
}

fn of(config: &Json) -> Spec {
    spec(&model(config), run(None, None))
}

/// `(weight, pods, bake in seconds, approval)` of each step.
fn steps(spec: &Spec) -> Vec<(u32, Option<u32>, u64, bool)> {
    spec.stages.iter().map(|stage| (stage.weight, stage.pods, stage.bake / 1_000, stage.approval)).collect()
}

/// Another strategy in place of the canary.
fn strategy(name: &str, strategy: Json) -> Json {
    with(with(small(), "canary", Json::Null), name, strategy)
}

#[test]
fn the_smallest_canary_follows_the_pods() {
    let spec = of(&small());
    assert_eq!((spec.routing, spec.size, spec.adopts), (Routing::Ratio, Size::Fixed(12), true));
    assert_eq!(
        steps(&spec),
        [(5, None, 60, false), (25, None, 60, false), (50, None, 60, false), (100, None, 60, false)]
    );
    assert_eq!(spec.leeway, Leeway { surge: 3, unavailable: 0 });
    assert_eq!((spec.settle, spec.keep_old, spec.progress_deadline), (0, 0, 300_000));
    assert_eq!((spec.analysed, spec.every), (true, 5_000));
    assert_eq!((spec.on_failure, spec.resume, spec.lock.wait), (OnFailure::Rollback, Resume::Auto, 300_000));
    assert_eq!((spec.holder.as_str(), &spec.revision.0, spec.poll_scale), ("me", &"r2".to_owned(), PollScale(1)));
}

#[test]
fn a_canary_by_weights_is_as_it_is_written() {
    let spec = of(&weighted());
    assert_eq!((spec.routing, spec.size, spec.adopts), (Routing::Weighted, Size::Fixed(10), false));
    assert_eq!(steps(&spec), [(10, None, 120, false), (50, None, 300, true), (100, None, 60, false)]);
    assert_eq!((spec.settle, spec.keep_old, spec.stable_scale), (10_000, 600_000, StableScale::Follow));
    assert_eq!((spec.progress_deadline, spec.every), (180_000, 1_000));
}

#[test]
fn what_is_said_of_failures_reaches_the_engine() {
    let config = with(with(small(), "on_failure", json!("hold")), "resume", json!("manual"));
    let spec = of(&with(config, "lock_wait", json!("0s")));
    assert_eq!((spec.on_failure, spec.resume, spec.lock.wait), (OnFailure::Hold, Resume::Manual, 0));
    assert!(!of(&with(small(), "analysis", Json::Null)).analysed);
}

#[test]
fn blue_green_previews_what_is_asked_for() {
    let rows = [
        (json!({}), vec![(100, None, 0, false)]),
        (json!({ "bake": "2m" }), vec![(100, None, 120, false)]),
        (json!({ "preview_bake": "1m" }), vec![(0, Some(12), 60, false), (100, None, 0, false)]),
        (json!({ "preview_replicas": 1 }), vec![(0, Some(1), 0, false), (100, None, 0, false)]),
        (json!({ "approval": "required" }), vec![(0, Some(12), 0, false), (100, None, 0, true)]),
    ];
    for (blue_green, expected) in rows {
        let spec = of(&strategy("blue_green", blue_green.clone()));
        assert_eq!(steps(&spec), expected, "{blue_green}");
        assert_eq!((spec.routing, spec.keep_old, spec.settle), (Routing::Switched, 30_000, 5_000));
    }
    let gateway = json!({ "gateway_api": { "ownership": "shared" } });
    let spec = of(&with(strategy("blue_green", json!({ "keep_old_for": "0s" })), "traffic", gateway));
    assert_eq!((spec.routing, spec.keep_old), (Routing::Weighted, 0));
    let service = json!({ "service": { "name": "front" } });
    assert_eq!(of(&with(strategy("blue_green", json!({})), "traffic", service)).routing, Routing::Switched);
}

#[test]
fn rolling_is_one_step_of_pods() {
    let spec = of(&strategy("rolling", json!({ "max_surge": "10%", "max_unavailable": "25%", "bake": "30s" })));
    assert_eq!((spec.routing, steps(&spec)), (Routing::Ratio, vec![(100, None, 30, false)]));
    assert_eq!(spec.leeway, Leeway { surge: 2, unavailable: 3 });
}

/// Golden values of Kubernetes' `ResolveFenceposts`.
#[test]
fn leeway_is_rounded_as_kubernetes_does() {
    // (surge, unavailable, of, surge, unavailable)
    let rows = [
        ("25%", "25%", 10, 3, 2),
        ("25%", "25%", 1, 1, 0),
        ("0", "25%", 1, 0, 1),
        ("0%", "10%", 5, 0, 1),
        ("1", "0", 10, 1, 0),
        ("100%", "100%", 4, 4, 4),
        ("2", "9", 3, 2, 3),
    ];
    for (surge, unavailable, whole, up, down) in rows {
        let leeway = leeway_of(surge.parse().unwrap(), unavailable.parse().unwrap(), whole);
        assert_eq!(leeway, Leeway { surge: up, unavailable: down }, "{surge} {unavailable} of {whole}");
    }
}

#[test]
fn pods_are_declared_or_those_of_what_is_taken_over() {
    let undeclared = model(&with(small(), "workload.replicas", Json::Null));
    let size = |model: &Rollout, adopted, least| spec(model, run(adopted, least)).size;
    assert_eq!(size(&undeclared, Some(7), None), Size::Fixed(7));
    assert_eq!(size(&undeclared, None, None), Size::Fixed(1));
    assert_eq!(size(&undeclared, Some(0), None), Size::Fixed(1));
    assert_eq!(size(&model(&small()), Some(7), Some(3)), Size::Fixed(12));
    let scaled = with(strategy("blue_green", json!({})), "workload", json!({ "adopt": "api", "autoscaler": "api" }));
    assert_eq!(size(&model(&scaled), Some(7), Some(3)), Size::Scaled { least: 3 });
    assert_eq!(size(&model(&scaled), Some(7), None), Size::Scaled { least: 1 });
}

#[test]
fn the_time_that_steps_take_is_predicted() {
    let rows = [
        (small(), "4m"),
        (weighted(), "18m30s"),
        (strategy("blue_green", json!({ "preview_bake": "1h" })), "1h40s"),
        (strategy("rolling", json!({})), "0s"),
    ];
    for (config, expected) in rows {
        assert_eq!(written(predicted(&model(&config))), expected, "{config}");
    }
    assert_eq!(written(Duration::from_millis(90_061_001)), "25h1m1s1ms");
}

#[test]
fn an_update_may_take_as_long_as_its_steps() {
    let minutes = |config: &Json, operation| timeout(&model(config), operation).as_secs() / 60;
    assert_eq!(minutes(&small(), Operation::Create), 60);
    assert_eq!(minutes(&small(), Operation::Update), 120);
    assert_eq!(minutes(&small(), Operation::Delete), 30);
    let long = strategy("rolling", json!({ "bake": "5h" }));
    assert_eq!(minutes(&long, Operation::Update), 600);
    let given = with(long, "timeouts", json!({ "create": "7h", "update": "6h", "delete": "3m" }));
    let all = [Operation::Create, Operation::Update, Operation::Delete].map(|operation| minutes(&given, operation));
    assert_eq!(all, [420, 360, 3]);
}

#[test]
fn metrics_are_judged_as_they_are_written() {
    let small = asked(&model(&small()), 0, Slot::B).unwrap();
    let [errors] = &small[..] else { panic!("{small:?}") };
    let expected = engine::Metric {
        max: Some(0.01),
        failures: 1,
        window: Window::Sliding { millis: 60_000 },
        ..engine::Metric::named("errors")
    };
    assert_eq!(errors.metric, expected);
    let [canary, stable] = [errors.query.canary(1), errors.query.stable(1)];
    assert!(canary.contains("slot=\"b\"") && !canary.contains("slot=\"a\""), "{canary}");
    assert!(stable.contains("slot=\"a\"") && !stable.contains("slot=\"b\""), "{stable}");
    assert!(errors.requests.is_none());

    let metric = json!({
        "query": "sum(increase(errors[$window]))",
        "min": 1,
        "compare": { "worse_by": 0.25, "test": "sequential", "alpha": 0.05, "direction": "lower", "measure": "ratio", "burst": 3 },
        "failures": 4,
        "no_data": "fail",
        "on_error": { "tolerate": "30s", "then": "pass" },
        "min_requests": 7,
        "requests_query": "sum(increase(requests[$window]))",
        "critical": false,
        "weight": 3,
    });
    let model = model(&with(weighted(), "analysis.metrics.errors", metric));
    let metric_at = |step| asked(&model, step, Slot::A).unwrap().remove(0);
    let expected = engine::Metric {
        max: None,
        min: Some(1.0),
        compare: Some(engine::Compare {
            worse_by: 0.25,
            worse: engine::Worse::Lower,
            test: engine::Test::Sequential { alpha: 0.05, of: engine::Measure::Ratio { burst: 3 } },
        }),
        failures: 4,
        no_data: Policy::Fail,
        on_error: engine::OnError { tolerate_millis: 30_000, then: Policy::Pass },
        min_requests: 500,
        window: Window::SinceStep,
        critical: false,
        weight: 3,
        ..engine::Metric::named("errors")
    };
    assert_eq!(metric_at(0).metric, expected, "the step asks for more requests than the metric");
    assert_eq!(metric_at(1).metric, engine::Metric { min_requests: 7, ..expected });
    let requests = metric_at(0).requests.unwrap().canary(90_000);
    assert_eq!(requests, "sum(increase(requests{slot=\"a\"}[90s]))");
}

#[test]
fn a_preview_without_requests_does_not_fail() {
    let no_data = |config: &Json, step| asked(&model(config), step, Slot::B).unwrap()[0].metric.no_data;
    let strict = |config| with(config, "analysis.metrics.errors.no_data", json!("fail"));
    let preview = strict(strategy("blue_green", json!({ "preview_bake": "1m", "bake": "1m" })));
    assert_eq!([no_data(&preview, 0), no_data(&preview, 1)], [Policy::Hold, Policy::Fail]);
    let switch = strict(strategy("blue_green", json!({ "bake": "1m" })));
    assert_eq!([no_data(&switch, 0), no_data(&strict(small()), 0)], [Policy::Fail; 2]);
}

#[test]
fn a_gate_asks_for_what_it_is_held_to() {
    let gate_of = |config: &Json| gate(&model(config));
    assert_eq!(gate_of(&small()), None);
    assert_eq!(gate_of(&with(small(), "gate", json!({ "freeze": ["22:00-06:00 UTC"] }))), None);
    let gated = json!({
        "budget_query": "slo_budget_left{job=\"$namespace/$name\",x=\"$$name\"}",
        "min_budget": "0.2",
        "burn_query": "sum(rate(errors[$window])) / 0.001",
        "max_burn": { "5m/1h": 14.4 },
    });
    let config = with(small(), "gate", gated);
    let gate = gate_of(&config).unwrap();
    assert_eq!((gate.min_budget, gate.max_age_millis), (Some(0.2), 60_000));
    assert_eq!(gate.max_burn, [engine::gate::Burn::parse("5m/1h", 14.4).unwrap()]);
    let model = model(&config);
    assert_eq!(budget_query(&model).unwrap(), "slo_budget_left{job=\"shop/api\",x=\"$name\"}");
    assert_eq!(burn_query(&model, 300_000).unwrap(), "sum(rate(errors[300000ms])) / 0.001");
    assert_eq!(burn_query(&paper::model(&small()), 1), None);
}

#[test]
fn a_weight_is_given_as_long_as_its_router_takes() {
    let settle = |traffic: Json| of(&with(small(), "traffic", traffic)).settle;
    assert_eq!(settle(json!({ "nginx": {} })), 5_000);
    assert_eq!(settle(json!({ "alb": {} })), 30_000);
    assert_eq!(settle(json!({ "alb": {}, "verify": { "settle": "1m" } })), 60_000);
}
