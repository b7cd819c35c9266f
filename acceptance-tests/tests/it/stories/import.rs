//! A cluster whose state was lost comes back by `import`, with the network and the roles that were made for it: it is not
//! replaced, and not a thing is left when it is destroyed.
use serde_json::Value;

use super::scene::{ADDRESS, Scene};

fn imports(mut scene: Scene) {
    let _ = scene.apply();
    let before = scene.state();
    let (made, created) = (scene.made(), scene.cluster()["createdAt"].clone());
    lose(&mut scene);

    let _ = scene.work.import(ADDRESS, &Scene::id()).unwrap().expect_ok();
    let state = scene.state();
    for attribute in ["cloud_id", "node_pools", "identity", "aws"] {
        assert_eq!(state[attribute], before[attribute], "{attribute}");
    }
    assert_eq!(state["network"]["create"], before["network"]["create"]);
    let _ = scene.plan_replaces_nothing();
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.made(), made, "nothing was made or replaced by the import or the apply after it");
    assert_eq!(scene.cluster()["createdAt"], created);
    scene.destroy();
}

/// What an import does not take in, a destroy does not find.
fn is_destroyed_after_an_import(mut scene: Scene) {
    let _ = scene.apply();
    lose(&mut scene);
    let _ = scene.work.import(ADDRESS, &Scene::id()).unwrap().expect_ok();
    scene.destroy();
}

fn lose(scene: &mut Scene) {
    let _ = scene.work.run(&["state", "rm", ADDRESS]).unwrap().expect_ok();
    assert_eq!(scene.state(), Value::Null);
}

mod destroyed {
    use super::is_destroyed_after_an_import;
    crate::stories::on_every_cloud!(is_destroyed_after_an_import);
}

super::on!(imports, sandbox_terraform, Sandbox, Terraform);
super::on!(imports, sandbox_opentofu, Sandbox, OpenTofu);
super::on!(imports, moto_terraform, Moto, Terraform);
super::on!(imports, moto_opentofu, Moto, OpenTofu);
