//! What Flagger is brought, configuration by configuration.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::*;
use crate::resources::rollout::paper::model;
use crate::resources::rollout::sample::{small, with};

fn routed() -> Json {
    let steps = json!([{ "weight": 10, "bake": "30s" }, { "weight": 100, "bake": "30s" }]);
    let config = with(small(), "canary", json!({ "steps": steps }));
    with(with(config, "analysis.every", json!("30s")), "analysis.metrics.errors.failures", json!(2))
}

#[test]
fn a_canary_goes_on_with_each_look() {
    let model = model(&routed());
    assert_eq!(canary::interval(&model), Duration::from_secs(30));
    let analysis = canary::analysis(&model);
    assert_eq!((&analysis["interval"], &analysis["threshold"]), (&json!("30s"), &json!(2)));
    assert_eq!(analysis["stepWeights"], json!([10, 100]));
    let metric = &analysis["metrics"][0];
    assert_eq!((&metric["name"], &metric["templateRef"]["name"]), (&json!("errors"), &json!("api-errors")));
    assert_eq!(metric["thresholdRange"], json!({ "max": 0.01 }));
}

#[test]
fn a_preview_is_so_many_looks() {
    let switched = |bake: &str| {
        let config = with(with(routed(), "canary", Json::Null), "blue_green", json!({ "preview_bake": bake }));
        canary::analysis(&model(&config))["iterations"].clone()
    };
    assert_eq!([switched("0s"), switched("30s"), switched("2m")], [json!(1), json!(1), json!(4)]);
    let unwatched = with(
        with(with(routed(), "canary", Json::Null), "analysis", Json::Null),
        "blue_green",
        json!({ "preview_bake": "2m" }),
    );
    let analysis = canary::analysis(&model(&unwatched));
    assert_eq!((&analysis["interval"], &analysis["iterations"]), (&json!("10s"), &json!(12)), "it looks in time");
}

#[test]
fn a_query_is_about_the_deployment_that_a_new_version_runs_in() {
    let query = |text: &str| metrics::bound(&model(&routed()), text).unwrap().canary(0);
    assert_eq!(query("sum(rate(x{app=\"$slot\"}[1m]))"), "sum(rate(x{app=\"api\"}[1m]))");
    let both = "sum(rate(x{app=\"$slot\"}[1m])) - sum(rate(x{app=\"$baseline\"}[1m]))";
    assert_eq!(query(both), "sum(rate(x{app=\"api\"}[1m])) - sum(rate(x{app=\"api-primary\"}[1m]))");
    assert_eq!(query("sum(rate(x[1m]))"), "sum(rate(x{slot=\"api\"}[1m]))", "the label is the configuration's");
}
