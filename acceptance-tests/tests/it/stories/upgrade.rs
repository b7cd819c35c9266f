//! Two minor versions in one apply, one after the other, with the pools behind the control plane.
//!
//! Only the sandbox has version updates.
use serde_json::{Value, json};

use super::scene::{NAME, Scene};

fn climbs_two_minors(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.state()["cloud_id"].clone();

    scene.shape.version = "1.35";
    scene.shape.steps = 2;
    assert_eq!(scene.planned(), json!(["update"]));
    let told = scene.apply().words();
    for leg in ["1. control plane from 1.33 to 1.34", "node pools workers to 1.34", "control plane from 1.34 to 1.35"] {
        assert!(told.contains(leg), "the plan shows the way, {leg}: {told}");
    }
    scene.plan_is_empty();

    let cluster = scene.cluster();
    assert_eq!((&cluster["arn"], &cluster["version"]), (&arn, &json!("1.35")));
    assert!(scene.pools().iter().all(|pool| pool["version"] == "1.35"), "{:?}", scene.pools());
    assert_eq!(versions_walked(&scene), ["1.34", "1.35"]);
    assert_eq!(scene.state()["version_actual"], "1.35");
    scene.destroy();
}

/// The versions of the cluster's own updates, in the order of their time.
fn versions_walked(scene: &Scene) -> Vec<String> {
    let listed = scene.aws("list_updates", &json!({ "name": NAME }));
    let update = |id: &Value| scene.aws("describe_update", &json!({ "name": NAME, "updateId": id }))["update"].clone();
    let mut updates: Vec<_> = listed["updateIds"].as_array().unwrap().iter().map(update).collect();
    updates.retain(|update| update["type"] == "VersionUpdate");
    updates.sort_by_key(|update| update["createdAt"].to_string());
    let version = |update: &Value| {
        let params = update["params"].as_array().unwrap();
        params.iter().find(|param| param["type"] == "Version").unwrap()["value"].as_str().unwrap().to_owned()
    };
    updates.iter().map(version).collect()
}

super::on_the_sandbox!(climbs_two_minors);
