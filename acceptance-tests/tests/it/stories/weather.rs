//! Throttling, server errors, lost requests, lost answers and resets, each to calls of every kind: one apply gets through,
//! and makes nothing twice.
//!
//! Only the sandbox has faults on demand.
use serde_json::json;

use super::scene::Scene;

/// In a million: each fault happens to one in twenty of all calls, by a seed.
const CHANCE: u64 = 50_000;
const FAULTS: [&str; 4] = ["throttle", "server_error", "lost_request", "lost_response"];

fn gets_through(mut scene: Scene) {
    let mut calm = Scene::new(scene.cloud.kind, scene.program);
    let _ = calm.apply();

    let fault = |(name, seed): (&&str, i32)| json!({ "fault": name, "operation": "*", "seed": seed, "millionths": CHANCE, "limit": 8 });
    let faults: Vec<_> = FAULTS.iter().zip(1..).map(fault).collect();
    let _ = scene.cloud.tell_sandbox("faults", &json!({ "faults": faults })).unwrap();
    let _ = scene.apply();
    let fired = scene.cloud.sandbox("faults").unwrap();
    for fault in fired["faults"].as_array().unwrap() {
        assert!(fault["fired"].as_u64().unwrap() > 0, "a fault that does not happen proves nothing: {fired}");
    }
    assert_eq!(scene.counts(), calm.counts());
    scene.plan_is_empty();
    scene.destroy();
}

super::on_the_sandbox!(gets_through);
