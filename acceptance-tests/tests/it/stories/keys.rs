//! A key that EKS could not encrypt with is refused by the plan; one that may not be looked at is
//! not, since who may use a key need not be who may describe it.
//!
//! Only the sandbox has keys that can be changed from outside.
use serde_json::{Value, json};

use super::scene::Scene;

const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-777777777777";

fn keys(mut scene: Scene) {
    let is = |state: &str, spec: &str, usage: &str| json!({ "KeyState": state, "KeySpec": spec, "KeyUsage": usage });
    let elsewhere = KEY.replace("eu-west-1", "eu-west-2");
    let (none, alias) = (KEY.replace("777777777777", "none"), KEY.replace("key/", "alias/"));
    for (key, changed, words) in [
        (none.as_str(), Value::Null, "Encryption key does not exist"),
        (alias.as_str(), Value::Null, "Invalid value"),
        (elsewhere.as_str(), Value::Null, "Encryption key is in another region"),
        (KEY, is("Disabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"), "Encryption key cannot be used"),
        (KEY, is("PendingDeletion", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"), "Encryption key cannot be used"),
        (KEY, is("Enabled", "RSA_4096", "SIGN_VERIFY"), "Encryption key is of the wrong kind"),
    ] {
        change(&scene, &changed);
        let said = plan(&mut scene, key, 1);
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(scene.made(), json!({}), "a refused plan makes nothing");

    // The same key, which may not be looked at.
    let denied = json!({ "fault": "access_denied", "operation": "DescribeKey", "times": 100 });
    let _ = scene.cloud.tell_sandbox("faults", &json!({ "faults": [denied] })).unwrap();
    plan(&mut scene, KEY, 2);
    let fired = scene.cloud.sandbox("faults").unwrap();
    assert!(fired["faults"][0]["fired"].as_u64().unwrap() > 0, "{fired}");
}

fn change(scene: &Scene, to: &Value) {
    if !to.is_null() {
        let _ = scene.cloud.tell_sandbox("drift", &json!({ "id": KEY, "set": to })).unwrap();
    }
}

/// What a plan of a new cluster with this key says, which must end with this code.
#[track_caller]
fn plan(scene: &mut Scene, key: &str, code: i32) -> String {
    let module = scene.shape.module(&scene.proxy.url);
    let module = module.replace("  identity ", &format!("  encryption = {{ key_id = \"{key}\" }}\n  identity "));
    assert!(module.contains(key));
    scene.work.module("main.tf", &module).unwrap();
    let ended = scene.work.plan().unwrap();
    assert_eq!(ended.code(), Some(code), "{}", ended.words());
    ended.words()
}

super::on_the_sandbox!(keys);
