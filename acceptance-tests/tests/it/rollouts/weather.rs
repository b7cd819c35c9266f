//! What happens to pods while a version is under way.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::{Scene, steps};

#[test]
fn a_candidate_whose_pods_are_no_longer_ready_is_taken_back() {
    let mut scene = Scene::new("not-ready");
    scene.rollout["canary"]["steps"] = steps("8s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    let of_candidate = format!("{}?labelSelector=kgas.dev%2Fslot=b", Kind::Pod.all("not-ready"));
    for pod in scene.client.list(&of_candidate).unwrap() {
        let path = Kind::Pod.at("not-ready", pod["metadata"]["name"].as_str().unwrap());
        let never = json!({ "metadata": { "annotations": { "kgas.test/never-ready": "true" } } });
        scene.client.merge(&path, &never).unwrap();
        let conditions = ["ContainersReady", "Ready"].map(|kind| json!({ "type": kind, "status": "False" }));
        scene.client.merge(&format!("{path}/status"), &json!({ "status": { "conditions": conditions } })).unwrap();
    }
    let ended = running.wait().unwrap();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("The new version was taken back"), "{told}");
    assert!(told.contains("step 2 (25 %)"), "{told}");
    assert_eq!((scene.weights(), scene.pods("b")), ([Some(100), Some(0)], Some(0)));
    let _ = scene.plan_is_pending();
    scene.version("v1");
    let _ = scene.apply().expect_ok();
    scene.destroy();
}

#[test]
fn a_quota_that_comes_meanwhile_is_told_and_the_candidate_is_taken_back() {
    let mut scene = Scene::new("quota-meanwhile");
    scene.rollout["canary"]["steps"] = steps("3s");
    scene.rollout["workload"]["progress_deadline"] = json!("6s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    let quota = json!({ "metadata": { "name": "few" }, "spec": { "hard": { "pods": "5" } } });
    scene.client.create("/api/v1/namespaces/quota-meanwhile/resourcequotas", &quota).unwrap();
    let ended = running.wait().unwrap();
    let told = ended.unframed();
    assert!(!ended.ok(), "{told}");
    for words in ["1 of 2 pods were available in time for step 3", "exceeded quota: few"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((scene.weights(), scene.pods("b")), ([Some(100), Some(0)], Some(0)));
    scene.version("v1");
    let _ = scene.apply().expect_ok();
    scene.destroy();
}
