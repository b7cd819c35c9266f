//! ingress-nginx carries the weights: two Ingresses of ours, and one of somebody else's with one of ours beside it.

use kgas_acceptance::audit;
use kgas_acceptance::kubernetes::Kind;
use kgas_acceptance::traffic::Route;
use serde_json::{Value, json};

use super::scene::{Metrics, Scene, steps};

/// The Service of a path.
fn service(ingress: &Value, rule: usize, path: usize) -> &Value {
    &ingress["spec"]["rules"][rule]["http"]["paths"][path]["backend"]["service"]["name"]
}

/// The Service of the Ingress beside the main one, and its weight.
fn beside(scene: &Scene) -> Option<(Value, Value)> {
    let ingress = scene.find(Kind::Ingress, "api-kgas-canary")?;
    let weight = ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/canary-weight"].clone();
    Some((service(&ingress, 0, 0).clone(), weight))
}

/// Slot b's weights, as they were written.
fn shares(scene: &Scene) -> Vec<u64> {
    audit::weights(&scene.subject, &scene.events()).into_iter().map(|weights| weights.slots[1]).collect()
}

#[test]
fn two_ingresses_of_ours_carry_the_weights_and_no_request_is_lost() {
    let mut scene = Scene::new("nginx");
    let metrics = Metrics::shared();
    scene.rollout["traffic"] = json!({ "nginx": { "hosts": ["api.example.com"] }, "verify": { "settle": "1s" } });
    scene.watched_by(metrics, Route::Ingress("api".to_owned()));
    scene.rollout["canary"]["steps"] = steps("6s");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    scene.until("requests are served", |_| metrics.traffic.sent("nginx", "a").contains_key(&200));
    let lost = |slot: &str| metrics.traffic.sent("nginx", slot).get(&503).copied().unwrap_or(0);
    let before = ["a", "b", "none"].map(lost);
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(shares(&scene), [0, 5, 25, 50, 100]);
    assert_eq!(service(&scene.find(Kind::Ingress, "api").unwrap(), 0, 0), "api-b");
    assert_eq!(beside(&scene), Some((json!("api-a"), json!("0"))));
    assert_eq!((scene.pods("a"), scene.pods("b")), (Some(0), Some(4)));
    assert_eq!(["a", "b", "none"].map(lost), before, "requests were answered by nobody");

    // The other way round, and bad from a quarter of the traffic on.
    scene.version("v3");
    let running = scene.start();
    scene.until("25 %", |scene| beside(scene) == Some((json!("api-a"), json!("25"))));
    metrics.traffic.fail("nginx", "a", Some(0.3));
    let ended = running.wait().unwrap();
    assert!(!ended.ok() && ended.unframed().contains("step 2 (25 %)"), "{}", ended.words());
    assert_eq!(shares(&scene)[5..], [95, 75, 100]);
    assert_eq!(beside(&scene), Some((json!("api-a"), json!("0"))));
    metrics.traffic.fail("nginx", "a", None);
    scene.destroy();
    assert_eq!((scene.find(Kind::Ingress, "api"), beside(&scene)), (None, None));
}

#[test]
fn an_ingress_of_somebody_else_changes_in_one_backend_and_is_given_back() {
    let mut scene = Scene::new("nginx-shared");
    let path = |path: &str, service: &str| {
        let backend = json!({ "service": { "name": service, "port": { "number": 8080 } } });
        json!({ "path": path, "pathType": "Prefix", "backend": backend })
    };
    let rules = json!([
        { "host": "shop.example.com", "http": { "paths": [path("/api", "api"), path("/", "web")] } },
        { "host": "old.example.com", "http": { "paths": [path("/", "legacy")] } },
    ]);
    let tls = json!([{ "hosts": ["shop.example.com"], "secretName": "shop" }]);
    let ingress = json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": { "name": "front", "annotations": { "nginx.ingress.kubernetes.io/enable-cors": "true" } },
        "spec": { "ingressClassName": "public", "tls": tls, "rules": rules },
    });
    let before = scene.client.create(&Kind::Ingress.all("nginx-shared"), &ingress).unwrap();
    scene.rollout["traffic"] =
        json!({ "nginx": { "ingress": "front", "ownership": "shared" }, "verify": { "settle": "0s" } });
    scene.takes_part_in("front");
    let canary = scene.find(Kind::Ingress, "api-kgas-canary").unwrap();
    assert_eq!(
        canary["spec"]["rules"],
        json!([
            { "host": "shop.example.com", "http": { "paths": [path("/api", "api-b")] } },
        ])
    );
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    let now = scene.find(Kind::Ingress, "front").unwrap();
    let mut expected = before["spec"].clone();
    expected["rules"][0]["http"]["paths"][0] = path("/api", "api-b");
    assert_eq!(now["spec"], expected);

    // Whoever takes the canary away takes its traffic back; and it is made again.
    scene.client.delete(&Kind::Ingress.at("nginx-shared", "api-kgas-canary")).unwrap();
    let _ = scene.plan_is_pending();
    let _ = scene.apply().expect_ok();
    assert_eq!(beside(&scene), Some((json!("api-a"), json!("0"))));
    scene.plan_is_empty();
    scene.destroy();
    let after = scene.find(Kind::Ingress, "front").unwrap();
    assert_eq!(
        (&after["spec"], &after["metadata"]["annotations"]),
        (&before["spec"], &before["metadata"]["annotations"])
    );
}

#[test]
fn killed_while_the_main_ingress_follows_what_is_stable() {
    let mut scene = Scene::new("nginx-kill");
    scene.work.set("KGAS_POLL_SCALE", "200");
    scene.rollout["traffic"] = json!({ "nginx": {}, "verify": { "settle": "5s" } });
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("the main Ingress follows", |scene| {
        service(&scene.find(Kind::Ingress, "api").unwrap_or_default(), 0, 0) == "api-b"
    });
    assert!(running.target().kill_provider());
    assert!(!running.wait().unwrap().ok());
    assert_eq!(scene.pods("a"), Some(4), "the old pods stay until nobody is sent to them");
    let ended = scene.unlocked("apply");
    assert!(ended.ok(), "{}", ended.words());
    assert_eq!(beside(&scene), Some((json!("api-a"), json!("0"))));
    assert_eq!((scene.pods("a"), scene.pods("b")), (Some(0), Some(4)));
    scene.plan_is_empty();

    // What is destroyed half way gives the traffic back first.
    scene.rollout["canary"]["steps"] = steps("30s");
    scene.rollout["on_interrupt"] = json!("hold");
    scene.version("v3");
    let running = scene.start();
    scene.until("25 %", |scene| beside(scene) == Some((json!("api-a"), json!("25"))));
    running.target().interrupt();
    assert!(!running.wait().unwrap().ok());
    assert_eq!(beside(&scene), Some((json!("api-a"), json!("25"))), "it was to stay");
    scene.destroy();
    assert_eq!(shares(&scene).last(), Some(&100));
    assert_eq!((scene.find(Kind::Ingress, "api"), beside(&scene)), (None, None));
}
