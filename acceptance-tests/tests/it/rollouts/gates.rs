//! A person or a calendar stands before a step.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::Scene;

#[test]
fn a_step_waits_for_its_approval() {
    let mut scene = Scene::new("approval");
    let _ = scene.apply().expect_ok();
    scene.rollout["canary"]["steps"][2]["approval"] = json!("required");
    scene.version("v2");
    let running = scene.start();
    scene.until("a person is waited for", |scene| scene.journal()["step"] == 2);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(scene.weights(), [Some(75), Some(25)]);
    let note = json!({ "metadata": { "annotations": { "kgas.dev/approved": "1/50" } } });
    scene.client.merge(&Kind::ConfigMap.at("approval", "kgas-rollout-api"), &note).unwrap();
    let ended = running.wait().unwrap().expect_ok();
    assert!(ended.trace.contains("kubectl"), "the log says how to approve");
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.destroy();
}

#[test]
fn a_freeze_is_told_before_anything_is_written_and_can_be_overridden() {
    let mut scene = Scene::new("freeze");
    let _ = scene.apply().expect_ok();
    let before = scene.find(Kind::ConfigMap, "kgas-rollout-api").unwrap()["metadata"]["resourceVersion"].clone();
    scene.rollout["gate"] = json!({ "freeze": ["2020-01-01..2099-12-31 UTC"], "on_blocked": "fail" });
    scene.version("v2");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("A gate is closed") && told.contains("2099"), "{told}");
    let after = scene.find(Kind::ConfigMap, "kgas-rollout-api").unwrap()["metadata"]["resourceVersion"].clone();
    assert_eq!(before, after);
    scene.rollout["gate"]["override"] = json!("incident 4711");
    let _ = scene.apply().expect_ok();
    let evidence = scene.state()["evidence"].as_str().unwrap().to_owned();
    assert!(evidence.contains("incident 4711"), "{evidence}");
    scene.destroy();
}
