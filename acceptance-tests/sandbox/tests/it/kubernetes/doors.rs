//! Where a cluster answers, to whom, and what goes wrong on the way.
use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Cut, KUBERNETES_TOKEN, handle};
use serde_json::{Value, json};

use super::{APPS, CONFIG, Kube, config_map};
use crate::client::Client;

fn request(method: &str, uri: &str, token: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(uri).header("authorization", format!("Bearer {token}"));
    request.body(Bytes::new()).unwrap()
}

#[test]
fn who_has_no_token_is_nobody() {
    let mut kube = Kube::new();
    for (token, wanted) in [(KUBERNETES_TOKEN, 200), ("another", 401), ("k8s-aws-v1.eHg", 401)] {
        let answer = handle(&mut kube.world, &request("GET", "/kubernetes/local/test/api/v1/pods", token), kube.now);
        assert_eq!(answer.status(), wanted, "{token}");
    }
}

#[test]
fn a_cluster_of_eks_answers_at_its_endpoint_and_its_own_prefix() {
    let mut client = Client::cluster();
    let (_, answer) = client.eks("GET", "/clusters/prod", &Value::Null);
    let endpoint = answer["cluster"]["endpoint"].as_str().unwrap().to_owned();
    for uri in [format!("{endpoint}/version"), "/kubernetes/eu-west-1/prod/version".to_owned()] {
        let answer = handle(&mut client.world, &request("GET", &uri, KUBERNETES_TOKEN), client.now);
        let about: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!((answer.status().as_u16(), &about["minor"]), (200, &json!("33")), "{uri}");
    }
    let answer =
        handle(&mut client.world, &request("GET", "/kubernetes/eu-west-1/none/version", KUBERNETES_TOKEN), client.now);
    assert_eq!(answer.extensions().get::<Cut>(), Some(&Cut::Closed), "a cluster that is not there has no address");
    assert_eq!(client.eks("DELETE", "/clusters/prod", &Value::Null).0, 200);
    client.wait(200);
    let answer =
        handle(&mut client.world, &request("GET", &format!("{endpoint}/version"), KUBERNETES_TOKEN), client.now);
    assert_ne!(answer.status(), 200);
}

#[test]
fn faults_of_the_same_machinery_meet_the_calls_to_a_cluster() {
    for (fault, wanted, performed) in [
        (json!({ "fault": "throttle", "retry_after": 7 }), "429 TooManyRequests after 7", false),
        (json!({ "fault": "conflict" }), "409 Conflict", false),
        (json!({ "fault": "server_error" }), "500 InternalError", false),
        (json!({ "fault": "server_error", "status": 503, "performed": true }), "503 ServiceUnavailable", true),
        (json!({ "fault": "expired_token" }), "401 Unauthorized", false),
        (json!({ "fault": "access_denied" }), "403 Forbidden", false),
        (json!({ "fault": "lost_request" }), "lost", false),
        (json!({ "fault": "lost_response" }), "lost", true),
    ] {
        let mut kube = Kube::new();
        kube.must("POST", CONFIG, &config_map("c", &json!({ "a": "1" })));
        let mut plan = fault.clone();
        plan["operation"] = json!("PatchConfigMap");
        plan["service"] = json!("kubernetes");
        plan["names"] = json!("c");
        kube.control("POST", "faults", &json!({ "faults": [plan] }));
        let path = format!("{CONFIG}/c");
        let media = "application/merge-patch+json";
        let answer = kube.response("PATCH", &path, media, &json!({ "data": { "a": "2" } }));
        let seen = if answer.extensions().get::<Cut>().is_some() {
            "lost".to_owned()
        } else {
            let body: Value = serde_json::from_slice(answer.body()).unwrap();
            let after = answer.headers().get("retry-after").map(|value| format!(" after {}", value.to_str().unwrap()));
            format!("{} {}{}", answer.status().as_u16(), body["reason"].as_str().unwrap(), after.unwrap_or_default())
        };
        assert_eq!(seen, wanted, "{fault}");
        let kept = kube.get(&path)["data"]["a"].clone();
        assert_eq!(kept, if performed { "2" } else { "1" }, "{fault}");
        let log = kube.control("GET", "log", &Value::Null);
        let entry = log["log"].as_array().unwrap().iter().find(|entry| entry["operation"] == "PatchConfigMap").unwrap();
        assert_eq!((&entry["service"], &entry["region"]), (&json!("kubernetes"), &json!("local/test")));
        assert_eq!(entry["body"], json!({ "data": { "a": "2" } }));
    }
}

#[test]
fn a_stale_read_shows_what_the_same_read_showed_before() {
    let mut kube = Kube::new();
    kube.must("POST", CONFIG, &config_map("c", &json!({ "a": "1" })));
    let path = format!("{CONFIG}/c");
    let before = kube.get(&path);
    kube.merge(&path, &json!({ "data": { "a": "2" } }));
    kube.control("POST", "faults", &json!({ "faults": [{ "fault": "stale", "operation": "GetConfigMap" }] }));
    assert_eq!([kube.get(&path), kube.get(&path)].map(|doc| doc["data"]["a"].clone()), [json!("1"), json!("2")]);
    assert_eq!(before["data"]["a"], "1");
}

#[test]
fn what_there_is_can_be_found_out() {
    let mut kube = Kube::new();
    assert_eq!(kube.get("version")["major"], "1");
    assert_eq!(kube.get("api")["versions"], json!(["v1"]));
    let groups = kube.get("apis");
    let names: Vec<_> =
        groups["groups"].as_array().unwrap().iter().map(|group| group["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"apps") && names.contains(&"gateway.networking.k8s.io"), "{names:?}");
    let kinds = kube.get("apis/apps/v1");
    let all: Vec<_> =
        kinds["resources"].as_array().unwrap().iter().map(|kind| kind["name"].as_str().unwrap()).collect();
    assert_eq!(
        all,
        [
            "deployments",
            "deployments/status",
            "deployments/scale",
            "replicasets",
            "replicasets/status",
            "replicasets/scale"
        ]
    );
    assert_eq!(kube.ask("GET", "apis/none", &Value::Null).0, 404);
    assert_eq!(kube.get(APPS)["items"], json!([]));
}
