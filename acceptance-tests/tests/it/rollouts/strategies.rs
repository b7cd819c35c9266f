//! Without weights: all at once behind a preview, and a few pods at a time.

use kgas_acceptance::kubernetes::Kind;
use serde_json::{Value, json};

use super::scene::{Scene, pods};

/// Which slot the Service in front selects.
fn selected(scene: &Scene) -> Value {
    scene.find(Kind::Service, "api").unwrap()["spec"]["selector"]["kgas.dev/slot"].clone()
}

#[test]
fn blue_green_previews_and_switches_and_goes_back_at_once() {
    let mut scene = Scene::new("blue-green");
    let fields = scene.rollout.as_object_mut().unwrap();
    fields.remove("canary");
    fields.remove("traffic");
    scene.subject.switched = true;
    scene.rollout["blue_green"] =
        json!({ "preview_replicas": 1, "preview_bake": "2s", "bake": "1s", "keep_old_for": "30s" });
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!(selected(&scene), "a");
    scene.version("v2");
    let running = scene.start();
    scene.until("a preview without traffic", |scene| scene.pods("b") == Some(1));
    assert_eq!(selected(&scene), "a");
    scene.until("the switch", |scene| selected(scene) == "b");
    assert_eq!((scene.pods("a"), scene.pods("b")), (Some(4), Some(4)), "all pods are there before the switch");
    scene.until("the old version is kept", |scene| scene.journal()["phase"] == "keeping");
    running.target().interrupt();
    let ended = running.wait().unwrap();
    assert!(ended.words().contains("The old version still runs"), "{}", ended.words());

    scene.version("v1");
    scene.rollout["blue_green"]["keep_old_for"] = json!("0s");
    let _ = scene.apply().expect_ok();
    assert_eq!(selected(&scene), "a");
    let last = scene.journal()["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["to"], &last["why"]), (&json!(100), &json!("it ran before")));
    scene.plan_is_empty();
    scene.destroy();
}

#[test]
fn a_rolling_update_keeps_the_declared_pods_available() {
    let mut scene = Scene::new("rolling");
    let fields = scene.rollout.as_object_mut().unwrap();
    fields.remove("canary");
    fields.remove("traffic");
    scene.rollout["rolling"] = json!({ "max_surge": "1", "max_unavailable": "0" });
    scene.rollout["workload"] = json!({ "pod_template": pods("v1"), "replicas": 5 });
    scene.subject.replicas = Some(5);
    (scene.subject.most_pods, scene.subject.least_available) = (Some(6), Some(5));
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    scene.version("v2");
    let running = scene.start();
    let both = |scene: &Scene, field: &str| -> u64 {
        let of = |slot: &str| {
            let slot = scene.find(Kind::Deployment, &format!("api-{slot}")).unwrap_or_default();
            slot["status"][field].as_u64().unwrap_or(0)
        };
        of("a") + of("b")
    };
    scene.until("the new version has all pods", |scene| {
        let done = scene.pods("a") == Some(0) && scene.pods("b") == Some(5);
        done || {
            // Both are not read at the same moment: one that moved between may be missing.
            assert!(both(scene, "availableReplicas") + 1 >= 5);
            false
        }
    });
    let _ = running.wait().unwrap().expect_ok();
    assert_eq!(both(&scene, "availableReplicas"), 5);
    scene.plan_is_empty();
    scene.destroy();
}
