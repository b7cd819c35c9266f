//! Each row changes one thing of a configuration that the engine can carry out.

use serde_json::{Value as Json, json};

use crate::resources::rollout::paper::told;
use crate::resources::rollout::sample::with;

const REFUSED: &str = "The engine cannot do this";

/// `(path, value there, the attribute that is told)`.
#[track_caller]
fn refuses(base: &Json, rows: &[(&str, Json, &str)]) {
    assert_eq!(told(base), Vec::<String>::new());
    for (path, value, at) in rows {
        let heard = told(&with(base.clone(), path, value.clone()));
        assert!(heard.contains(&format!("{at}: {REFUSED}")), "{path} = {value}: {heard:?}");
    }
}

fn pods(app: &str) -> String {
    let container = json!({ "name": "app", "image": "registry/api:1", "ports": [{ "containerPort": 8080 }] });
    json!({ "metadata": { "labels": { "app": app } }, "spec": { "containers": [container] } }).to_string()
}

fn metric(no_data: &str, tolerate: &str) -> Json {
    let query = "sum(rate(http_requests_total{slot=\"$slot\",code=~\"5..\"}[1m]))";
    json!({ "query": query, "max": 0.01, "no_data": no_data, "on_error": { "tolerate": tolerate, "then": "fail" } })
}

fn base(engine: &str) -> Json {
    json!({
        "namespace": "shop", "name": "api", "engine": engine,
        "workload": { "pod_template": pods("api"), "replicas": 4 },
        "traffic": { "istio": { "hosts": ["api"] } },
        "canary": { "steps": [{ "weight": 10, "bake": "30s" }, { "weight": 100, "bake": "30s" }] },
        "analysis": {
            "prometheus": { "url": "http://prometheus:9090" }, "every": "30s", "metrics": { "errors": metric("fail", "30s") },
        },
    })
}

/// What neither can do.
fn both() -> Vec<(&'static str, Json, &'static str)> {
    let errors = "analysis.metrics.errors";
    let at = |name: &str| -> &'static str { format!("analysis.metrics[\"errors\"].{name}").leak() };
    let of = |name: &str| -> &'static str { format!("{errors}.{name}").leak() };
    vec![
        ("workload", json!({ "adopt": "old" }), "workload.adopt"),
        ("workload", json!({ "pod_template": pods("api"), "autoscaler": "api" }), "workload.autoscaler"),
        ("gate", json!({ "freeze": ["Fri 16:00-Mon 08:00 UTC"] }), "gate"),
        ("lock_wait", json!("1m"), "lock_wait"),
        ("dead_man", json!({}), "dead_man"),
        ("in_cluster", json!({ "image": "registry/kgas:1" }), "in_cluster"),
        ("runner", json!("job"), "runner"),
        ("traffic.header", json!({ "name": "x-canary", "exact": "1" }), "traffic.header"),
        ("traffic", json!({ "nginx": {} }), "traffic.nginx"),
        ("traffic", json!({ "alb": {} }), "traffic.alb"),
        ("resume", json!("manual"), "resume"),
        ("resume", json!("rollback"), "resume"),
        ("on_failure", json!("hold"), "on_failure"),
        ("traffic.verify", json!({ "settle": "1s" }), "traffic.verify"),
        ("traffic.istio", json!({ "ownership": "shared" }), "traffic.istio.ownership"),
        ("analysis.prometheus.bearer_token_wo", json!("token"), "analysis.prometheus.bearer_token_wo"),
        ("canary.steps.0.min_requests", json!(5), "canary.steps[0].min_requests"),
        (of("compare"), json!({ "worse_by": 0.2, "test": "threshold" }), at("compare")),
        (of("requests_query"), json!("sum(rate(x{slot=\"$slot\"}[1m]))"), at("requests_query")),
        (of("critical"), json!(false), at("critical")),
        (of("query"), json!("sum(increase(x{slot=\"$slot\"}[$window]))"), at("query")),
        (of("on_error"), json!({ "tolerate": "30s", "then": "hold" }), at("on_error").to_owned().leak()),
    ]
}

#[test]
fn argo_rollouts_is_asked_for_nothing_that_it_cannot_do() {
    let base = base("argo_rollouts");
    let rows: Vec<_> = both().into_iter().filter(|(path, ..)| !path.ends_with("on_error")).collect();
    refuses(&base, &rows);
    let blue_green = |declared: Json| with(with(base.clone(), "canary", Json::Null), "blue_green", declared);
    refuses(
        &base,
        &[
            ("traffic", json!({ "gateway_api": { "parents": [{ "name": "edge" }] } }), "traffic.gateway_api"),
            (
                "analysis.metrics.errors.on_error",
                json!({ "tolerate": "30s", "then": "hold" }),
                "analysis.metrics[\"errors\"].on_error.then",
            ),
            ("analysis.metrics.errors", metric("hold", "30s"), "analysis.metrics[\"errors\"].no_data"),
            (
                "analysis.metrics.errors.on_error",
                json!({ "tolerate": "25s", "then": "fail" }),
                "analysis.metrics[\"errors\"].on_error.tolerate",
            ),
        ],
    );
    let follow = with(base.clone(), "canary.stable_scale", json!("follow"));
    refuses(&follow, &[("canary.keep_old_for", json!("1m"), "canary.keep_old_for")]);
    let switched = with(blue_green(json!({ "bake": "1m" })), "traffic", Json::Null);
    refuses(
        &switched,
        &[
            ("traffic", json!({ "istio": { "hosts": ["api"] } }), "traffic.istio"),
            ("blue_green.bake", json!("0s"), "blue_green.bake"),
            (
                "blue_green",
                json!({ "bake": "1m", "approval": "required", "preview_bake": "1m" }),
                "blue_green.preview_bake",
            ),
        ],
    );
    let rolling = with(with(with(base.clone(), "canary", Json::Null), "traffic", Json::Null), "analysis", Json::Null);
    let rolling = with(rolling, "rolling", json!({ "max_surge": "1" }));
    refuses(&rolling, &[("rolling.bake", json!("1m"), "rolling.bake")]);
}

#[test]
fn flagger_is_asked_for_nothing_that_it_cannot_do() {
    let base = base("flagger");
    refuses(&base, &both());
    let steps = |bakes: [&str; 2]| json!([{ "weight": 10, "bake": bakes[0] }, { "weight": 100, "bake": bakes[1] }]);
    refuses(
        &base,
        &[
            ("traffic", Json::Null, "traffic"),
            ("canary.stable_scale", json!("follow"), "canary.stable_scale"),
            ("canary.keep_old_for", json!("1m"), "canary.keep_old_for"),
            ("canary.steps", steps(["30s", "60s"]), "canary.steps[1].bake"),
            ("canary.steps.0.approval", json!("required"), "canary.steps[0].approval"),
            ("analysis.every", json!("5s"), "analysis.every"),
            ("analysis.every", json!("1m"), "canary.steps[0].bake"),
            ("traffic.istio.virtual_service", json!("front"), "traffic.istio.virtual_service"),
            ("workload.pod_template", json!(pods("other")), "workload.pod_template"),
            ("workload.ports", json!([{ "name": "a", "port": 80 }, { "name": "b", "port": 81 }]), "workload.ports"),
            ("workload.ports", json!([{ "port": 80, "protocol": "udp" }]), "workload.ports[0].protocol"),
            (
                "workload",
                json!({ "pod_template": pods("other").replace("image", "workingDir"), "image": { "app": "registry/api:2" } }),
                "workload.pod_template",
            ),
            ("workload.progress_deadline", json!("30s"), "analysis.every"),
            ("name", json!("x".repeat(56)), "name"),
            ("traffic.service", json!({ "name": "x".repeat(56) }), "traffic.service.name"),
            (
                "analysis.metrics",
                json!({ "request-duration": metric("fail", "30s") }),
                "analysis.metrics[\"request-duration\"]",
            ),
            ("analysis.metrics.errors", metric("hold", "30s"), "analysis.metrics[\"errors\"].no_data"),
            ("analysis.metrics.errors", metric("fail", "2m"), "analysis.metrics[\"errors\"].on_error"),
        ],
    );
    let switched = with(
        with(base.clone(), "canary", Json::Null),
        "blue_green",
        json!({ "preview_bake": "1m", "keep_old_for": "0s" }),
    );
    let switched = with(switched, "traffic", Json::Null);
    refuses(
        &switched,
        &[
            ("blue_green.bake", json!("1m"), "blue_green.bake"),
            ("blue_green.preview_replicas", json!(1), "blue_green.preview_replicas"),
            ("blue_green.preview_bake", json!("45s"), "blue_green.preview_bake"),
            ("blue_green.approval", json!("required"), "blue_green.approval"),
        ],
    );
}

/// Whatever is not known yet, nothing is said of it.
#[test]
fn what_is_not_known_is_not_judged() {
    use tfplugin_rs::testing::UNKNOWN;
    for engine in ["argo_rollouts", "flagger"] {
        for path in [
            "name",
            "workload",
            "workload.pod_template",
            "traffic",
            "canary",
            "canary.steps",
            "analysis",
            "analysis.metrics",
            "analysis.every",
        ] {
            assert_eq!(told(&with(base(engine), path, json!(UNKNOWN))), Vec::<String>::new(), "{engine}: {path}");
        }
    }
}
