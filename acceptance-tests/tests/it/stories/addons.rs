//! Add-ons: pinned, configured and taken away, while one that somebody else installed stays.
//!
//! moto has no add-ons, ministack cannot change one.
use serde_json::{Value, json};

use super::scene::{NAME, Scene};

const NEWEST: &str = "v1.20.4-eksbuild.2";

fn addon(scene: &Scene, name: &str) -> Value {
    scene.cloud.aws("eks", "describe_addon", &json!({ "clusterName": NAME, "addonName": name })).unwrap()["addon"]
        .clone()
}

fn change(mut scene: Scene) {
    let _ = scene.apply();
    scene.aws("create_addon", &json!({ "clusterName": NAME, "addonName": "kube-proxy" }));
    let cni = addon(&scene, "vpc-cni");
    assert_ne!(cni["addonVersion"], NEWEST);

    let values = r#"jsonencode({ env = { WARM_IP_TARGET = "2" } })"#;
    scene.shape.set("addons", format!("{{ coredns = {{}}, vpc-cni = {{ version = {NEWEST:?}, values = {values} }} }}"));
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    let changed = addon(&scene, "vpc-cni");
    assert_eq!((&changed["addonArn"], &changed["addonVersion"]), (&cni["addonArn"], &json!(NEWEST)));
    assert_eq!(changed["configurationValues"], r#"{"env":{"WARM_IP_TARGET":"2"}}"#);

    scene.shape.set("addons", "{}");
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(addon(&scene, "vpc-cni"), Value::Null);
    assert_eq!(addon(&scene, "coredns"), Value::Null);
    assert!(addon(&scene, "kube-proxy").is_object(), "somebody else's add-on stays");
    scene.destroy();
}

super::on_the_sandbox!(change);
