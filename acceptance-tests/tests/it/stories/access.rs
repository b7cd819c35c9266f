//! Who may do what: given, changed, narrowed and taken away, while an entry that somebody else made stays.
//!
//! moto has no access entries.
use serde_json::{Value, json};

use super::scene::{NAME, Scene};

const TEAM: &str = "arn:aws:iam::123456789012:role/team";
const FOREIGN: &str = "arn:aws:iam::123456789012:role/of-somebody-else";

/// The team's access, in HCL.
fn team(level: &str, namespaces: &str) -> String {
    format!("{{ team = {{ principal = {TEAM:?}, level = {level:?}, namespaces = {namespaces} }} }}")
}

/// The policies of a principal and where they hold; nothing when there is no entry.
fn policies(scene: &Scene, principal: &str) -> Option<Vec<(String, Value)>> {
    let asked = json!({ "clusterName": NAME, "principalArn": principal });
    let answer = scene.cloud.aws("eks", "list_associated_access_policies", &asked).unwrap();
    let policy = |one: &Value| {
        let arn = one["policyArn"].as_str().unwrap();
        (arn.rsplit('/').next().unwrap().to_owned(), one["accessScope"]["namespaces"].clone())
    };
    Some(answer["associatedAccessPolicies"].as_array()?.iter().map(policy).collect())
}

fn changes(mut scene: Scene) {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "ec2.amazonaws.com" },
    }] });
    for name in ["team", "of-somebody-else"] {
        scene.call("iam", "create_role", &json!({ "RoleName": name, "AssumeRolePolicyDocument": trust.to_string() }));
    }
    scene.keep_what_is_there();
    let _ = scene.apply();
    scene.aws("create_access_entry", &json!({ "clusterName": NAME, "principalArn": FOREIGN }));
    let mut expect = |level: &str, namespaces: &str, policy: &str| {
        scene.shape.set("access", team(level, namespaces));
        assert_eq!(scene.planned(), json!(["update"]));
        let _ = scene.apply();
        scene.plan_is_empty();
        let namespaces: Value = serde_json::from_str(namespaces).unwrap();
        assert_eq!(policies(&scene, TEAM), Some(vec![(policy.to_owned(), namespaces)]));
    };
    expect("view", "[]", "AmazonEKSViewPolicy");
    expect("edit", "[]", "AmazonEKSEditPolicy");
    expect("edit", r#"["shop"]"#, "AmazonEKSEditPolicy");

    scene.shape.set("access", "{}");
    assert_eq!(scene.planned(), json!(["update"]));
    let _ = scene.apply();
    scene.plan_is_empty();
    assert_eq!(policies(&scene, TEAM), None);
    assert_eq!(policies(&scene, FOREIGN), Some(vec![]), "somebody else's entry stays");
    scene.destroy();
}

super::on_the_sandbox!(changes);
super::on!(changes, ministack_terraform, Ministack, Terraform);
super::on!(changes, ministack_opentofu, Ministack, OpenTofu);
