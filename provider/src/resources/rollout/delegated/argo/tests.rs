//! What Argo Rollouts is brought, configuration by configuration.

use serde_json::{Value as Json, json};

use super::*;
use crate::resources::rollout::paper::model;
use crate::resources::rollout::sample::{small, with};

fn istio() -> Json {
    let steps = json!([{ "weight": 10, "bake": "1m" }, { "weight": 100, "bake": "90s", "approval": "required" }]);
    let config = with(small(), "canary", json!({ "steps": steps, "keep_old_for": "2m" }));
    with(config, "traffic", json!({ "istio": { "hosts": ["api"] } }))
}

#[test]
fn a_canary_by_weights() {
    let expected = json!({ "canary": {
        "steps": [
            { "setWeight": 10 }, { "pause": { "duration": "60s" } },
            { "pause": {} }, { "setWeight": 100 }, { "pause": { "duration": "90s" } },
        ],
        "analysis": { "templates": [{ "templateName": "api" }], "startingStep": 1 },
        "stableService": "api-a", "canaryService": "api-b",
        "trafficRouting": { "istio": { "virtualService": { "name": "api" } } },
        "scaleDownDelaySeconds": 120,
        "stableMetadata": { "labels": { "kgas.dev/slot": "a" } }, "canaryMetadata": { "labels": { "kgas.dev/slot": "b" } },
    } });
    assert_eq!(strategy(&model(&istio()), true), expected);
    let follow = with(with(istio(), "canary.stable_scale", json!("follow")), "canary.keep_old_for", Json::Null);
    let follow = &strategy(&model(&follow), false)["canary"];
    assert_eq!((&follow["dynamicStableScale"], &follow["scaleDownDelaySeconds"]), (&json!(true), &Json::Null));
}

#[test]
fn pods_without_a_router_and_a_switch() {
    let ratio = with(small(), "canary", json!({ "max_surge": "2", "max_unavailable": "10%" }));
    let ratio = &strategy(&model(&ratio), false)["canary"];
    assert_eq!(
        (&ratio["maxSurge"], &ratio["maxUnavailable"], &ratio["trafficRouting"]),
        (&json!(2), &json!("10%"), &Json::Null)
    );
    let switched = |declared: Json| {
        let config = with(with(small(), "canary", Json::Null), "blue_green", declared);
        strategy(&model(&config), true)["blueGreen"].clone()
    };
    let person = switched(json!({ "approval": "required", "preview_replicas": 2, "bake": "1m" }));
    assert_eq!((&person["activeService"], &person["previewService"]), (&json!("api"), &json!("api-b")));
    assert_eq!((&person["autoPromotionEnabled"], &person["previewReplicaCount"]), (&json!(false), &json!(2)));
    assert_eq!(person["postPromotionAnalysis"]["templates"][0]["templateName"], "api");
    let timed = switched(json!({ "preview_bake": "90s", "bake": "1m" }));
    assert_eq!((&timed["autoPromotionSeconds"], &timed["autoPromotionEnabled"]), (&json!(90), &Json::Null));
}

#[test]
fn a_metric_is_held_to_its_bounds_and_an_absence_to_what_it_means() {
    let of = |no_data: &str, then: &str| {
        let at = "analysis.metrics.errors";
        let config = with(with(istio(), &format!("{at}.no_data"), json!(no_data)), &format!("{at}.min"), json!("-1"));
        let config = with(config, &format!("{at}.on_error"), json!({ "tolerate": "1m", "then": then }));
        let config = with(with(config, &format!("{at}.failures"), json!(3)), "analysis.every", json!("10s"));
        analysis::template(&model(&config))["metrics"][0].clone()
    };
    let fail = of("fail", "fail");
    let none = "len(result) == 0 || (len(result) == 1 && isNaN(result[0]))";
    let good = "len(result) == 1 && !isNaN(result[0]) && result[0] <= 0.01 && result[0] >= -1";
    let bad = "(len(result) == 1 && !isNaN(result[0]) && (result[0] > 0.01 || result[0] < -1))";
    assert_eq!(fail["successCondition"], good);
    assert_eq!(fail["failureCondition"], format!("{bad} || {none} || len(result) > 1"));
    assert_eq!((&fail["consecutiveErrorLimit"], &fail["failureLimit"]), (&json!(6), &json!(2)));
    assert_eq!((&fail["interval"], &fail["count"]), (&json!("10000ms"), &Json::Null));
    let query = fail["provider"]["prometheus"]["query"].as_str().unwrap();
    assert!(query.contains("slot=\"b\"") && !query.contains("slot=\"a\""), "{query}");
    let pass = of("pass", "pass");
    assert_eq!(pass["successCondition"], format!("({good}) || {none}"));
    assert_eq!(pass["failureCondition"], format!("{bad} || len(result) > 1"));
    assert_eq!(pass["consecutiveErrorLimit"], 1_000_000_000);
}
