//! `engine = "flagger"`: the real controller carries out what the apply brings it. It looks every ten seconds at most.

use std::sync::OnceLock;

use kgas_acceptance::delivery::{Controller, Engine};
use kgas_acceptance::kubernetes::{Kind, Kubernetes};
use kgas_acceptance::traffic::Route;
use serde_json::{Value, json};

use super::scene::{Metrics, Scene};

/// The controller of the cluster that all stories share.
fn controller() {
    static RUNS: OnceLock<Controller> = OnceLock::new();
    let start = || {
        let prometheus = &Metrics::shared().prometheus.url;
        Controller::start(Engine::Flagger, Kubernetes::shared().unwrap(), prometheus).unwrap()
    };
    RUNS.get_or_init(start);
}

fn scene(namespace: &str) -> Scene {
    controller();
    let mut scene = Scene::new(namespace);
    // What the audit log is held against is what this provider's own engine promises.
    scene.meddled = true;
    scene.rollout["engine"] = json!("flagger");
    scene.rollout["traffic"] = json!({ "gateway_api": { "parents": [{ "name": "edge" }], "hostnames": ["api.test"] } });
    let step = |weight: u32| json!({ "weight": weight, "bake": "10s" });
    scene.rollout["canary"] = json!({ "steps": [step(25), step(100)] });
    scene
}

/// Has the errors of the version judged at each look.
fn watched(scene: &mut Scene) {
    let metrics = Metrics::shared();
    metrics.traffic.send(&scene.namespace, Route::HttpRoute("api".to_owned()), 400.0);
    let of = |code: &str| {
        format!("sum(rate(http_requests_total{{namespace=\"$namespace\",slot=\"$slot-canary\"{code}}}[4s]))")
    };
    scene.rollout["analysis"] = json!({
        "prometheus": { "url": metrics.prometheus.url, "scrape_interval": "1s" },
        "every": "10s",
        "metrics": { "errors": {
            "query": format!("({} or vector(0)) / {}", of(",code=~\"5..\""), of("")),
            "max": 0.05,
            "no_data": "fail",
            "on_error": { "tolerate": "10s", "then": "fail" },
        } },
    });
}

/// The image of the Deployment that has the traffic.
fn primary(scene: &Scene) -> String {
    let primary = scene.find(Kind::Deployment, "api-primary").unwrap();
    primary["spec"]["template"]["spec"]["containers"][0]["image"].as_str().unwrap().to_owned()
}

/// Destroys it; nothing of it stays.
#[track_caller]
fn destroy(scene: &mut Scene) {
    scene.destroy();
    for kind in [Kind::Canary, Kind::MetricTemplate, Kind::Deployment, Kind::Service, Kind::HttpRoute, Kind::ReplicaSet]
    {
        assert_eq!(scene.client.list(&kind.all(&scene.namespace)).unwrap(), [] as [Value; 0], "{kind:?}");
    }
}

#[test]
fn a_rollout_lives_with_flagger() {
    let mut scene = scene("flagger-life");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((scene.weights(), primary(&scene)), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    assert_eq!((scene.state()["phase"].clone(), scene.journal()["attempts"].clone()), (json!("idle"), json!([])));
    scene.version("v2");
    scene.write();
    let told = scene.plan_is_pending();
    assert!(told.contains("Flagger brings revision") && told.contains("in 2 steps:"), "{told}");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((scene.weights(), primary(&scene)), ([Some(100), Some(0)], "registry.test/api:v2".to_owned()));
    assert_eq!(scene.evidence(), [25, 100]);

    // What is no version changes without steps.
    scene.rollout["workload"]["replicas"] = json!(5);
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(scene.find(Kind::Deployment, "api-primary").unwrap()["status"]["availableReplicas"], 5);
    destroy(&mut scene);
}

#[test]
fn errors_take_the_version_back_with_flagger() {
    let mut scene = scene("flagger-bad");
    watched(&mut scene);
    let _ = scene.apply().expect_ok();
    scene.version("v2-errors-30");
    let ended = scene.apply();
    let told = ended.unframed();
    for words in ["The new version was taken back", "Metric errors was 0.30", "step 1 (25 %)", "at most 0.05"] {
        assert!(!ended.ok() && told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((scene.weights(), primary(&scene)), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    assert_eq!((scene.image(), scene.state()["phase"].clone()), ("registry.test/api:v1".to_owned(), json!("reverted")));
    let target = scene.find(Kind::Deployment, "api").unwrap();
    let container = &target["spec"]["template"]["spec"]["containers"][0];
    assert_eq!((&target["spec"]["replicas"], &container["image"]), (&json!(0), &json!("registry.test/api:v1")));
    let _ = scene.plan_is_pending();
    scene.version("v3");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(primary(&scene), "registry.test/api:v3");
    destroy(&mut scene);
}

#[test]
fn a_stop_brings_the_stable_version_back_with_flagger() {
    let mut scene = scene("flagger-stop");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("the first step", |scene| scene.journal()["weight"] == 25);
    running.target().interrupt();
    let ended = running.wait().unwrap();
    assert!(!ended.ok() && ended.unframed().contains("the stable template is back"), "{}", ended.words());
    assert_eq!(scene.image(), "registry.test/api:v1");
    let images = |scene: &Scene| {
        let target = scene.find(Kind::Deployment, "api").unwrap();
        target["spec"]["template"]["spec"]["containers"][0]["image"].clone()
    };
    assert_eq!(images(&scene), "registry.test/api:v1");

    // A provider that is killed leaves it to the controller, and the next apply looks on.
    let running = scene.start();
    scene.until("it is brought", |scene| images(scene) == "registry.test/api:v2");
    running.target().kill();
    let _ = running.wait().unwrap();
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(primary(&scene), "registry.test/api:v2");
    destroy(&mut scene);
}

#[test]
fn a_version_is_previewed_and_switched_to_with_flagger() {
    let mut scene = scene("flagger-switch");
    let all = scene.rollout.as_object_mut().unwrap();
    drop((all.remove("traffic"), all.remove("canary")));
    scene.rollout["blue_green"] = json!({ "preview_bake": "20s", "keep_old_for": "0s" });
    scene.rollout["workload"]["progress_deadline"] = json!("20s");
    let _ = scene.apply().expect_ok();
    scene.version("v2-never-ready");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("gave it up") && told.contains("not ready"), "{told}");
    assert_eq!(scene.image(), "registry.test/api:v1");
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(primary(&scene), "registry.test/api:v2");
    destroy(&mut scene);
}

#[test]
fn what_flagger_cannot_do_is_refused_by_a_plan() {
    let mut scene = scene("flagger-refused");
    scene.rollout["canary"]["steps"][0] = json!({ "weight": 25, "bake": "1s", "approval": "required" });
    scene.rollout["on_failure"] = json!("hold");
    scene.write();
    let ended = scene.work.plan().unwrap();
    let told = ended.unframed();
    assert_eq!(ended.code(), Some(1), "{told}");
    for words in ["looks once a step", "only by a webhook", "takes a version that failed back by itself"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
}
