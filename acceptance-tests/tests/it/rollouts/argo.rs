//! `engine = "argo_rollouts"`: the real controller carries out what the apply brings it.

use std::sync::OnceLock;

use kgas_acceptance::cli::Program;
use kgas_acceptance::delivery::{Controller, Engine};
use kgas_acceptance::kubernetes::{Kind, Kubernetes, User};
use kgas_acceptance::parts::Definitions;
use kgas_acceptance::traffic::Route;
use serde_json::{Value, json};

use super::scene::{ADDRESS, Metrics, Scene, steps};

/// The controller of the cluster that all stories share.
fn controller() {
    static RUNS: OnceLock<Controller> = OnceLock::new();
    RUNS.get_or_init(|| Controller::start(Engine::ArgoRollouts, Kubernetes::shared().unwrap(), "").unwrap());
}

fn scene(namespace: &str) -> Scene {
    controller();
    let mut scene = Scene::new(namespace);
    // What the audit log is absent against is what this provider's own engine promises.
    scene.meddled = true;
    scene.rollout["engine"] = json!("argo_rollouts");
    scene.rollout["traffic"] = json!({ "istio": { "hosts": ["api"] } });
    scene.rollout["canary"] = json!({ "steps": steps("2s"), "keep_old_for": "0s" });
    scene
}

/// Has the errors of the version judged every second.
fn watched(scene: &mut Scene) {
    let metrics = Metrics::shared();
    metrics.traffic.send(&scene.namespace, Route::VirtualService("api".to_owned()), 400.0);
    let of =
        |code: &str| format!("sum(rate(http_requests_total{{namespace=\"$namespace\",slot=\"api-$slot\"{code}}}[4s]))");
    scene.rollout["analysis"] = json!({
        "prometheus": { "url": metrics.prometheus.url, "scrape_interval": "1s" },
        "every": "1s",
        "metrics": { "errors": {
            "query": format!("({} or vector(0)) / {}", of(",code=~\"5..\""), of("")),
            "max": 0.05,
            "no_data": "pass",
            "on_error": { "tolerate": "30s", "then": "fail" },
        } },
    });
}

/// The weights of the stable version and of the new one.
fn weights(scene: &Scene) -> [Option<u64>; 2] {
    let route = scene.find(Kind::VirtualService, "api").unwrap_or_default();
    [0, 1].map(|at| route["spec"]["http"][0]["route"][at]["weight"].as_u64())
}

fn rollout(scene: &Scene) -> Value {
    scene.find(Kind::Rollout, "api").unwrap()
}

fn image(scene: &Scene) -> String {
    let image = rollout(scene)["spec"]["template"]["spec"]["containers"][0]["image"].clone();
    image.as_str().unwrap().to_owned()
}

/// Destroys it; nothing of it stays.
#[track_caller]
fn destroy(scene: &mut Scene) {
    scene.destroy();
    for kind in [Kind::Rollout, Kind::AnalysisTemplate, Kind::AnalysisRun, Kind::VirtualService, Kind::ReplicaSet] {
        assert_eq!(scene.client.list(&kind.all(&scene.namespace)).unwrap(), [] as [Value; 0], "{kind:?}");
    }
}

#[test]
fn a_rollout_lives_with_argo() {
    let mut scene = scene("argo-life");
    // The apply looks on every second, on a machine that may be busy: a shorter step might not be seen.
    scene.rollout["canary"]["steps"] = steps("6s");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((weights(&scene), scene.state()["phase"].clone()), ([Some(100), Some(0)], json!("idle")));
    scene.version("v2");
    scene.write();
    let told = scene.plan_is_pending();
    assert!(told.contains("Argo Rollouts brings revision") && told.contains("in 4 steps:"), "{told}");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((weights(&scene), image(&scene)), ([Some(100), Some(0)], "registry.test/api:v2".to_owned()));
    assert_eq!(scene.evidence(), [5, 25, 50, 100]);
    let status = &rollout(&scene)["status"];
    assert_eq!((&status["phase"], &status["stableRS"]), (&json!("Healthy"), &status["currentPodHash"]));

    // What is no version changes without steps.
    scene.rollout["workload"]["replicas"] = json!(5);
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    // The old version's pods go when the controller comes to it.
    scene.until("five pods", |scene| rollout(scene)["status"]["availableReplicas"] == 5);
    let status = super::status::read(Program::Terraform, Kubernetes::shared().unwrap(), "argo-life");
    assert_eq!((&status["phase"], &status["delivery"]["deployments"]), (&json!("idle"), &json!(1)));

    // Whoever imports it need not bring it again.
    let kubeconfig = Kubernetes::shared().unwrap().kubeconfig(User::Admin);
    scene.work.set("KUBECONFIG", kubeconfig.to_str().unwrap());
    let _ = scene.work.run(&["state", "rm", ADDRESS]).unwrap().expect_ok();
    let _ = scene.work.run(&["import", "-input=false", "-no-color", ADDRESS, "argo-life/api"]).unwrap().expect_ok();
    let generation = rollout(&scene)["metadata"]["generation"].clone();
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(rollout(&scene)["metadata"]["generation"], generation);

    // Another engine is another rollout.
    scene.rollout["engine"] = json!("native");
    scene.write();
    let told = scene.work.plan().unwrap().unframed();
    assert!(told.contains("The rollout is destroyed and made anew"), "{told}");
    scene.rollout["engine"] = json!("argo_rollouts");
    scene.write();
    destroy(&mut scene);
}

#[test]
fn an_absence_of_metrics_and_a_controller_that_says_nothing_with_argo() {
    let mut absent = scene("argo-absent");
    watched(&mut absent);
    absent.rollout["canary"]["steps"] = steps("10s");
    absent.rollout["workload"]["progress_deadline"] = json!("8s");
    absent.rollout["analysis"]["metrics"]["errors"]["query"] = json!("sum(rate(no_such_metric{slot=\"$slot\"}[1m]))");
    absent.rollout["analysis"]["metrics"]["errors"]["no_data"] = json!("fail");
    let _ = absent.apply().expect_ok();
    absent.version("v2");
    let ended = absent.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("Metric errors was no value at step 1"), "{told}");
    assert_eq!((weights(&absent), absent.image()), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    destroy(&mut absent);

    // Its kinds are there, and it is not.
    let cluster = Kubernetes::start().unwrap();
    cluster.define(Definitions::ArgoRollouts).unwrap();
    let mut silent = Scene::on(&cluster, "argo-silent");
    silent.rollout = absent.rollout.clone();
    silent.rollout["namespace"] = json!("argo-silent");
    silent.rollout["kubernetes"]["kubeconfig"]["path"] = json!(cluster.kubeconfig(User::Admin));
    silent.rollout.as_object_mut().unwrap().remove("analysis");
    let ended = silent.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("The controller says nothing"), "{told}");
    silent.meddled = true;
    silent.destroy();
}

#[test]
fn errors_take_the_version_back_with_argo() {
    let metrics = Metrics::shared();
    let mut scene = scene("argo-bad");
    watched(&mut scene);
    scene.rollout["canary"]["steps"] = steps("4s");
    // Long enough for the errors to show on a busy machine.
    scene.rollout["canary"]["steps"][1]["bake"] = json!("60s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("a quarter", |scene| scene.journal()["weight"] == 25);
    assert_eq!(weights(&scene), [Some(75), Some(25)]);
    metrics.traffic.fail("argo-bad", "api-b", Some(0.3));
    let ended = running.wait().unwrap();
    let told = ended.unframed();
    for words in
        ["The new version was taken back", "Metric errors was", "step 2 (25 %)", "<= 0.05", "All traffic is at"]
    {
        assert!(!ended.ok() && told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((weights(&scene), image(&scene)), ([Some(100), Some(0)], "registry.test/api:v1".to_owned()));
    assert_eq!(rollout(&scene)["status"]["phase"], "Healthy", "not only aborted");
    assert_eq!((scene.image(), scene.state()["phase"].clone()), ("registry.test/api:v1".to_owned(), json!("reverted")));
    let told = scene.plan_is_pending();
    assert!(told.contains("The last version was taken back"), "{told}");

    metrics.traffic.fail("argo-bad", "api-b", None);
    // The controller asks at once, and the query looks seconds back.
    let errors = "sum(rate(http_requests_total{namespace=\"argo-bad\",slot=\"api-b\",code=~\"5..\"}[4s]))";
    scene.until("the errors are past", |_| metrics.prometheus.value(errors).unwrap().is_none_or(|rate| rate == 0.0));
    scene.rollout["canary"]["steps"] = steps("2s");
    scene.version("v3");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(image(&scene), "registry.test/api:v3");
    destroy(&mut scene);
}

#[test]
fn a_stop_brings_the_stable_version_back_with_argo() {
    let mut scene = scene("argo-stop");
    scene.rollout["canary"]["steps"] = steps("60s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("the first step", |scene| scene.journal()["weight"] == 5);
    running.target().interrupt();
    let ended = running.wait().unwrap();
    assert!(!ended.ok() && ended.unframed().contains("the stable template is back"), "{}", ended.words());
    scene.until("its traffic is gone", |scene| weights(scene) == [Some(100), Some(0)]);
    assert_eq!((scene.image(), image(&scene)), ("registry.test/api:v1".to_owned(), "registry.test/api:v1".to_owned()));

    // A provider that is killed leaves it to the controller, and the next apply looks on.
    scene.rollout["canary"]["steps"] = steps("5s");
    let running = scene.start();
    scene.until("the first step", |scene| scene.journal()["weight"] == 5);
    running.target().kill();
    let _ = running.wait().unwrap();
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(image(&scene), "registry.test/api:v2");
    destroy(&mut scene);
}

#[test]
fn pods_that_never_come_and_pods_without_a_router_with_argo() {
    let mut scene = scene("argo-ratio");
    scene.rollout.as_object_mut().unwrap().remove("traffic");
    scene.rollout["canary"] = json!({ "steps": [{ "weight": 50 }, { "weight": 100 }], "max_surge": "1" });
    scene.rollout["workload"]["progress_deadline"] = json!("8s");
    let _ = scene.apply().expect_ok();
    scene.version("v2-never-ready");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(
        !ended.ok()
            && told.to_lowercase().contains("the controller gave it up at step 1")
            && told.contains("timed out progressing"),
        "{told}"
    );
    assert_eq!(scene.image(), "registry.test/api:v1");
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(rollout(&scene)["status"]["availableReplicas"], 4);
    destroy(&mut scene);
}

#[test]
fn a_person_agrees_before_the_switch_with_argo() {
    let mut scene = scene("argo-switch");
    let all = scene.rollout.as_object_mut().unwrap();
    drop((all.remove("traffic"), all.remove("canary")));
    scene.rollout["blue_green"] = json!({ "approval": "required", "preview_replicas": 1, "keep_old_for": "60s" });
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    let waits = |scene: &Scene| rollout(scene)["status"]["pauseConditions"][0]["reason"] == "BlueGreenPause";
    scene.until("it waits for a person", |scene| waits(scene) && scene.journal()["attempt"] == 1);
    // Pods that are still there from a try that was stopped are no reason to switch without a person.
    running.target().interrupt();
    let _ = running.wait().unwrap();
    let running = scene.start();
    scene.until("it waits for a person again", |scene| waits(scene) && scene.journal()["attempt"] == 2);
    let hash = |scene: &Scene, name: &str| {
        scene.find(Kind::Service, name).unwrap()["spec"]["selector"]["rollouts-pod-template-hash"].clone()
    };
    assert_ne!(hash(&scene, "api"), hash(&scene, "api-b"));
    let consent = json!({ "metadata": { "annotations": { "kgas.dev/approved": "2/100" } } });
    let _ = scene.client.merge(&Kind::ConfigMap.at("argo-switch", "kgas-rollout-api"), &consent).unwrap();
    let _ = running.wait().unwrap().expect_ok();
    scene.plan_is_empty();
    assert_eq!(hash(&scene, "api"), hash(&scene, "api-b"));
    destroy(&mut scene);
}

#[test]
fn what_argo_cannot_do_is_refused_by_a_plan() {
    let mut scene = scene("argo-refused");
    scene.rollout["traffic"] =
        json!({ "gateway_api": { "parents": [{ "name": "edge" }] }, "verify": { "settle": "1s" } });
    scene.rollout["lock_wait"] = json!("1m");
    scene.write();
    let ended = scene.work.plan().unwrap();
    let told = ended.unframed();
    assert_eq!(ended.code(), Some(1), "{told}");
    for words in ["only with a plug-in", "does not look whether they are in effect", "there is no lock to wait for"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
}
