//! What a test asks of a cluster past its API.
use bytes::Bytes;
use http::Request;
use kgas_sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use super::{APPS, CONFIG, Kube, config_map, deployment};

const HERE: &str = "cluster=local/test";

#[test]
fn objects_are_listed_and_changed_without_a_fault_or_an_entry_in_the_log() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 1));
    kube.wait_millis(10_000);
    kube.control("POST", "faults", &json!({ "faults": [{ "fault": "conflict", "operation": "*" }] }));
    kube.control("DELETE", "log", &Value::Null);
    let objects = |kube: &mut Kube, kind: &str| {
        let found = kube.control("GET", &format!("kubernetes/objects?{HERE}&kind={kind}"), &Value::Null);
        found["objects"].as_array().unwrap().clone()
    };
    let pod = objects(&mut kube, "Pod")[0]["metadata"]["name"].clone();
    let change = |set: Value| json!({ "cluster": "local/test", "kind": "Deployment", "namespace": "shop", "name": "api", "set": set });
    kube.control(
        "POST",
        "kubernetes/change",
        &change(json!({ "spec": { "replicas": 2 }, "status": { "replicas": 9 } })),
    );
    let seen = objects(&mut kube, "Deployment");
    assert_eq!((&seen[0]["status"]["replicas"], &seen[0]["metadata"]["generation"]), (&json!(9), &json!(2)));
    kube.wait_millis(10_000);
    assert_eq!(objects(&mut kube, "Deployment")[0]["status"]["readyReplicas"], 2, "the controllers put it right");
    let remove = json!({ "cluster": "local/test", "kind": "Pod", "namespace": "shop", "name": pod, "remove": true });
    kube.control("POST", "kubernetes/change", &remove);
    assert!(!objects(&mut kube, "Pod").iter().any(|one| one["metadata"]["name"] == pod));
    kube.wait_millis(10_000);
    assert_eq!(objects(&mut kube, "Pod").len(), 2, "another one takes its place");
    assert_eq!(kube.control("GET", "log", &Value::Null)["log"], json!([]));
    assert_eq!(kube.control("GET", "faults", &Value::Null)["faults"][0]["met"], 0);
}

#[test]
fn time_that_is_let_pass_passes_for_the_controllers_too() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 1));
    kube.control("POST", "advance", &json!({ "seconds": 10 }));
    assert_eq!(kube.get(&format!("{APPS}/api"))["status"]["availableReplicas"], 1);
}

#[test]
fn a_copy_of_the_world_goes_on_by_itself() {
    let mut kube = Kube::new();
    kube.must("POST", CONFIG, &config_map("c", &json!({ "a": "1" })));
    let mut copy = Kube { world: kube.world.clone(), now: kube.now };
    copy.merge(&format!("{CONFIG}/c"), &json!({ "data": { "a": "2" } }));
    assert_eq!(kube.get(&format!("{CONFIG}/c"))["data"]["a"], "1");
    assert_eq!(copy.get(&format!("{CONFIG}/c"))["data"]["a"], "2");
}

#[test]
fn what_is_not_json_is_refused_by_its_media_type() {
    let mut kube = Kube::new();
    let (status, refused) = kube.send("POST", CONFIG, "application/vnd.kubernetes.protobuf", &json!({}));
    assert_eq!((status, &refused["reason"]), (415, &json!("UnsupportedMediaType")));
}

#[tokio::test]
async fn a_kubeconfig_leads_to_a_cluster() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let ask = |what: &str| {
        let request = Request::builder().uri(format!("/_sandbox/kubernetes/kubeconfig{what}"));
        let answer = sandbox.answer(&request.body(Bytes::new()).unwrap());
        (answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap())
    };
    let (status, text) = ask("?cluster=local/mine");
    assert_eq!(status, 200);
    assert!(text.contains(&format!("server: {}\n", sandbox.kubernetes_url("local/mine"))), "{text}");
    assert!(text.contains("certificate-authority-data: LS0t"), "{text}");
    assert!(ask("").1.contains("/kubernetes/local/sandbox\n"));
    for wrong in ["?cluster=mine", "?cluster=eu-west-1/none"] {
        assert_eq!(ask(wrong).0, 400, "{wrong}");
    }
}
