//! What can be known before anything is done is refused by the plan, and nothing is touched.
use super::scene::Scene;

fn versions(mut scene: Scene) {
    let _ = scene.apply();
    let before = scene.cluster();
    for (version, words) in [("1.35", "Version is too many minors ahead"), ("1.32", "Version was lowered")] {
        scene.shape.version = version;
        scene.write();
        let ended = scene.work.plan().unwrap();
        assert_eq!(ended.code(), Some(1), "{version} should be refused: {}", ended.words());
        assert!(ended.words().contains(words), "{}", ended.words());
    }
    assert_eq!(scene.cluster(), before, "a refused plan touches nothing");
    scene.shape.version = "1.33";
    scene.write();
    scene.destroy();
}

super::on_the_sandbox!(versions);

/// The plan is refused with these words.
#[track_caller]
fn refused(scene: &mut Scene, words: &[&str]) {
    let ended = scene.work.plan().unwrap();
    let said = ended.unframed();
    assert_eq!(ended.code(), Some(1), "{said}");
    for words in words {
        assert!(said.contains(words), "{words}: {said}");
    }
}

/// Where nothing is made yet the plan asks the cloud for what this provider cannot know.
fn what_is_not_offered(mut scene: Scene) {
    scene.shape.version = "1.43";
    scene.write();
    refused(
        &mut scene,
        &["Version is not offered", "EKS makes no cluster of Kubernetes 1.43 in eu-west-1", "Choose from 1.35, 1.34"],
    );
    scene.shape.version = "1.33";
    scene.shape.set("addons", "{ vpc-cni = {}, core-dns = {} }");
    scene.write();
    refused(
        &mut scene,
        &["Unknown add-on", "At addons[\"core-dns\"]", "offers no add-on \"core-dns\" for Kubernetes 1.33"],
    );
    scene.shape.set("addons", "{ vpc-cni = {} }");
    scene.shape.machine = "m7i.larg";
    scene.write();
    refused(&mut scene, &["Machine type is not offered", "At node_pools[\"workers\"].machine_types", "\"m7i.larg\""]);
    assert_eq!(scene.made(), serde_json::json!({}), "a refused plan makes nothing");

    // So it does for a cluster that is there, and what is misspelt is in no state.
    scene.shape.machine = "m7i.large";
    let _ = scene.apply();
    scene.shape.set("addons", "{ vpc-cni = {}, core-dns = {} }");
    scene.write();
    refused(&mut scene, &["Unknown add-on"]);
    scene.shape.set("addons", "{ vpc-cni = {} }");
    scene.write();
    scene.plan_is_empty();
    scene.destroy();
}

mod offers {
    use super::what_is_not_offered;
    crate::stories::on_the_sandbox!(what_is_not_offered);
}
