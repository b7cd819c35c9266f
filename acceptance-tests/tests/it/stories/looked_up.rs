//! Somebody else's cluster, found by its id.
use serde_json::json;

use super::scene::{NAME, Scene};

const MORE: &str = r#"
data "kgas_cluster" "found" {
  id = kgas_cluster.story.id
}
"#;

fn says_what_is_there(mut scene: Scene) {
    scene.shape.more = MORE;
    let _ = scene.apply();
    scene.plan_is_empty();
    let found = scene.work.resource("data.kgas_cluster.found").unwrap();
    let cluster = scene.cluster();
    assert_eq!(found["name"], json!(NAME));
    assert_eq!(found["cloud_id"], cluster["arn"]);
    assert_eq!(found["host"], cluster["endpoint"]);
    assert_eq!(found["version_actual"], cluster["version"]);
    assert_eq!(found["tags"]["story"], json!("first"));
    scene.destroy();
}

super::on_every_cloud!(says_what_is_there);
