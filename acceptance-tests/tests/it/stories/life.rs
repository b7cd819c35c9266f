//! Apply, an empty second plan, destroy.
//!
//! moto has no add-ons and no access entries, ministack no issuer: their configuration leaves these out.
use kgas_acceptance::cloud::Feature;
use serde_json::json;

use super::scene::{NAME, Scene};

fn lives(mut scene: Scene) {
    scene.write();
    let _ = scene.apply();
    scene.plan_is_empty();
    let state = scene.state();
    assert_eq!(state["id"], Scene::id());
    assert_eq!(state["status"], "active");
    assert_eq!(state["version_actual"], "1.33");

    let cluster = scene.cluster();
    assert_eq!(cluster["status"], "ACTIVE");
    assert_eq!(state["cloud_id"], cluster["arn"]);
    assert_eq!(state["host"], cluster["endpoint"]);
    assert_eq!(cluster["tags"]["story"], "first");
    assert!(cluster["tags"]["kgas-owner"].is_string(), "{cluster}");
    let pools = scene.pools();
    assert_eq!(pools.len(), 1);
    assert_eq!(pools[0]["scalingConfig"]["maxSize"], 3);
    assert_eq!(pools[0]["labels"]["colour"], "blue");
    assert!(pools[0]["tags"]["kgas-owner"].is_string(), "{pools:?}");
    if scene.has(Feature::Addons) {
        let addons = scene.aws("list_addons", &json!({ "clusterName": NAME }));
        let mut names: Vec<_> = addons["addons"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["coredns", "vpc-cni"]);
    }
    if scene.has(Feature::AccessEntries) {
        let platform = json!({ "clusterName": NAME, "principalArn": "arn:aws:iam::210987654321:role/platform" });
        let policies = scene.aws("list_associated_access_policies", &platform);
        let policy = &policies["associatedAccessPolicies"][0]["policyArn"];
        assert!(policy.as_str().unwrap().ends_with("AmazonEKSClusterAdminPolicy"), "{policies}");
    }
    if scene.has(Feature::Issuer) {
        assert_eq!(state["oidc_issuer"], cluster["identity"]["oidc"]["issuer"]);
        assert_eq!(scene.counts()["oidc-provider"], 1);
    }
    scene.destroy();
}

super::on_every_cloud!(lives);
