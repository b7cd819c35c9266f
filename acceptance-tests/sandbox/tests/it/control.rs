//! Inventory, drift and time.
use serde_json::{Value, json};

use crate::client::{Client, NODE_POLICY};

/// Kinds of the objects that were not there before the first call, each once.
fn kinds(client: &mut Client) -> Vec<String> {
    let inventory = client.sandbox("GET", "inventory", &Value::Null);
    let objects = inventory["objects"].as_array().unwrap().iter().filter(|object| object["default"] == false);
    let mut kinds: Vec<String> = objects.map(|object| object["kind"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn the_inventory_has_what_eks_made_and_loses_it_with_the_cluster() {
    let mut client = Client::cluster();
    let role = client.role("node", "ec2.amazonaws.com", NODE_POLICY);
    client.wait(10);
    let group = json!({ "nodegroupName": "workers", "nodeRole": role, "subnets": client.subnets(),
        "scalingConfig": { "minSize": 1, "maxSize": 3, "desiredSize": 2 } });
    assert_eq!(client.eks("POST", "/clusters/prod/node-groups", &group).0, 200);
    client.wait(200);
    let all = ["eks-cluster", "eks-nodegroup", "iam-role", "instance", "network-interface", "security-group", "volume"];
    assert_eq!(kinds(&mut client), all);
    assert_eq!(client.eks("DELETE", "/clusters/prod/node-groups/workers", &Value::Null).0, 200);
    client.wait(150);
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
    client.wait(150);
    assert_eq!(kinds(&mut client), ["iam-role"]);
}

#[test]
fn a_leak_stays_when_the_cluster_goes() {
    let mut client = Client::cluster();
    let leaked = client.sandbox("POST", "drift", &json!({ "leak": "prod", "region": "eu-west-1" }));
    assert_eq!(leaked["ids"].as_array().unwrap().len(), 7);
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
    client.wait(150);
    // The group stays as well, because the leaked interface is in it.
    let left = ["iam-role", "load-balancer", "log-group", "network-interface", "security-group", "volume"];
    assert_eq!(kinds(&mut client), left);
    for id in leaked["ids"].as_array().unwrap() {
        client.sandbox("POST", "drift", &json!({ "id": id, "remove": true }));
    }
    assert_eq!(kinds(&mut client), ["iam-role", "security-group"], "a load balancer takes its interface along");
}

#[test]
fn a_control_plane_that_logs_leaves_its_log_group() {
    let mut client = Client::new();
    let mut wanted = client.wanted();
    client.wait(15);
    wanted["logging"] = json!({ "clusterLogging": [{ "types": ["api"], "enabled": true }] });
    assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
    client.wait(600);
    assert!(kinds(&mut client).contains(&"log-group".to_owned()));
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
    client.wait(150);
    assert_eq!(kinds(&mut client), ["iam-role", "log-group"]);
}

#[test]
fn drift_changes_members_and_tags_of_any_object() {
    let mut client = Client::cluster();
    let arn = "arn:aws:eks:eu-west-1:123456789012:cluster/prod";
    client.sandbox(
        "POST",
        "drift",
        &json!({ "id": arn, "set": { "deletionProtection": true }, "tags": { "by": "hand" } }),
    );
    let (_, answer) = client.eks("GET", "/clusters/prod", &Value::Null);
    assert_eq!(
        (&answer["cluster"]["deletionProtection"], &answer["cluster"]["tags"]["by"]),
        (&json!(true), &json!("hand"))
    );
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 400);
    client.sandbox("POST", "drift", &json!({ "id": arn, "set": { "version": "1.32" } }));
    let (_, answer) = client.eks("GET", "/clusters/prod", &Value::Null);
    assert_eq!(answer["cluster"]["tags"]["by"], "hand", "what is not named stays");
    client.sandbox("POST", "drift", &json!({ "id": arn, "remove": true }));
    assert_eq!(client.eks("GET", "/clusters/prod", &Value::Null).0, 404);
}

#[test]
fn time_that_is_let_pass_stays_passed() {
    let mut client = Client::cluster();
    assert_eq!(client.eks("POST", "/clusters/prod/updates", &json!({ "version": "1.34" })).0, 200);
    client.sandbox("POST", "advance", &json!({ "seconds": 4 }));
    assert_eq!(client.status(), "UPDATING");
    client.sandbox("POST", "advance", &json!({ "seconds": 476 }));
    let (_, answer) = client.eks("GET", "/clusters/prod", &Value::Null);
    assert_eq!((&answer["cluster"]["status"], &answer["cluster"]["version"]), (&json!("ACTIVE"), &json!("1.34")));
}
