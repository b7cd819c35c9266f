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
