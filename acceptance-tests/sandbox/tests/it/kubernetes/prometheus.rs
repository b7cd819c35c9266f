//! The Prometheus of a cluster.
use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Cut, handle};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{APPS, Kube, ROUTES, SERVICES, deployment, route, service};

const ERRORS: &str =
    "sum(rate(http_requests_total{slot=\"b\",code=~\"5..\"}[1m])) / sum(rate(http_requests_total{slot=\"b\"}[1m]))";

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn request(method: &str, path: &str, body: String) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(format!("/prometheus/local/test/{path}"));
    request.header("content-type", "application/x-www-form-urlencoded").body(Bytes::from(body)).unwrap()
}

/// The one sample of a query, asked by POST; nothing when there is none.
#[track_caller]
fn query(kube: &mut Kube, text: &str) -> Option<f64> {
    let asked = request("POST", "api/v1/query", format!("query={}", encoded(text)));
    let response = handle(&mut kube.world, &asked, kube.now);
    let answer: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!((response.status().as_u16(), &answer["status"]), (200, &json!("success")), "{answer}");
    assert_eq!(answer["data"]["resultType"], "vector");
    let result = answer["data"]["result"].as_array().unwrap();
    assert!(result.len() < 2, "{answer}");
    result.first().map(|sample| sample["value"][1].as_str().unwrap().parse().unwrap())
}

#[track_caller]
fn near(seen: Option<f64>, wanted: f64) {
    assert!(seen.is_some_and(|seen| (seen - wanted).abs() < 1e-9), "{seen:?}, not {wanted}");
}

/// Two slots with a Service each, all pods ready; slot b answers a fifth with an error and takes half a second.
fn two_slots(weights: [u64; 2]) -> Kube {
    let mut kube = Kube::new();
    for name in ["api-a", "api-b"] {
        let mut slot = deployment(name, 2);
        if name == "api-b" {
            let annotations = json!({ "kgas.test/error-rate": "0.2", "kgas.test/latency-seconds": "0.5" });
            slot["spec"]["template"]["metadata"]["annotations"] = annotations;
        }
        kube.must("POST", APPS, &slot);
        kube.must("POST", SERVICES, &service(name, name));
    }
    kube.wait_millis(10_000);
    kube.must("POST", ROUTES, &route("api", &[("api-a", weights[0]), ("api-b", weights[1])]));
    kube
}

fn weigh(kube: &mut Kube, a: u64, b: u64) {
    let patch = json!([
        { "op": "replace", "path": "/spec/rules/0/backendRefs/0/weight", "value": a },
        { "op": "replace", "path": "/spec/rules/0/backendRefs/1/weight", "value": b },
    ]);
    assert_eq!(kube.json_patch(&format!("{ROUTES}/api"), &patch).0, 200);
}

#[test]
fn a_slot_has_the_traffic_of_its_weight_and_the_errors_of_its_pods() {
    let mut kube = two_slots([100, 0]);
    kube.wait_millis(60_000);
    assert_eq!(query(&mut kube, ERRORS), None, "without traffic there is no sample");
    near(query(&mut kube, "sum(rate(http_requests_total{slot=\"a\"}[1m]))"), 100.0);
    near(query(&mut kube, &ERRORS.replace("\"b\"", "\"a\"")), 0.0);

    weigh(&mut kube, 75, 25);
    kube.wait_millis(30_000);
    near(query(&mut kube, ERRORS), 0.2);
    near(query(&mut kube, &format!("1 - {ERRORS}")), 0.8);
    near(query(&mut kube, "histogram_quantile(0.99, sum by (le) (rate(x_bucket{slot=\"b\"}[1m])))"), 0.5);
    near(query(&mut kube, "sum(increase(http_requests_total{slot=\"b\"}[1m]))"), 750.0);
    near(query(&mut kube, "sum(rate(http_requests_total{slot=\"b\"}[1m]))"), 12.5);
    near(query(&mut kube, "http_requests_total{slot=\"b\"}"), 750.0);
    kube.wait_millis(30_000);
    near(query(&mut kube, "sum(rate(http_requests_total{slot=\"b\"}[1m]))"), 25.0);

    weigh(&mut kube, 100, 0);
    kube.wait_millis(59_000);
    near(query(&mut kube, ERRORS), 0.2);
    kube.wait_millis(1_000);
    assert_eq!(query(&mut kube, ERRORS), None, "what was before the window is no longer in it");
}

#[test]
fn a_query_is_about_the_app_and_the_namespace_that_it_names() {
    let mut kube = two_slots([50, 50]);
    kube.must("POST", "api/v1/namespaces", &json!({ "metadata": { "name": "other" } }));
    kube.must("POST", &APPS.replace("shop", "other"), &deployment("web", 1));
    kube.must("POST", &SERVICES.replace("shop", "other"), &service("web", "web"));
    kube.wait_millis(70_000);
    let rate = |labels: &str| format!("sum(rate(http_requests_total{{{labels}}}[1m]))");
    near(query(&mut kube, &rate("")), 200.0);
    near(query(&mut kube, &rate("namespace=\"shop\"")), 100.0);
    near(query(&mut kube, &rate("namespace=\"other\",job=\"whatever\"")), 100.0);
    near(query(&mut kube, &rate("service=\"api\",slot=\"b\"")), 50.0);
    near(query(&mut kube, &rate("backend=\"api-b\"")), 50.0);
    assert_eq!(query(&mut kube, &rate("app=\"web\",slot=\"b\"")), None);
}

#[test]
fn a_target_without_a_ready_pod_answers_with_errors_alone() {
    let mut kube = two_slots([50, 50]);
    kube.merge(&format!("{APPS}/api-b/scale"), &json!({ "spec": { "replicas": 0 } }));
    kube.wait_millis(65_000);
    near(query(&mut kube, ERRORS), 1.0);
}

#[test]
fn without_a_route_the_ready_pods_share_the_traffic() {
    let mut kube = Kube::new();
    for (name, replicas) in [("api-a", 3), ("api-b", 1)] {
        let mut slot = deployment(name, replicas);
        for pointer in ["/spec/selector/matchLabels", "/spec/template/metadata/labels"] {
            *slot.pointer_mut(pointer).unwrap() = json!({ "app": "api", "kgas.dev/slot": name[4..] });
        }
        kube.must("POST", APPS, &slot);
    }
    kube.must("POST", SERVICES, &service("api", "api"));
    kube.wait_millis(70_000);
    near(query(&mut kube, "sum(rate(http_requests_total{slot=\"b\"}[1m]))"), 25.0);
    let switched = json!({ "spec": { "selector": { "kgas.dev/slot": "a" } } });
    kube.merge(&format!("{SERVICES}/api"), &switched);
    kube.wait_millis(60_000);
    assert_eq!(query(&mut kube, "sum(rate(http_requests_total{slot=\"b\"}[1m]))"), None);
    near(query(&mut kube, "sum(rate(http_requests_total{slot=\"a\"}[1m]))"), 100.0);
}

#[test]
fn a_virtual_service_splits_by_services_and_by_subsets() {
    let mut kube = two_slots([100, 0]);
    kube.must("DELETE", &format!("{ROUTES}/api"), &Value::Null);
    let path = "apis/networking.istio.io/v1/namespaces/shop/virtualservices";
    let to = |host: &str, weight: u64| json!({ "destination": { "host": host }, "weight": weight });
    let mut mesh = json!({ "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "api",
        "annotations": { "kgas.test/requests-per-second": "10" } },
        "spec": { "hosts": ["api"], "http": [{ "route": [to("api-a", 60), to("api-b.shop.svc.cluster.local", 40)] }] } });
    kube.must("POST", path, &mesh);
    kube.wait_millis(120_000);
    let rate = "sum(rate(http_requests_total{slot=\"b\"}[1m]))";
    near(query(&mut kube, rate), 4.0);

    for (name, label) in [("api-a", "a"), ("api-b", "b")] {
        kube.merge(
            &format!("{APPS}/{name}"),
            &json!({ "spec": { "template": { "metadata": { "labels": { "version": label, "all": "api" } } } } }),
        );
    }
    kube.must(
        "POST",
        SERVICES,
        &json!({ "metadata": { "name": "api" }, "spec": { "selector": { "all": "api" }, "ports": [{ "port": 80 }] } }),
    );
    let subset = |name: &str| json!({ "name": name, "labels": { "version": name } });
    let rules = "apis/networking.istio.io/v1/namespaces/shop/destinationrules";
    kube.must(
        "POST",
        rules,
        &json!({ "apiVersion": "networking.istio.io/v1", "kind": "DestinationRule",
        "metadata": { "name": "api" }, "spec": { "host": "api", "subsets": [subset("a"), subset("b")] } }),
    );
    let to =
        |subset: &str, weight: u64| json!({ "destination": { "host": "api", "subset": subset }, "weight": weight });
    mesh["spec"]["http"][0]["route"] = json!([to("a", 20), to("b", 80)]);
    kube.merge(&format!("{path}/api"), &json!({ "spec": mesh["spec"] }));
    kube.wait_millis(120_000);
    near(query(&mut kube, rate), 8.0);
    near(query(&mut kube, ERRORS), 0.2);
}

#[test]
fn health_build_and_bad_queries_are_answered_as_prometheus_does_it() {
    let mut kube = Kube::new();
    let mut ask = |method: &str, path: &str| {
        let response = handle(&mut kube.world, &request(method, path, String::new()), kube.now);
        (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
    };
    assert_eq!(ask("GET", "-/healthy"), (200, "Prometheus Server is Healthy.\n".to_owned()));
    let (status, build) = ask("GET", "api/v1/status/buildinfo");
    assert!(status == 200 && build.contains("\"version\":\"3."), "{build}");
    let (status, refused) = ask("GET", &format!("api/v1/query?query={}", encoded("sum(rate(x[1m])")));
    assert_eq!(status, 400);
    let refused: Value = serde_json::from_str(&refused).unwrap();
    assert_eq!((&refused["status"], &refused["errorType"]), (&json!("error"), &json!("bad_data")));
    let (status, number) = ask("GET", "api/v1/query?query=1");
    let number: Value = serde_json::from_str(&number).unwrap();
    assert_eq!(
        (status, &number["data"]["resultType"], &number["data"]["result"][1]),
        (200, &json!("scalar"), &json!("1"))
    );
    assert_eq!(ask("GET", "api/v1/none").0, 404);
}

#[test]
fn an_outage_is_a_fault_like_any_other() {
    let mut kube = two_slots([50, 50]);
    kube.wait_millis(10_000);
    let plans = json!({ "faults": [
        { "fault": "server_error", "status": 503, "operation": "Query", "service": "prometheus", "times": 2 },
        { "fault": "lost_request", "operation": "Query", "nth": 3 },
    ] });
    kube.control("POST", "faults", &plans);
    let mut ask = || {
        let asked = request("GET", &format!("api/v1/query?query={}", encoded(ERRORS)), String::new());
        let response = handle(&mut kube.world, &asked, kube.now);
        if response.extensions().get::<Cut>().is_some() { 0 } else { response.status().as_u16() }
    };
    assert_eq!([ask(), ask(), ask(), ask()], [503, 503, 0, 200]);
}
