//! A cluster whose state was lost comes back by `import`, with the network and the roles that were made for it: it is not
//! replaced, and not a thing is left when it is destroyed.
use serde_json::{Value, json};

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

/// The identity is in the state from the creation on, and an `import` block finds the cluster by it.
fn imports_by_identity(mut scene: Scene) {
    let _ = scene.apply();
    let (made, identity) = (scene.made(), json!({ "id": Scene::id() }));
    assert_eq!(stored(&scene)["identity"], identity);
    lose(&mut scene);

    let block = format!("import {{\n  to = {ADDRESS}\n  identity = {{ id = {:?} }}\n}}\n", Scene::id());
    scene.work.module("import.tf", &block).unwrap();
    let _ = scene.plan_replaces_nothing();
    let ended = scene.apply();
    assert!(ended.stdout.contains("1 imported, 0 added"), "{}", ended.words());
    let stored = stored(&scene);
    assert_eq!((&stored["identity"], &stored["identity_schema_version"]), (&identity, &json!(0)));
    // The block has done its work, and may stay.
    scene.plan_is_empty();
    assert_eq!(scene.made(), made, "nothing was made or replaced by the import");
    scene.destroy();
}

/// The cluster in the state file.
fn stored(scene: &Scene) -> Value {
    let file = std::fs::read(scene.work.path().join("root/terraform.tfstate")).unwrap();
    let mut state: Value = serde_json::from_slice(&file).unwrap();
    let resources = state["resources"].as_array_mut().unwrap();
    resources.iter_mut().find(|one| one["type"] == "kgas_cluster").unwrap()["instances"][0].take()
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
// Terraform knows identities from 1.12 on.
super::on!(imports_by_identity, by_identity_sandbox_opentofu, Sandbox, OpenTofu);
super::on!(imports_by_identity, by_identity_moto_opentofu, Moto, OpenTofu);
