//! The first version, a second one by steps, and the end of both.

use kgas_acceptance::kubernetes::Kind;
use serde_json::json;

use super::scene::Scene;

#[test]
fn a_rollout_lives() {
    let mut scene = Scene::new("life");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((scene.weights(), scene.pods("a"), scene.pods("b")), ([Some(100), Some(0)], Some(4), None));
    let state = scene.state();
    assert_eq!((&state["phase"], &state["weight"]), (&json!("idle"), &json!(0)));

    scene.version("v2");
    let _ = scene.apply().expect_ok();
    scene.plan_is_empty();
    assert_eq!((scene.weights(), scene.pods("a"), scene.pods("b")), ([Some(0), Some(100)], Some(0), Some(4)));
    assert_eq!(scene.evidence(), [5, 25, 50, 100]);
    let slot = scene.find(Kind::Deployment, "api-b").unwrap();
    assert_eq!(slot["spec"]["template"]["spec"]["containers"][0]["image"], "registry.test/api:v2");
    scene.destroy();
}
