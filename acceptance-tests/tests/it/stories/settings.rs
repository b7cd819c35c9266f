//! Who reaches the API, what it logs, its channel and its tags, changed and taken back.
//!
//! moto forgets the rest of the network when the endpoint changes; ministack has no updates.
use serde_json::{Value, json};

use super::scene::Scene;

/// The log types that are on.
pub(super) fn logging(cluster: &Value) -> Vec<&str> {
    let kinds = cluster["logging"]["clusterLogging"].as_array().unwrap();
    let on = kinds.iter().filter(|kind| kind["enabled"] == true);
    let mut types: Vec<_> = on.flat_map(|kind| kind["types"].as_array().unwrap()).filter_map(Value::as_str).collect();
    types.sort_unstable();
    types
}

fn change(mut scene: Scene) {
    scene.shape.set("tags", r#"{ story = "first", passing = "by" }"#);
    let _ = scene.apply();
    let arn = scene.cluster()["arn"].clone();

    scene.shape.set("endpoint", r#"{ public = true, allowed_cidrs = ["198.51.100.0/24", "203.0.113.0/24"] }"#);
    scene.shape.set("logging", r#"{ components = ["controller_manager", "scheduler"] }"#);
    scene.shape.set("channel", r#""stable""#);
    scene.shape.set("tags", r#"{ story = "first" }"#);
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    let cluster = scene.cluster();
    let network = &cluster["resourcesVpcConfig"];
    let mut cidrs: Vec<_> = network["publicAccessCidrs"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    cidrs.sort_unstable();
    assert_eq!(cidrs, ["198.51.100.0/24", "203.0.113.0/24"]);
    assert_eq!(logging(&cluster), ["controllerManager", "scheduler"]);
    assert_eq!(cluster["upgradePolicy"]["supportType"], "STANDARD");
    assert_eq!(cluster["tags"].get("passing"), None);
    assert_eq!(scene.pools()[0]["tags"].get("passing"), None, "it leaves the children too");

    scene.shape.set("endpoint", "{ public = false }").set("logging", "{}").set("channel", r#""extended""#);
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    let cluster = scene.cluster();
    assert_eq!(cluster["resourcesVpcConfig"]["endpointPublicAccess"], false);
    assert_eq!(logging(&cluster), [""; 0]);
    assert_eq!(cluster["upgradePolicy"]["supportType"], "EXTENDED");
    assert_eq!(cluster["arn"], arn);
    scene.destroy();
}

super::on_the_sandbox!(change);
