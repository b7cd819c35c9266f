//! Somebody deletes a node pool: a plan says so, an apply makes it anew, and the cluster stays.
use serde_json::json;

use super::scene::{NAME, Scene};

fn brings_back_a_pool(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.cluster()["arn"].clone();
    let pool = scene.pools()[0]["nodegroupName"].clone();
    scene.aws("delete_nodegroup", &json!({ "clusterName": NAME, "nodegroupName": pool }));
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.pools().len(), 1);
    assert_eq!(scene.cluster()["arn"], arn);
    scene.destroy();
}

super::on!(brings_back_a_pool, moto_terraform, Moto, Terraform);
super::on!(brings_back_a_pool, moto_opentofu, Moto, OpenTofu);
super::on_the_sandbox!(brings_back_a_pool);
