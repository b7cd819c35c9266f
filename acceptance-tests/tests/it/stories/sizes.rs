//! The size of a pool is the autoscaler's, and is only moved into bounds that no longer hold it.
//!
//! ministack has no updates of pools.
use serde_json::{Value, json};

use super::scene::{NAME, Scene};

fn sizes(scene: &Scene) -> Value {
    let scaling = scene.pools()[0]["scalingConfig"].clone();
    json!([scaling["minSize"], scaling["desiredSize"], scaling["maxSize"]])
}

fn pool(min: u32, desired: u32, max: u32) -> String {
    format!("{{ workers = {{ machine_types = [\"m7i.large\"], min = {min}, desired = {desired}, max = {max} }} }}")
}

fn follow_the_bounds(mut scene: Scene) {
    scene.shape.set("node_pools", pool(1, 2, 5));
    let _ = scene.apply();
    assert_eq!(sizes(&scene), json!([1, 2, 5]));

    let name = scene.pools()[0]["nodegroupName"].clone();
    let scaled = json!({ "minSize": 1, "desiredSize": 3, "maxSize": 5 });
    scene.aws(
        "update_nodegroup_config",
        &json!({ "clusterName": NAME, "nodegroupName": name, "scalingConfig": scaled }),
    );
    scene.plan_is_empty();
    assert_eq!(sizes(&scene), json!([1, 3, 5]), "the autoscaler's three stay");

    for (wanted, min, now, max) in [(2, 1, 3, 6), (4, 4, 4, 6), (2, 1, 2, 2)] {
        scene.shape.set("node_pools", pool(min, wanted, max));
        assert_eq!(scene.planned(), json!(["update"]));
        let _ = scene.apply();
        scene.plan_is_empty();
        assert_eq!(sizes(&scene), json!([min, now, max]));
    }
    assert_eq!(scene.pools()[0]["nodegroupName"], name);
    scene.destroy();
}

super::on!(follow_the_bounds, sandbox_terraform, Sandbox, Terraform);
super::on!(follow_the_bounds, sandbox_opentofu, Sandbox, OpenTofu);
super::on!(follow_the_bounds, moto_terraform, Moto, Terraform);
