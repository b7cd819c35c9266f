//! Requests follow the route, and a real Prometheus sees it.
use std::thread::sleep;
use std::time::{Duration, Instant};

use kgas_acceptance::kubernetes::{Client, Kind, User};
use kgas_acceptance::prometheus::Prometheus;
use kgas_acceptance::traffic::{Route, Traffic};
use serde_json::{Value, json};

use super::{in_namespace, slot};

const PATIENCE: Duration = Duration::from_mins(1);

fn route(kind: Kind, a: u32, b: u32) -> Value {
    let (version, _) = kind.resource();
    if kind == Kind::HttpRoute {
        let backend = |name: &str, weight: u32| json!({ "name": name, "port": 80, "weight": weight });
        let rules = json!([{ "backendRefs": [backend("api-a", a), backend("api-b", b)] }]);
        return json!({ "apiVersion": version, "kind": "HTTPRoute", "metadata": { "name": "api" }, "spec": { "rules": rules } });
    }
    let to = |host: &str, weight: u32| json!({ "destination": { "host": host }, "weight": weight });
    let spec = json!({ "hosts": ["api"], "http": [{ "route": [to("api-a", a), to("api-b", b)] }] });
    json!({ "apiVersion": version, "kind": "VirtualService", "metadata": { "name": "api" }, "spec": spec })
}

fn eventually(what: &str, holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(100));
    }
}

/// A good slot a, and a slot b with pods of `image`.
fn slots(client: &Client, namespace: &str, image: &str) {
    for (name, image) in [("a", "registry.test/api:v1"), ("b", image)] {
        slot(client, namespace, name, 2, image);
    }
    for name in ["api-a", "api-b"] {
        client.wait(&Kind::Deployment.at(namespace, name), |api| api["status"]["readyReplicas"] == 2).unwrap();
    }
}

#[test]
fn prometheus_sees_a_bad_canary_at_its_weight() {
    let (cluster, client) = in_namespace("bad-canary");
    slots(&client, "bad-canary", "registry.test/api:v2-errors-30");
    client.create(&Kind::HttpRoute.all("bad-canary"), &route(Kind::HttpRoute, 75, 25)).unwrap();
    let traffic = Traffic::start(cluster.client(User::Traffic)).unwrap();
    traffic.send("bad-canary", Route::HttpRoute("api".to_owned()), 200.0);
    let prometheus = Prometheus::scraping(&[&traffic.url]).unwrap();
    let is = |query: &str, wanted: f64| {
        let seen = prometheus.value(query).unwrap();
        seen.is_some_and(|seen| (seen - wanted).abs() < 0.02)
    };
    let requests = |slot: &str| format!("sum(increase(http_requests_total{{slot=~\"{slot}\"}}[5s]))");
    let share = format!("{} / {}", requests("b"), requests("a|b"));
    let errors = "sum(increase(http_requests_total{slot=\"b\",code=~\"5..\"}[5s]))";
    eventually("a quarter goes to the canary", || is(&share, 0.25));
    eventually("three of ten of the canary's fail", || is(&format!("{errors} / {}", requests("b")), 0.3));
    eventually("and none of the others", || {
        is(
            &format!(
                "sum(http_requests_total{{slot=\"a\",code=\"200\"}}) - {}",
                "sum(http_requests_total{slot=\"a\"})"
            ),
            0.0,
        )
    });
    client.apply(&Kind::HttpRoute.at("bad-canary", "api"), &route(Kind::HttpRoute, 100, 0)).unwrap();
    eventually("and then nothing any more", || is(&share, 0.0));
    assert_eq!(traffic.sent("bad-canary", "a").keys().collect::<Vec<_>>(), [&200]);
    let scrapes = traffic.scrapes();
    let first = scrapes.iter().position(|scrape| scrape.errors.values().any(|errors| *errors > 0)).unwrap();
    assert!(scrapes[first..].iter().all(|scrape| scrape.errors[&("bad-canary".to_owned(), "b".to_owned())] > 0));
}

#[test]
fn a_mesh_and_a_service_are_followed() {
    let (cluster, client) = in_namespace("other-routes");
    slots(&client, "other-routes", "registry.test/api:v2");
    client.create(&Kind::VirtualService.all("other-routes"), &route(Kind::VirtualService, 90, 10)).unwrap();
    let all =
        json!({ "metadata": { "name": "all" }, "spec": { "selector": { "app": "api" }, "ports": [{ "port": 80 }] } });
    client.create(&Kind::Service.all("other-routes"), &all).unwrap();
    let traffic = Traffic::start(cluster.client(User::Traffic)).unwrap();
    let sent = |slot: &str| traffic.sent("other-routes", slot).values().sum::<u64>();
    let between =
        |part: u64, whole: u64, percent: std::ops::Range<u64>| whole > 500 && percent.contains(&(part * 100 / whole));
    traffic.send("other-routes", Route::VirtualService("api".to_owned()), 1_000.0);
    eventually("the mesh's tenth", || between(sent("b"), sent("a") + sent("b"), 9..12));
    traffic.send("other-routes", Route::VirtualService("api".to_owned()), 0.0);
    traffic.send("other-routes", Route::Service("all".to_owned()), 1_000.0);
    let (a, b) = (sent("a"), sent("b"));
    eventually("half of the pods", || between(sent("b") - b, sent("a") + sent("b") - a - b, 48..53));
}

#[test]
fn an_exporter_that_is_down_is_no_data() {
    let (cluster, client) = in_namespace("no-data");
    slots(&client, "no-data", "registry.test/api:v2");
    client.create(&Kind::HttpRoute.all("no-data"), &route(Kind::HttpRoute, 50, 50)).unwrap();
    let traffic = Traffic::start(cluster.client(User::Traffic)).unwrap();
    traffic.send("no-data", Route::HttpRoute("api".to_owned()), 100.0);
    let mut prometheus = Prometheus::scraping(&[&traffic.url]).unwrap();
    let is = |prometheus: &Prometheus, query: &str, wanted: Option<f64>| prometheus.value(query).unwrap() == wanted;
    let up = "sum(up)";
    let of_b = "count(http_requests_total{slot=\"b\",code=\"200\"})";
    eventually("it is up", || is(&prometheus, of_b, Some(1.0)));
    traffic.pause();
    eventually("it is down", || is(&prometheus, up, Some(0.0)) && is(&prometheus, of_b, None));
    traffic.resume();
    eventually("it is up again", || is(&prometheus, of_b, Some(1.0)));
    prometheus.server().unwrap().freeze().unwrap();
    // A scrape that is under way comes to its end.
    sleep(Duration::from_secs(1));
    let told = traffic.scrapes().len();
    sleep(Duration::from_secs(2));
    assert_eq!(traffic.scrapes().len(), told, "it asks for nothing while it is frozen");
    prometheus.server().unwrap().thaw().unwrap();
    eventually("it goes on", || traffic.scrapes().len() > told);
    traffic.fail("no-data", "b", Some(1.0));
    eventually("as bad as the test says", || traffic.sent("no-data", "b").contains_key(&500));
    prometheus.kill();
    prometheus.query(up).unwrap_err();
    prometheus.resume().unwrap();
    eventually("it scrapes on", || is(&prometheus, up, Some(1.0)));
}
