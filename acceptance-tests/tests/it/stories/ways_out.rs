//! A network that was made gets other ways out, and loses them again; the cluster stays.
use serde_json::{Value, json};

use super::scene::Scene;

fn changes_its_ways_out(mut scene: Scene) {
    let _ = scene.apply();
    let (arn, bare) = (scene.cluster()["arn"].clone(), scene.made());
    for (nat, gateways) in [("single", 1), ("per_zone", 2), ("single", 1), ("none", 0)] {
        scene.shape.set("network", format!("{{ create = {{ zones = 2, nat = {nat:?} }} }}"));
        assert_eq!(scene.planned(), json!(["update"]), "{nat}");
        let _ = scene.apply();
        scene.plan_is_empty();
        let made = scene.made();
        let count = |kind: &str| made.get(kind).and_then(Value::as_array).map_or(0, Vec::len);
        assert_eq!((count("nat-gateway"), count("address")), (gateways, gateways), "{nat}");
        assert_eq!(scene.cluster()["arn"], arn);
    }
    assert_eq!(scene.made(), bare);
    scene.destroy();
}

super::on_the_sandbox!(changes_its_ways_out);
