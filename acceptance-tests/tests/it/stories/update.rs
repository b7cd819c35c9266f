//! Tags, labels, sizes and logs change in place.
//!
//! moto cannot tag a node group that exists: there tags stay. ministack has no updates of clusters and pools at all.
use kgas_acceptance::cloud::Feature;
use serde_json::json;

use super::scene::{NAME, Scene};
use super::settings::logging;

fn updates_in_place(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.state()["cloud_id"].clone();
    let pool = scene.pools()[0]["nodegroupArn"].clone();

    (scene.shape.label, scene.shape.most, scene.shape.logs) = ("green", 5, r#""api", "audit""#);
    if scene.has(Feature::Tagging) {
        scene.shape.tag = "second";
    }
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();

    let (cluster, pools) = (scene.cluster(), scene.pools());
    assert_eq!(cluster["arn"], arn);
    assert_eq!(cluster["tags"]["story"], scene.shape.tag);
    assert_eq!(pools.len(), 1);
    assert_eq!(pools[0]["nodegroupArn"], pool, "the pool is the same");
    assert_eq!(pools[0]["tags"]["story"], scene.shape.tag);
    assert_eq!(pools[0]["labels"]["colour"], "green");
    assert_eq!(pools[0]["scalingConfig"]["maxSize"], 5);
    assert_eq!(logging(&cluster), ["api", "audit"]);
    if scene.has(Feature::AccessEntries) {
        let entries = scene.aws("list_access_entries", &json!({ "clusterName": NAME }));
        assert!(
            entries["accessEntries"].as_array().unwrap().iter().any(|arn| arn.as_str().unwrap().ends_with("/platform"))
        );
    }
    scene.destroy();
}

super::on!(updates_in_place, sandbox_terraform, Sandbox, Terraform);
super::on!(updates_in_place, sandbox_opentofu, Sandbox, OpenTofu);
super::on!(updates_in_place, moto_terraform, Moto, Terraform);
super::on!(updates_in_place, moto_opentofu, Moto, OpenTofu);
