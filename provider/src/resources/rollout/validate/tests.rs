//! What is refused of a configuration: each row changes one thing of a good one.

use serde_json::{Value as Json, json};
use tfplugin_rs::testing::UNKNOWN;

use crate::resources::rollout::paper::told;
use crate::resources::rollout::sample::{pod_template, small, weighted, with};

type Row = (&'static str, Json, &'static [&'static str]);

/// `(path, value there, what is told)`.
#[track_caller]
fn check(base: &Json, rows: &[Row]) {
    for (path, value, expected) in rows {
        assert_eq!(told(&with(base.clone(), path, value.clone())), *expected, "{path} = {value}");
    }
}

/// Another strategy in place of the canary.
fn strategy(name: &str, strategy: Json) -> Json {
    with(with(small(), "canary", Json::Null), name, strategy)
}

#[test]
fn the_samples_are_good() {
    assert_eq!(told(&small()), Vec::<String>::new());
    assert_eq!(told(&weighted()), Vec::<String>::new());
}

/// Whatever is not known yet, nothing is said of it.
#[test]
fn what_is_not_known_is_not_judged() {
    for path in [
        "namespace",
        "name",
        "engine",
        "runner",
        "kubernetes",
        "workload",
        "workload.adopt",
        "workload.image",
        "workload.image.app",
        "workload.replicas",
        "canary",
        "canary.steps",
        "analysis",
        "analysis.metrics",
        "analysis.metrics.errors",
        "analysis.metrics.errors.query",
        "analysis.metrics.errors.max",
        "traffic",
        "gate",
        "rolling",
        "blue_green",
        "timeouts",
    ] {
        assert_eq!(told(&with(small(), path, json!(UNKNOWN))), Vec::<String>::new(), "{path}");
    }
    for path in [
        "workload.pod_template",
        "workload.ports",
        "workload.ports.0.port",
        "workload.min_ready",
        "canary.steps.0",
        "canary.steps.0.weight",
        "traffic.gateway_api",
        "traffic.gateway_api.ownership",
        "traffic.gateway_api.parents",
        "traffic.gateway_api.parents.0",
        "traffic.gateway_api.hostnames.0",
        "gate.freeze",
        "gate.freeze.0",
        "gate.min_budget",
        "gate.budget_query",
        "kubernetes.kubeconfig",
        "kubernetes.kubeconfig.path",
    ] {
        assert_eq!(told(&with(weighted(), path, json!(UNKNOWN))), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn names_leave_room_for_the_slots() {
    check(
        &small(),
        &[
            ("name", json!("a".repeat(61)), &[]),
            ("name", json!("a".repeat(62)), &["name: Invalid value"]),
            ("name", json!("Api"), &["name: Invalid value"]),
            ("name", json!("8ball"), &["name: Invalid value"]),
            ("namespace", json!("a.b"), &["namespace: Invalid value"]),
            ("workload.adopt", json!("api-a"), &["workload.adopt: The name is a slot's"]),
            ("workload.adopt", json!("api-c"), &[]),
        ],
    );
}

#[test]
fn later_versions_do_more() {
    check(&small(), &[("engine", json!("native"), &[]), ("engine", json!("helm"), &["engine: Invalid value"])]);
}

#[test]
fn there_is_one_way_to_the_cluster() {
    const ONE: &str = "kubernetes: One way to the cluster is needed";
    let pem = "-----BEGIN CERTIFICATE-----";
    check(
        &small(),
        &[
            ("kubernetes", json!({}), &[ONE]),
            ("kubernetes", json!({ "in_cluster": false }), &[ONE]),
            ("kubernetes", json!({ "in_cluster": true }), &[]),
            ("kubernetes", json!({ "kubeconfig": {} }), &[]),
            ("kubernetes", json!({ "kubeconfig": { "text_wo": "apiVersion: v1" } }), &[]),
            ("kubernetes", json!({ "cluster_id": "aws/eu-west-1/prod" }), &[]),
            (
                "kubernetes",
                json!({ "host": "https://k", "token_wo": "x", "token_file": "/t", "ca_certificate": pem }),
                &[],
            ),
            ("kubernetes", json!({ "host": "https://k", "client_certificate": pem, "client_key_wo": "x" }), &[]),
            ("kubernetes", json!({ "host": "https://k", "in_cluster": true }), &[ONE]),
            ("kubernetes", json!({ "kubeconfig": {}, "cluster_id": UNKNOWN, "host": "https://k" }), &[ONE]),
            ("kubernetes", json!({ "cluster_id": "prod" }), &["kubernetes.cluster_id: Invalid value"]),
            ("kubernetes", json!({ "host": "k" }), &["kubernetes.host: Invalid value"]),
            (
                "kubernetes",
                json!({ "in_cluster": true, "token_wo": "x" }),
                &["kubernetes.token_wo: Belongs to an address"],
            ),
            (
                "kubernetes",
                json!({ "kubeconfig": { "path": "/k", "text_wo": "x" } }),
                &["kubernetes.kubeconfig: One kubeconfig is needed"],
            ),
            (
                "kubernetes",
                json!({ "host": "https://k", "client_certificate": pem }),
                &["kubernetes.client_certificate: Certificate and key are needed"],
            ),
            (
                "kubernetes",
                json!({ "host": "https://k", "client_key_file": "/k" }),
                &["kubernetes: Certificate and key are needed"],
            ),
        ],
    );
}

#[test]
fn there_is_one_workload() {
    const ONE: &str = "workload: One workload is needed";
    let template = pod_template().to_string();
    check(
        &small(),
        &[
            ("workload.adopt", Json::Null, &[ONE]),
            ("workload.pod_template", json!(template), &[ONE]),
            ("workload.replicas", json!(0), &["workload.replicas: Invalid value"]),
            ("workload.image.app", json!(""), &["workload.image[\"app\"]: No image"]),
            ("workload.progress_deadline", json!("5"), &["workload.progress_deadline: Invalid value"]),
            ("workload.min_ready", json!("5m"), &["workload.min_ready: Pods cannot be ready in time"]),
            ("workload.min_ready", json!("4m"), &[]),
        ],
    );
    check(
        &weighted(),
        &[
            ("workload.pod_template", json!("{"), &["workload.pod_template: Not a pod template"]),
            ("workload.image", json!({ "web": "x" }), &["workload.image[\"web\"]: No such container"]),
            ("workload.image", json!({ "app": UNKNOWN }), &[]),
            ("workload.image", json!({ "web": UNKNOWN }), &["workload.image[\"web\"]: No such container"]),
            (
                "workload.autoscaler",
                json!("api"),
                &[
                    "workload.autoscaler: Pods are counted twice",
                    "canary.stable_scale: An autoscaler decides about the pods",
                ],
            ),
        ],
    );
}

#[test]
fn a_slots_service_has_ports() {
    const APART: &str = "workload.ports[1]: Ports cannot be told apart";
    let port = |name: Json, port: u32, protocol: &str| json!({ "name": name, "port": port, "protocol": protocol });
    let base = with(weighted(), "traffic.gateway_api.port", json!(80));
    check(
        &base,
        &[
            ("workload.ports", json!([port(Json::Null, 80, "tcp")]), &[]),
            ("workload.ports", json!([port(json!("a"), 80, "tcp"), port(json!("b"), 80, "udp")]), &[]),
            ("workload.ports", json!([port(json!("a"), 80, "tcp"), port(Json::Null, 81, "tcp")]), &[APART]),
            ("workload.ports", json!([port(json!("a"), 80, "tcp"), port(json!("a"), 81, "tcp")]), &[APART]),
            ("workload.ports", json!([port(json!("a"), 80, "tcp"), port(json!("b"), 80, "tcp")]), &[APART]),
            ("workload.ports", json!([port(json!("a"), 81, "tcp")]), &["traffic.gateway_api.port: One port is needed"]),
        ],
    );
    let several = json!([port(json!("a"), 80, "tcp"), port(json!("b"), 81, "tcp")]);
    check(&weighted(), &[("workload.ports", several, &["traffic.gateway_api.port: One port is needed"])]);
    let mut portless = pod_template();
    for container in portless["spec"]["containers"].as_array_mut().unwrap() {
        container.as_object_mut().unwrap().remove("ports");
    }
    let config =
        with(with(weighted(), "workload.ports", Json::Null), "workload.pod_template", json!(portless.to_string()));
    assert_eq!(told(&config), ["workload.ports: No port"]);
}

#[test]
fn there_is_one_strategy() {
    const ONE: &str = ": One strategy is needed";
    check(
        &small(),
        &[("canary", Json::Null, &[ONE]), ("rolling", json!({}), &[ONE]), ("blue_green", json!({}), &[ONE])],
    );
    assert_eq!(told(&strategy("rolling", json!({}))), Vec::<String>::new());
    assert_eq!(told(&strategy("blue_green", json!({}))), Vec::<String>::new());
}

#[test]
fn weights_rise_to_a_hundred() {
    let steps = |weights: &[u32]| json!(weights.iter().map(|weight| json!({ "weight": weight })).collect::<Vec<_>>());
    check(
        &weighted(),
        &[
            ("canary.steps", steps(&[1, 2, 99, 100]), &[]),
            ("canary.steps", steps(&[100]), &[]),
            ("canary.steps", steps(&[]), &["canary.steps: Invalid value"]),
            ("canary.steps", steps(&[0, 100]), &["canary.steps[0].weight: Invalid value"]),
            ("canary.steps", steps(&[50, 101]), &["canary.steps[1].weight: Invalid value"]),
            ("canary.steps", steps(&[50, 50, 100]), &["canary.steps[1].weight: Weights must rise"]),
            ("canary.steps", steps(&[50, 25, 100]), &["canary.steps[1].weight: Weights must rise"]),
            ("canary.steps", steps(&[5, 50]), &["canary.steps[1].weight: The last step must have all traffic"]),
        ],
    );
}

#[test]
fn a_step_without_effect_is_named() {
    let steps = |weights: &[u32]| json!(weights.iter().map(|weight| json!({ "weight": weight })).collect::<Vec<_>>());
    let idle = |index: usize| format!("canary.steps[{index}]: Step has no effect");
    // (pods, surge, weights, steps without effect)
    let rows: [(u32, &str, &[u32], &[usize]); 8] = [
        (12, "25%", &[5, 25, 50, 100], &[]),
        (3, "25%", &[5, 25, 50, 100], &[1]),
        (1, "1", &[5, 25, 50, 100], &[1, 2]),
        (1, "0", &[5, 25, 100], &[0, 1]),
        (1, "1", &[50, 100], &[]),
        (1, "1", &[100], &[]),
        (10, "0", &[1, 2, 100], &[1]),
        (100, "0", &[1, 2, 100], &[]),
    ];
    for (pods, surge, weights, expected) in rows {
        let canary = json!({ "steps": steps(weights), "max_surge": surge, "max_unavailable": "1" });
        let config = with(with(small(), "canary", canary), "workload.replicas", json!(pods));
        assert_eq!(
            told(&config),
            expected.iter().map(|index| idle(*index)).collect::<Vec<_>>(),
            "{pods} {surge} {weights:?}"
        );
    }
    assert_eq!(told(&with(small(), "workload.replicas", json!(3))), [idle(1)], "of the usual steps too");
}

#[test]
fn a_router_fits_its_strategy() {
    let unfit = |path: &str| vec![format!("{path}: The router does not fit the strategy")];
    let traffic = |router: &str| json!({ router: { "ownership": "shared" } });
    let service = json!({ "service": {} });
    let with_traffic = |base: &Json, traffic: Json| told(&with(base.clone(), "traffic", traffic));
    let (rolling, blue_green) = (strategy("rolling", json!({})), strategy("blue_green", json!({})));
    assert_eq!(with_traffic(&rolling, traffic("gateway_api")), unfit("traffic.gateway_api"));
    assert_eq!(with_traffic(&rolling, service.clone()), unfit("traffic.service"));
    assert_eq!(with_traffic(&small(), service.clone()), unfit("traffic.service"));
    assert_eq!(with_traffic(&blue_green, service), Vec::<String>::new());
    assert_eq!(with_traffic(&blue_green, traffic("gateway_api")), Vec::<String>::new());
    assert_eq!(with_traffic(&small(), traffic("gateway_api")), Vec::<String>::new());
    let both = json!({ "service": {}, "gateway_api": { "ownership": "shared" } });
    assert_eq!(with_traffic(&blue_green, both), ["traffic: One router is needed"]);
    check(
        &blue_green,
        &[("traffic", json!({ "service": { "name": "api-b" } }), &["traffic.service.name: The name is a slot's"])],
    );
}

#[test]
fn pods_decide_where_nothing_else_does() {
    let decide = |path: &str| format!("{path}: Pods decide about the traffic");
    for (path, value) in [
        ("canary.stable_scale", json!("full")),
        ("canary.keep_old_for", json!("30s")),
        ("traffic", json!({ "verify": { "settle": "5s" } })),
    ] {
        let at = if path == "traffic" { "traffic.verify.settle" } else { path };
        assert_eq!(told(&with(small(), path, value)), [decide(at)]);
    }
    check(&small(), &[("canary.stable_scale", json!("follow"), &[]), ("canary.keep_old_for", json!("0s"), &[])]);
    let scaled = json!({ "adopt": "api", "autoscaler": "api" });
    for base in [small(), strategy("rolling", json!({}))] {
        assert_eq!(told(&with(base, "workload", scaled.clone())), [decide("workload.autoscaler")]);
    }
    assert_eq!(told(&with(strategy("blue_green", json!({})), "workload", scaled)), Vec::<String>::new());
}

#[test]
fn a_route_decides_where_there_is_one() {
    for name in ["max_surge", "max_unavailable"] {
        let path = format!("canary.{name}");
        assert_eq!(told(&with(weighted(), &path, json!("1"))), [format!("{path}: A route decides about the traffic")]);
    }
}

#[test]
fn pods_can_be_replaced() {
    let stuck = |surge: &str, unavailable: &str| json!({ "max_surge": surge, "max_unavailable": unavailable });
    assert_eq!(told(&strategy("rolling", stuck("0", "0%"))), ["rolling.max_surge: No pod can be replaced"]);
    assert_eq!(told(&strategy("rolling", json!({ "max_surge": "0" }))), ["rolling.max_surge: No pod can be replaced"]);
    assert_eq!(told(&with(small(), "canary", stuck("0%", "0"))), ["canary.max_surge: No pod can be replaced"]);
    assert_eq!(told(&strategy("rolling", stuck("0", "1%"))), Vec::<String>::new(), "Kubernetes makes it one");
    assert_eq!(told(&strategy("rolling", stuck("half", "1"))), ["rolling.max_surge: Invalid value"]);
}

#[test]
fn a_preview_is_no_larger_than_the_workload() {
    let preview = |pods: u32| strategy("blue_green", json!({ "preview_replicas": pods }));
    assert_eq!(told(&preview(13)), ["blue_green.preview_replicas: Preview is larger than the workload"]);
    assert_eq!(told(&preview(12)), Vec::<String>::new());
}

#[test]
fn a_route_has_what_its_owner_gives_it() {
    let foreign = |path: &str| format!("traffic.gateway_api.{path}: Does not belong to this route");
    let gateway = |gateway: Json| told(&with(weighted(), "traffic.gateway_api", gateway));
    let parents = json!([{ "name": "public" }]);
    assert_eq!(gateway(json!({})), ["traffic.gateway_api.parents: The route has no parent"]);
    assert_eq!(gateway(json!({ "parents": [] })), ["traffic.gateway_api.parents: The route has no parent"]);
    assert_eq!(gateway(json!({ "parents": parents, "rules": ["main"] })), [foreign("rules")]);
    assert_eq!(gateway(json!({ "parents": parents, "backend": "api" })), [foreign("backend")]);
    assert_eq!(gateway(json!({ "ownership": "shared", "parents": parents })), [foreign("parents")]);
    assert_eq!(gateway(json!({ "ownership": "shared", "hostnames": ["a.b"] })), [foreign("hostnames")]);
    assert_eq!(gateway(json!({ "ownership": "shared", "rules": ["main"], "backend": "api" })), Vec::<String>::new());
    assert_eq!(
        gateway(json!({ "parents": parents, "hostnames": ["a.b", "A"] })),
        ["traffic.gateway_api.hostnames[1]: Not a host name"]
    );
    let verify = json!({ "verify": { "by": "route_status" } });
    assert_eq!(told(&with(small(), "traffic", verify)), ["traffic.verify.by: No route has a status"]);
}

#[test]
fn a_metric_can_be_judged() {
    let at = |attribute: &str, what: &str| vec![format!("analysis.metrics[\"errors\"]{attribute}: {what}")];
    let metric = |metric: Json| told(&with(small(), "analysis.metrics.errors", metric));
    let judged = "Metric cannot be judged";
    let asked = "Query cannot be asked";
    let query = "sum(rate(x[1m]))";
    assert_eq!(metric(json!({ "query": query })), at("", judged));
    assert_eq!(metric(json!({ "query": query, "max": 1, "min": 2 })), at("", judged));
    assert_eq!(metric(json!({ "query": query, "max": 1, "min": 1 })), Vec::<String>::new());
    assert_eq!(metric(json!({ "query": "sum(rate(x[1m])", "max": 1 })), at(".query", asked));
    assert_eq!(metric(json!({ "query": "sum(rate(x{a=\"$what\"}[1m]))", "max": 1 })), at(".query", asked));
    assert_eq!(metric(json!({ "query": query, "requests_query": "sum(", "max": 1 })), at(".requests_query", asked));
    assert_eq!(metric(json!({ "query": query, "max": 1, "min_requests": 9 })), at(".min_requests", judged));
    let ratio = json!({ "worse_by": 0.1, "measure": "ratio" });
    assert_eq!(metric(json!({ "query": query, "compare": ratio })), at(".compare", judged));
    assert_eq!(metric(json!({ "query": query, "requests_query": query, "compare": ratio })), Vec::<String>::new());
    let threshold = json!({ "worse_by": -1, "test": "threshold" });
    assert_eq!(metric(json!({ "query": query, "compare": threshold })), at("", judged));
    // Warnings.
    let doubt = "Query may not say what it is asked for";
    assert_eq!(metric(json!({ "query": "sum(rate(x[30s]))", "max": 1 })), at(".query", doubt));
    assert_eq!(metric(json!({ "query": "rate(x[1m])", "max": 1 })), at(".query", doubt));
    let value = json!({ "worse_by": 0.1 });
    assert_eq!(metric(json!({ "query": query, "compare": value })), at(".compare", "Comparison decides nothing"));
}

#[test]
fn an_analysis_measures_something() {
    const NOTHING: &str = "analysis.metrics: Nothing is measured";
    check(
        &small(),
        &[
            ("analysis.metrics", json!({}), &[NOTHING]),
            ("analysis.metrics", Json::Null, &[NOTHING]),
            ("analysis.prometheus.url", json!("prometheus"), &["analysis.prometheus.url: Invalid value"]),
            ("analysis.prometheus.headers", json!({ "X-A": "b" }), &[]),
            (
                "analysis.prometheus.headers",
                json!({ "Authorization": "b" }),
                &["analysis.prometheus.headers[\"Authorization\"]: A credential would be kept in the state"],
            ),
            (
                "canary.steps",
                json!([{ "weight": 50, "min_requests": 5 }, { "weight": 100 }]),
                &["canary.steps[0].min_requests: Requests are not counted"],
            ),
        ],
    );
}

#[test]
fn a_gate_is_held_to_something() {
    let window = "Fri 16:00-Mon 08:00 Europe/Berlin";
    let gate = |gate: Json| told(&with(small(), "gate", gate));
    assert_eq!(gate(json!({})), ["gate: The gate is always open"]);
    assert_eq!(gate(json!({ "override": "outage 7" })), ["gate: The gate is always open"]);
    assert_eq!(gate(json!({ "freeze": [window], "override": "outage 7" })), Vec::<String>::new());
    assert_eq!(gate(json!({ "freeze": [window, "soon"] })), ["gate.freeze[1]: Not a freeze window"]);
    assert_eq!(gate(json!({ "budget_query": "a" })), ["gate.min_budget: Half of a gate is missing"]);
    assert_eq!(gate(json!({ "max_burn": { "5m/1h": 2 } })), ["gate.burn_query: Half of a gate is missing"]);
    assert_eq!(gate(json!({ "budget_query": "a", "min_budget": 20 })), ["gate.min_budget: Not a fraction"]);
    assert_eq!(gate(json!({ "budget_query": "a{", "min_budget": 0.2 })), ["gate.budget_query: Query cannot be asked"]);
    assert_eq!(
        gate(json!({ "budget_query": "a{s=\"$slot\"}", "min_budget": 0.2 })),
        ["gate.budget_query: Query cannot be asked"]
    );
    let burn = |windows: &str| json!({ "burn_query": "a", "max_burn": { windows: 2 } });
    assert_eq!(gate(burn("1h/5m")), ["gate.max_burn[\"1h/5m\"]: Not a burn rate"]);
    assert_eq!(gate(burn("5m/1h")), Vec::<String>::new());
    assert_eq!(gate(json!({ "freeze": [], "max_burn": {} })), ["gate: The gate is always open"]);
    assert_eq!(gate(json!({ "burn_query": "a", "max_burn": {} })), ["gate.max_burn: Half of a gate is missing"]);
    let failing = json!({ "freeze": [window], "on_blocked": "fail", "timeout": "5m" });
    assert_eq!(gate(failing), ["gate.timeout: A closed gate is not waited for"]);
    let unasked = with(small(), "analysis", Json::Null);
    let told = told(&with(unasked, "gate", json!({ "budget_query": "a", "min_budget": 0.2 })));
    assert_eq!(told, ["analysis: Nobody can be asked"]);
}

#[test]
fn steps_fit_into_the_timeout() {
    const LATE: &str = "timeouts.update: The timeout is shorter than the steps";
    const NEVER_MADE: &str = "timeouts.create: The timeout is shorter than the steps";
    check(
        &small(),
        &[
            ("timeouts", json!({ "update": "4m" }), &[LATE]),
            ("timeouts", json!({ "update": "5m" }), &[]),
            ("timeouts", json!({ "create": "4m" }), &[NEVER_MADE]),
            ("timeouts", json!({ "create": "5m" }), &[]),
        ],
    );
    let as_it_runs = with(small(), "workload.image", Json::Null);
    check(&as_it_runs, &[("timeouts", json!({ "create": "1m" }), &[])]);
}

#[test]
fn headers_have_a_form_and_no_credentials() {
    let told = |parts: &[(&str, Json)]| {
        let set =
            |config, (name, value): &(&str, Json)| with(config, &format!("analysis.prometheus.{name}"), value.clone());
        told(&parts.iter().fold(small(), set))
    };
    for name in ["X-Auth-Token", "DD-API-KEY", "x-api-key", "Cookie", "Proxy-Authorization", "X-AccessToken"] {
        let kept = format!("analysis.prometheus.headers[{name:?}]: A credential would be kept in the state");
        assert_eq!(told(&[("headers", json!({ name: "b" }))]), [kept]);
    }
    for name in ["X-Scope-OrgID", "X-Author", "X-Keyspace"] {
        assert_eq!(told(&[("headers", json!({ name: "b" }))]), Vec::<String>::new(), "{name}");
    }
    let wrong = json!({ "X A": "b", "X-B": "b\nc", "X-C": UNKNOWN });
    let not_headers = ["X A", "X-B"].map(|name| format!("analysis.prometheus.headers[{name:?}]: Not a header"));
    assert_eq!(told(&[("headers", wrong)]), not_headers);
    assert_eq!(told(&[("tenant", json!("b\nc"))]), ["analysis.prometheus.tenant: Not a header"]);
}

/// What the documentation shows.
#[test]
fn queries_of_every_kind_can_be_asked() {
    for query in [
        "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))",
        "sum(increase(http_requests_total{code=~\"5..\"}[$window])) / sum(increase(http_requests_total[$window]))",
        "sum(rate(errors[1m])) / sum(rate(requests[1m])) or vector(0)",
        "sum(rate(errors{slot=\"$slot\"}[1m])) - sum(rate(errors{slot=\"$baseline\"}[1m]))",
    ] {
        let metric = json!({ "query": query, "max": 0.4 });
        assert_eq!(told(&with(small(), "analysis.metrics.errors", metric)), Vec::<String>::new(), "{query}");
    }
}
