//! A cluster whose state was lost comes back by `import`.
use serde_json::Value;

use super::scene::{ADDRESS, Scene};

fn imports(mut scene: Scene) {
    let _ = scene.apply();
    let before = scene.state();
    let counts = scene.counts();
    let _ = scene.work.run(&["state", "rm", ADDRESS]).unwrap().expect_ok();
    assert_eq!(scene.state(), Value::Null);

    let _ = scene.work.import(ADDRESS, &Scene::id()).unwrap().expect_ok();
    assert_eq!(scene.state()["cloud_id"], before["cloud_id"]);
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(scene.counts(), counts, "nothing was made by the import or the apply after it");
    scene.destroy();
}

super::on!(imports, sandbox_terraform, Sandbox, Terraform);
super::on!(imports, sandbox_opentofu, Sandbox, OpenTofu);
super::on!(imports, moto_terraform, Moto, Terraform);
super::on!(imports, moto_opentofu, Moto, OpenTofu);
