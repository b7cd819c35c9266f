//! What running machines cannot take, where the pool is not rotated: replaced, or refused.
use serde_json::json;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

/// The old pool goes first.
fn replaces(mut scene: Scene) {
    scene.shape.on_change = "replace";
    let _ = scene.apply();
    let arn = scene.cluster()["arn"].clone();
    scene.shape.machine = "m6i.large";
    assert_eq!(scene.planned(), json!(["update"]));
    scene.proxy.hold(Which::None, Moment::After);
    let _ = scene.apply();
    scene.plan_is_empty();
    let writes = scene.proxy.writes();
    let nth = |begin: &str| writes.iter().position(|write| write.starts_with(begin) && write.contains("node-groups"));
    assert!(nth("DELETE").unwrap() < nth("POST").unwrap(), "the old pool goes first: {writes:?}");
    assert_eq!(scene.pools().len(), 1);
    assert_eq!(scene.pools()[0]["instanceTypes"], json!(["m6i.large"]));
    assert_eq!(scene.cluster()["arn"], arn);
    scene.destroy();
}

fn refuses(mut scene: Scene) {
    scene.shape.on_change = "refuse";
    let _ = scene.apply();
    let before = scene.pools();
    scene.shape.machine = "m6i.large";
    scene.write();
    scene.proxy.hold(Which::None, Moment::After);
    let ended = scene.work.apply().unwrap();
    assert_eq!(ended.code(), Some(1));
    for words in ["Pool cannot change this in place", "machine_types", "on_immutable_change"] {
        assert!(ended.words().contains(words), "{}", ended.words());
    }
    assert_eq!(scene.proxy.writes(), [""; 0], "nothing was touched");
    assert_eq!(scene.pools(), before);

    scene.shape.machine = "m7i.large";
    let _ = scene.apply();
    scene.plan_is_empty();
    scene.destroy();
}

super::on!(replaces, replaces_sandbox_terraform, Sandbox, Terraform);
super::on!(replaces, replaces_moto_terraform, Moto, Terraform);
super::on!(replaces, replaces_moto_opentofu, Moto, OpenTofu);
super::on!(replaces, replaces_ministack_terraform, Ministack, Terraform);
super::on!(refuses, refuses_sandbox_terraform, Sandbox, Terraform);
super::on!(refuses, refuses_moto_opentofu, Moto, OpenTofu);
super::on!(refuses, refuses_ministack_terraform, Ministack, Terraform);
