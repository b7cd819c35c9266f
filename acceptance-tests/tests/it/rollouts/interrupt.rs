//! ^C: the version is taken back or left as it is, as it was asked for, and the lock is free.

use std::time::{Duration, Instant};

use serde_json::json;

use super::scene::{Scene, steps};

fn interrupted(namespace: &str, on_interrupt: &str) -> (Scene, String) {
    let mut scene = Scene::new(namespace);
    scene.rollout["canary"]["steps"] = steps("20s");
    scene.rollout["on_interrupt"] = json!(on_interrupt);
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until("the first step is watched", |scene| scene.journal()["baking"].is_number());
    let target = running.target();
    let pressed = Instant::now();
    target.interrupt();
    let ended = running.wait().unwrap();
    assert!(pressed.elapsed() < Duration::from_secs(10), "{:?}", pressed.elapsed());
    assert!(!ended.ok(), "{}", ended.words());
    let lease = scene.find(kgas_acceptance::kubernetes::Kind::Lease, "kgas-rollout-api").unwrap();
    assert!(lease["spec"]["holderIdentity"].is_null(), "the lock is free: {lease}");
    assert_eq!(scene.image(), "registry.test/api:v1");
    let told = ended.unframed();
    scene.rollout["canary"]["steps"] = steps("1s");
    (scene, told)
}

#[test]
fn a_stop_takes_the_version_back() {
    let (mut scene, told) = interrupted("interrupt", "rollback");
    assert!(told.contains("all traffic is back at the stable version"), "{told}");
    assert_eq!(scene.weights(), [Some(100), Some(0)]);
    let _ = scene.apply();
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.destroy();
}

#[test]
fn a_stop_leaves_the_version_where_it_is() {
    let (mut scene, told) = interrupted("interrupt-hold", "hold");
    assert!(told.contains("stopped where it was: 5 %"), "{told}");
    assert_eq!(scene.weights(), [Some(95), Some(5)]);
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    scene.destroy();
}
