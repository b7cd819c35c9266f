//! A key for Secrets: added to a running cluster, after which only another cluster can have another key, or none.
//!
//! moto and ministack cannot add it.
use serde_json::json;

use super::scene::Scene;

const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const OTHER: &str = "arn:aws:kms:eu-west-1:123456789012:key/66666666-7777-8888-9999-000000000000";

fn is_for_good(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.cluster()["arn"].clone();
    assert_eq!(scene.cluster()["encryptionConfig"], json!(null));

    scene.shape.set("encryption", format!("{{ key_id = {KEY:?} }}"));
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    let encrypted = json!([{ "resources": ["secrets"], "provider": { "keyArn": KEY } }]);
    assert_eq!(scene.cluster()["encryptionConfig"], encrypted);
    assert_eq!(scene.cluster()["arn"], arn);

    for without in [format!("{{ key_id = {OTHER:?} }}"), "null".to_owned()] {
        scene.shape.set("encryption", without);
        assert_eq!(scene.planned(), json!(["delete", "create"]));
    }
    scene.shape.set("encryption", format!("{{ key_id = {KEY:?} }}"));
    scene.write();
    scene.plan_is_empty();
    scene.destroy();
}

super::on_the_sandbox!(is_for_good);
