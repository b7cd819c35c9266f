//! What is wanted changes while a version is under way.

use serde_json::json;

use super::scene::{Scene, steps};

/// A second version, half-way, whose apply was killed.
fn half_way(namespace: &str) -> Scene {
    let mut scene = Scene::new(namespace);
    scene.work.set("KGAS_POLL_SCALE", "200");
    scene.rollout["canary"]["steps"] = steps("10s");
    let _ = scene.apply().expect_ok();
    scene.version("v2");
    let running = scene.start();
    scene.until_weight(25);
    assert!(running.target().kill_provider());
    assert!(!running.wait().unwrap().ok());
    scene
}

#[test]
fn a_third_version_takes_the_place_of_the_second() {
    let mut scene = half_way("newer");
    scene.version("v3");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(scene.weights(), [Some(0), Some(100)]);
    let weights: Vec<_> = scene.journal()["entries"].as_array().unwrap().iter().map(|one| one["to"].clone()).collect();
    let zero = weights.iter().position(|weight| *weight == json!(0)).unwrap();
    assert!(weights[zero + 1..].starts_with(&[json!(5), json!(25)]), "{weights:?}");
    scene.destroy();
}

#[test]
fn the_first_version_is_wanted_again() {
    let mut scene = half_way("back");
    scene.version("v1");
    // The state says v1 already: what is under way is what there is to change.
    let _ = scene.plan_is_pending();
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((scene.weights(), scene.pods("b")), ([Some(100), Some(0)], Some(0)));
    scene.destroy();
}

#[test]
fn a_rollout_is_destroyed_half_way() {
    let mut scene = half_way("destroy-midway");
    scene.destroy();
}
