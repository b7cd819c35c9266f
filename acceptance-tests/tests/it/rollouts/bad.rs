//! Versions that are bad: their traffic goes in one write, the apply says why, and the next plan shows the change again.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::{Metrics, Scene, steps};

#[test]
fn errors_at_a_quarter_take_the_version_back() {
    let metrics = Metrics::shared();
    let mut scene = Scene::new("bad-at-25");
    scene.watched(metrics);
    scene.rollout["canary"]["steps"] = steps("6s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    metrics.traffic.fail("bad-at-25", "b", Some(0.3));
    let ended = running.wait().unwrap();
    assert!(!ended.ok(), "{}", ended.words());
    let told = ended.unframed();
    for words in ["The new version was taken back", "errors", "step 2 (25 %)", "0.05", "All traffic is at revision"] {
        assert!(told.contains(words), "{words:?} is not told: {told}");
    }
    assert_eq!((scene.weights(), scene.pods("a"), scene.pods("b")), ([Some(100), Some(0)], Some(4), Some(0)));
    assert_eq!(scene.image(), "registry.test/api:v1", "the state keeps what is stable");
    assert_eq!(scene.state()["phase"], "reverted");
    let events = scene.client.list(&Kind::Event.all("bad-at-25")).unwrap();
    let reasons: Vec<_> = events.iter().filter_map(|event| event["reason"].as_str()).collect();
    for reason in ["Started", "WeightChanged", "Reverted"] {
        assert!(reasons.contains(&reason), "{reasons:?}");
    }
    let _ = scene.plan_is_pending();

    metrics.traffic.fail("bad-at-25", "b", None);
    scene.version("v3");
    let _ = scene.apply().expect_ok();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.plan_is_empty();
    scene.destroy();
}

#[test]
fn pods_that_are_never_ready_get_no_traffic() {
    let mut scene = Scene::new("never-ready");
    scene.rollout["workload"]["progress_deadline"] = json!("6s");
    let _ = scene.apply().expect_ok();
    scene.version("v2-never-ready");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("0 of 1 pods were available in time for step 1"), "{told}");
    assert_eq!((scene.weights(), scene.pods("b")), ([Some(100), Some(0)], Some(0)));
    assert_eq!(scene.image(), "registry.test/api:v1");
    scene.version("v1");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    scene.destroy();
}

#[test]
fn a_first_version_that_is_never_ready_says_so() {
    let mut scene = Scene::new("never-installed");
    scene.rollout["workload"]["progress_deadline"] = json!("5s");
    scene.version("v1-never-ready");
    let ended = scene.apply();
    let told = ended.unframed();
    assert!(!ended.ok() && told.contains("0 of 4 pods"), "{told}");
    scene.version("v2");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    scene.destroy();
}
