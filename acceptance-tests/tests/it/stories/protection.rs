//! A protected cluster: neither a destroy nor the cloud itself deletes it, until the protection is lifted.
//!
//! moto and ministack do not protect.
use serde_json::json;

use super::scene::{NAME, Scene};

fn refuses_a_destroy(mut scene: Scene) {
    scene.shape.set("deletion", "{ protected = true }");
    let _ = scene.apply();
    scene.plan_is_empty();
    let before = scene.cluster();
    assert_eq!(before["deletionProtection"], true);

    let ended = scene.work.destroy().unwrap();
    assert_eq!(ended.code(), Some(1));
    for words in ["The cluster is protected", "Set it to false, apply, and destroy then."] {
        assert!(ended.words().contains(words), "{}", ended.words());
    }
    assert!(!ended.words().contains("Destroying..."), "the plan says so, not the apply: {}", ended.words());
    let refused = scene.cloud.aws("eks", "delete_cluster", &json!({ "name": NAME })).unwrap();
    assert_eq!(refused["Error"]["Code"], "InvalidRequestException");
    assert_eq!(scene.cluster(), before);

    scene.shape.set("deletion", "{ protected = false }");
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.cluster()["deletionProtection"], false);
    scene.destroy();
}

super::on_the_sandbox!(refuses_a_destroy);
