//! Two applies of one rollout at once: one acts.

use serde_json::json;

use super::scene::{Scene, steps};

#[test]
fn of_two_applies_one_acts() {
    let mut first = Scene::new("rivals");
    first.rollout["canary"]["steps"] = steps("4s");
    let _ = first.apply().expect_ok();
    let state = std::fs::read(first.work.path().join("root/terraform.tfstate")).unwrap();
    first.version("v2");
    let running = first.start();
    first.until_weight(5);

    let mut second = first.twin();
    std::fs::write(second.work.path().join("root/terraform.tfstate"), state).unwrap();
    second.version("v3");
    second.rollout["lock_wait"] = json!("1s");
    let ended = second.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("Another run is at work on this rollout"), "{told}");
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!(first.weights(), [Some(0), Some(100)]);
    first.destroy();
}
