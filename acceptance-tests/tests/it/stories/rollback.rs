//! A control plane goes back to the minor version it came from, where its pools were held; the plan refuses where they were not.
//!
//! moto and ministack have no rollback.
use serde_json::json;

use super::scene::Scene;

fn upgrade(node_pools: &str, on_downgrade: &str) -> String {
    format!("{{ node_pools = {node_pools:?}, on_downgrade = {on_downgrade:?} }}")
}

fn goes_back(mut scene: Scene) {
    let _ = scene.apply();
    let (arn, pools) = (scene.cluster()["arn"].clone(), scene.pools());
    scene.shape.set("upgrade", upgrade("hold", "rollback"));
    scene.shape.version = "1.34";
    let _ = scene.apply();
    assert_eq!(scene.cluster()["version"], "1.34");

    scene.shape.version = "1.33";
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!((&scene.cluster()["version"], &scene.cluster()["arn"]), (&json!("1.33"), &arn));
    assert_eq!(scene.pools(), pools, "nothing was done to what was held");

    scene.shape.set("upgrade", upgrade("follow", "rollback"));
    scene.shape.version = "1.34";
    let _ = scene.apply();
    scene.shape.version = "1.33";
    scene.write();
    let ended = scene.work.plan().unwrap();
    assert_eq!(ended.code(), Some(1));
    for words in ["Rollback is not possible", "cannot be older than its pools"] {
        assert!(ended.words().contains(words), "{}", ended.words());
    }
    scene.shape.version = "1.34";
    scene.write();
    scene.destroy();
}

super::on_the_sandbox!(goes_back);
