//! The life of a cluster.
use serde_json::{Value, json};

use crate::client::{Client, NODE_POLICY};

#[test]
fn a_new_role_is_refused_until_it_is_known() {
    let mut client = Client::new();
    let wanted = client.wanted();
    let (status, answer) = client.eks("POST", "/clusters", &wanted);
    assert_eq!(status, 400);
    assert!(answer["message"].as_str().unwrap().contains("does not exist"), "{answer}");
    client.wait(10);
    assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
}

#[test]
fn a_cluster_is_created_for_nine_minutes_and_then_has_an_endpoint() {
    let mut client = Client::new();
    let wanted = client.wanted();
    client.wait(15);
    assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
    for (seconds, status, endpoint) in [(0, "CREATING", false), (539, "CREATING", false), (1, "ACTIVE", true)] {
        client.wait(seconds);
        let (_, answer) = client.eks("GET", "/clusters/prod", &Value::Null);
        assert_eq!(answer["cluster"]["status"], status);
        assert_eq!(answer["cluster"].get("endpoint").is_some(), endpoint);
        assert_eq!(answer["cluster"]["certificateAuthority"].get("data").is_some(), endpoint);
    }
}

#[test]
fn the_same_token_is_answered_again_and_another_request_with_it_is_refused() {
    let mut client = Client::new();
    let mut wanted = client.wanted();
    client.wait(15);
    let first = client.eks("POST", "/clusters", &wanted);
    assert_eq!(client.eks("POST", "/clusters", &wanted), first);
    wanted["version"] = json!("1.34");
    let (status, answer) = client.eks("POST", "/clusters", &wanted);
    assert_eq!((status, answer["message"].as_str().unwrap().contains("token")), (400, true));
    wanted["clientRequestToken"] = json!("t-2");
    assert_eq!(client.eks("POST", "/clusters", &wanted).0, 409);
}

#[test]
fn a_deleted_cluster_is_seen_once_more_and_keeps_its_name_until_three_answers_say_it_is_gone() {
    let mut client = Client::cluster();
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
    assert_eq!(client.status(), "DELETING");
    client.wait(150);
    let mut wanted = client.wanted_again();
    let mut seen = Vec::new();
    for _ in 0..5 {
        wanted["clientRequestToken"] = json!(format!("again-{}", seen.len()));
        assert_eq!(client.eks("POST", "/clusters", &wanted).0, 409);
        seen.push(client.status());
    }
    assert_eq!(seen, ["absent", "DELETING", "absent", "absent", "absent"]);
    assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
}

#[test]
fn a_cluster_with_a_node_group_cannot_be_deleted() {
    let mut client = Client::cluster();
    let role = client.role("node", "ec2.amazonaws.com", NODE_POLICY);
    let wanted = json!({ "nodegroupName": "workers", "nodeRole": role, "subnets": client.subnets(),
        "scalingConfig": { "minSize": 1, "maxSize": 3, "desiredSize": 2 } });
    assert_eq!(client.eks("POST", "/clusters/prod/node-groups", &wanted).0, 400);
    client.wait(10);
    assert_eq!(client.eks("POST", "/clusters/prod/node-groups", &wanted).0, 200);
    let (status, answer) = client.eks("DELETE", "/clusters/prod", &Value::Null);
    assert_eq!((status, &answer["message"]), (409, &json!("Cluster has nodegroups attached")));
    client.wait(132);
    let (_, answer) = client.eks("GET", "/clusters/prod/node-groups/workers", &Value::Null);
    assert_eq!(answer["nodegroup"]["status"], "ACTIVE");
    assert_eq!(client.eks("DELETE", "/clusters/prod/node-groups/workers", &Value::Null).0, 200);
    client.wait(150);
    assert_eq!(client.eks("GET", "/clusters/prod/node-groups/workers", &Value::Null).0, 404);
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
}

#[test]
fn tokens_go_with_the_cluster_they_were_for() {
    let mut client = Client::cluster();
    let mode = json!({ "accessConfig": { "authenticationMode": "API_AND_CONFIG_MAP" }, "clientRequestToken": "u-1" });
    let user = "arn:aws:iam::123456789012:user/someone";
    let entry = json!({ "principalArn": user, "clientRequestToken": "e-1" });
    for again in [false, true] {
        if again {
            client.sandbox(
                "POST",
                "drift",
                &json!({ "id": "arn:aws:eks:eu-west-1:123456789012:cluster/prod", "remove": true }),
            );
            let wanted = client.wanted_again();
            assert_eq!(client.eks("POST", "/clusters", &wanted).0, 200);
            client.wait(600);
        }
        let (_, first) = client.eks("POST", "/clusters/prod/update-config", &mode);
        assert_eq!(client.eks("POST", "/clusters/prod/update-config", &mode).1, first);
        client.wait(120);
        assert_eq!(client.eks("POST", "/clusters/prod/access-entries", &entry).0, 200);
        let (_, entries) = client.eks("GET", "/clusters/prod/access-entries", &Value::Null);
        assert_eq!(entries["accessEntries"], json!([user]), "again: {again}");
    }
}

#[test]
fn what_ec2_has_just_made_is_not_listed_yet() {
    let mut client = Client::new();
    let count = |client: &mut Client| client.ec2("Action=DescribeVpcs").1.matches("<vpcId>").count();
    assert_eq!(client.ec2("Action=CreateVpc&CidrBlock=10.0.0.0/16").0, 200);
    assert_eq!(count(&mut client), 1, "the default one");
    client.wait(2);
    assert_eq!(count(&mut client), 2);
}
