//! Another type of machine: a new pool comes, then the old one goes, and the cluster stays.
use serde_json::json;

use super::scene::Scene;
use crate::proxy::{Moment, Which};

fn rotates_a_pool(mut scene: Scene) {
    let _ = scene.apply();
    let arn = scene.state()["cloud_id"].clone();
    let old = scene.pools()[0]["nodegroupName"].clone();

    scene.shape.machine = "m6i.large";
    assert_eq!(scene.planned(), json!(["update"]), "the cluster is updated, not replaced");
    scene.proxy.hold(Which::None, Moment::After);
    let _ = scene.apply();
    scene.plan_is_empty();

    let pools = scene.pools();
    assert_eq!(pools.len(), 1);
    assert_eq!(pools[0]["instanceTypes"], json!(["m6i.large"]));
    assert_ne!(pools[0]["nodegroupName"], old);
    assert_eq!(scene.cluster()["arn"], arn);
    let writes = scene.proxy.writes();
    let nth = |begin: &str| writes.iter().position(|write| write.starts_with(begin) && write.contains("node-groups"));
    assert!(nth("POST").unwrap() < nth("DELETE").unwrap(), "the new pool comes first: {writes:?}");
    scene.destroy();
}

super::on_every_cloud!(rotates_a_pool);
