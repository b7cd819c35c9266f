//! Much is changed at once behind Terraform's back: a plan tells all of it, and one apply puts all of it right; so it does
//! when a refresh alone has written it into the state.
//!
//! Only the sandbox can be changed in so many ways.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene::{ADDRESS, NAME, Scene};

/// Attributes of the cluster that drift.
const DRIFTED: [&str; 7] = ["access", "addons", "channel", "endpoint", "logging", "node_pools", "tags"];

fn deface(scene: &Scene) {
    let (cluster, pools) = (scene.cluster(), scene.pools());
    scene.drift(&json!({ "id": cluster["arn"], "tags": { "story": "defaced", "mine": null }, "set": {
        "logging": { "clusterLogging": [{ "types": ["scheduler"], "enabled": true }] },
        "upgradePolicy": { "supportType": "STANDARD" },
        "resourcesVpcConfig": { "publicAccessCidrs": ["0.0.0.0/0"] },
    } }));
    scene.drift(&json!({ "id": pools[0]["nodegroupArn"], "set": {
        "labels": { "colour": "red", "shape": "round" },
        "scalingConfig": { "maxSize": 9 },
    } }));
    let of = |operation: &str, asked: Value| scene.aws(operation, &asked);
    of("delete_addon", json!({ "clusterName": NAME, "addonName": "coredns" }));
    let platform = "arn:aws:iam::210987654321:role/platform";
    of("delete_access_entry", json!({ "clusterName": NAME, "principalArn": platform }));
}

/// The attributes that the last plan says have changed, or shall change.
fn changed(scene: &mut Scene, what: &str) -> BTreeSet<String> {
    let planned = scene.work.planned().unwrap();
    let of_cluster = |change: &&Value| change["address"] == ADDRESS;
    let change = planned[what].as_array().unwrap().iter().find(of_cluster).unwrap()["change"].clone();
    let (before, after) = (change["before"].as_object().unwrap(), change["after"].as_object().unwrap());
    let differs = |name: &&String| after.get(*name) != before.get(*name);
    before.keys().filter(differs).filter(|name| DRIFTED.contains(&name.as_str())).cloned().collect()
}

/// The cluster apart from the times and numbers of what was done to it.
fn seen(scene: &Scene) -> Value {
    let (mut cluster, mut pool) = (scene.cluster(), scene.pools()[0].clone());
    for times in [&mut cluster, &mut pool] {
        times["ResponseMetadata"].take();
        times["modifiedAt"].take();
    }
    let addons = scene.aws("list_addons", &json!({ "clusterName": NAME }))["addons"].clone();
    let entries = scene.aws("list_access_entries", &json!({ "clusterName": NAME }))["accessEntries"].clone();
    json!([cluster, pool, addons, entries])
}

fn all() -> BTreeSet<String> {
    DRIFTED.map(str::to_owned).into()
}

fn is_repaired_in_one_apply(mut scene: Scene) {
    let _ = scene.apply();
    let calm = seen(&scene);
    deface(&scene);
    assert_eq!(scene.planned(), json!(["update"]));
    assert_eq!(changed(&mut scene, "resource_drift"), all());
    assert_eq!(changed(&mut scene, "resource_changes"), all());
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(seen(&scene), calm);
    scene.destroy();
}

/// The state then says what is there; the plan after it has nothing to tell of a drift, and changes it all the same.
fn is_repaired_after_a_refresh(mut scene: Scene) {
    let _ = scene.apply();
    let calm = seen(&scene);
    deface(&scene);
    let refresh = ["apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color"];
    let _ = scene.work.run(&refresh).unwrap().expect_ok();
    assert_eq!(scene.state()["tags"]["story"], "defaced");
    assert_eq!(scene.planned(), json!(["update"]));
    assert_eq!(changed(&mut scene, "resource_changes"), all());
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(seen(&scene), calm);
    scene.destroy();
}

super::on!(is_repaired_in_one_apply, one_apply_sandbox_terraform, Sandbox, Terraform);
super::on!(is_repaired_in_one_apply, one_apply_sandbox_opentofu, Sandbox, OpenTofu);
super::on!(is_repaired_after_a_refresh, refresh_sandbox_terraform, Sandbox, Terraform);
super::on!(is_repaired_after_a_refresh, refresh_sandbox_opentofu, Sandbox, OpenTofu);
