//! Somebody changes or deletes what is ours: a plan says so and an apply puts it right.
//!
//! ministack has no updates: there a tag is changed and a pool deleted, and no size.
use kgas_acceptance::cloud::Feature;
use serde_json::json;

use super::scene::{NAME, Scene};

fn repairs_drift(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.cluster()["arn"].clone();

    scene.aws("tag_resource", &json!({ "resourceArn": arn, "tags": { "story": "defaced" } }));
    if scene.has(Feature::ConfigUpdates) {
        let pool = scene.pools()[0]["nodegroupName"].clone();
        let sizes = json!({ "minSize": 1, "maxSize": 9, "desiredSize": 1 });
        let asked = json!({ "clusterName": NAME, "nodegroupName": pool, "scalingConfig": sizes });
        scene.aws("update_nodegroup_config", &asked);
    }
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.cluster()["tags"]["story"], "first");
    assert_eq!(scene.pools()[0]["scalingConfig"]["maxSize"], 3);

    let pool = scene.pools()[0]["nodegroupName"].clone();
    scene.aws("delete_nodegroup", &json!({ "clusterName": NAME, "nodegroupName": pool }));
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.pools().len(), 1);
    assert_eq!(scene.cluster()["arn"], arn);
    scene.destroy();
}

super::on_every_cloud!(repairs_drift);
