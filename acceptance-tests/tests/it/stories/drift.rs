//! Somebody changes what is ours: a plan says so and an apply puts it right.
//!
//! ministack has no updates of clusters and pools: there is nothing that could drift and be repaired.
use serde_json::json;

use super::scene::{NAME, Scene};

fn repairs_drift(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.cluster()["arn"].clone();

    scene.aws("tag_resource", &json!({ "resourceArn": arn, "tags": { "story": "defaced" } }));
    let pool = scene.pools()[0]["nodegroupName"].clone();
    let sizes = json!({ "minSize": 1, "maxSize": 9, "desiredSize": 1 });
    scene
        .aws("update_nodegroup_config", &json!({ "clusterName": NAME, "nodegroupName": pool, "scalingConfig": sizes }));
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.cluster()["tags"]["story"], "first");
    assert_eq!(scene.pools()[0]["scalingConfig"]["maxSize"], 3);
    assert_eq!(scene.cluster()["arn"], arn);
    scene.destroy();
}

super::on!(repairs_drift, sandbox_terraform, Sandbox, Terraform);
super::on!(repairs_drift, sandbox_opentofu, Sandbox, OpenTofu);
super::on!(repairs_drift, moto_terraform, Moto, Terraform);
super::on!(repairs_drift, moto_opentofu, Moto, OpenTofu);
