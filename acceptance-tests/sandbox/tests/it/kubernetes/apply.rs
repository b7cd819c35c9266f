//! Server-side apply: who owns what, and what that prevents.
use serde_json::{Value, json};

use super::{APPS, CONFIG, Kube, ROUTES, config_map, deployment, route};

fn replicas(count: u64) -> Value {
    json!({ "apiVersion": "apps/v1", "kind": "Deployment", "spec": { "replicas": count } })
}

/// The managers of an object, each with the operation it wrote by.
fn managers(doc: &Value) -> Vec<String> {
    let entries = doc["metadata"]["managedFields"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    entries.map(|entry| format!("{} {}", text(&entry["manager"]), text(&entry["operation"]))).collect()
}

#[test]
fn applying_creates_and_what_changes_nothing_is_no_write() {
    let mut kube = Kube::new();
    let path = format!("{APPS}/api");
    let (status, made) = kube.apply(&path, "kgas", "", &deployment("api", 2));
    assert_eq!((status, managers(&made)), (201, vec!["kgas Apply".to_owned()]));
    kube.wait_millis(10_000);
    let (status, again) = kube.apply(&path, "kgas", "", &deployment("api", 2));
    assert_eq!((status, again["metadata"]["generation"].clone()), (200, json!(1)));
    assert_eq!(again["metadata"]["managedFields"], made["metadata"]["managedFields"]);
}

#[test]
fn what_another_owns_is_a_conflict_that_names_the_fields_and_the_owner() {
    let mut kube = Kube::new();
    let path = format!("{APPS}/api");
    kube.apply(&path, "kgas", "", &deployment("api", 2));
    let (status, refused) = kube.apply(&path, "other", "", &replicas(5));
    assert_eq!((status, &refused["reason"]), (409, &json!("Conflict")));
    assert_eq!(refused["message"], "Apply failed with 1 conflict: conflict with \"kgas\": .spec.replicas");
    let cause =
        json!({ "reason": "FieldManagerConflict", "message": "conflict with \"kgas\"", "field": ".spec.replicas" });
    assert_eq!(refused["details"]["causes"], json!([cause]));
    // The same value is owned together, and then neither may change it alone.
    assert_eq!(kube.apply(&path, "other", "", &replicas(2)).0, 200);
    let (_, refused) = kube.apply(&path, "kgas", "", &deployment("api", 3));
    assert_eq!(refused["message"], "Apply failed with 1 conflict: conflict with \"other\": .spec.replicas");
    let (status, taken) = kube.apply(&path, "kgas", "&force=true", &deployment("api", 3));
    assert_eq!((status, managers(&taken)), (200, vec!["kgas Apply".to_owned()]));

    // One who updates is another manager, also by the same name; it is named with what it wrote by.
    kube.merge(&format!("{path}?fieldManager=kgas"), &json!({ "spec": { "replicas": 7, "paused": true } }));
    let (_, refused) = kube.apply(&path, "kgas", "", &deployment("api", 3));
    assert_eq!(
        refused["message"],
        "Apply failed with 1 conflict: conflict with \"kgas\" using apps/v1: .spec.replicas"
    );
    kube.merge(&format!("{path}/scale"), &json!({ "spec": { "replicas": 8 } }));
    let (_, refused) = kube.apply(&path, "kgas", "", &deployment("api", 3));
    let owner = "\"tester\" with subresource \"scale\" using apps/v1";
    assert_eq!(refused["message"], format!("Apply failed with 1 conflict: conflict with {owner}: .spec.replicas"));
}

#[test]
fn several_conflicts_are_listed_by_owner() {
    let mut kube = Kube::new();
    let path = format!("{APPS}/api");
    kube.apply(&path, "kgas", "", &deployment("api", 2));
    let mut other = deployment("api", 3);
    other["spec"]["template"]["spec"]["containers"][0]["image"] = json!("registry/app:2");
    let (_, refused) = kube.apply(&path, "other", "", &other);
    assert_eq!(
        refused["message"],
        "Apply failed with 2 conflicts: conflicts with \"kgas\":\n- .spec.replicas\n\
         - .spec.template.spec.containers[name=\"app\"].image"
    );
}

#[test]
fn what_is_no_longer_applied_goes_unless_another_owns_it() {
    let mut kube = Kube::new();
    let path = format!("{CONFIG}/c");
    let (_, _) = kube.apply(&path, "one", "", &config_map("c", &json!({ "a": "1", "b": "2" })));
    kube.apply(&path, "other", "", &config_map("c", &json!({ "b": "2", "c": "3" })));
    let (_, seen) = kube.apply(&path, "one", "", &config_map("c", &json!({})));
    assert_eq!(seen["data"], json!({ "b": "2", "c": "3" }));
    let (_, seen) = kube.apply(&path, "one", "", &json!({ "apiVersion": "v1", "kind": "ConfigMap" }));
    assert_eq!(managers(&seen), ["other Apply"], "who applies nothing owns nothing");
}

#[test]
fn items_of_a_list_with_keys_have_their_own_owners() {
    let mut kube = Kube::new();
    let path = format!("{APPS}/api");
    kube.apply(&path, "kgas", "", &deployment("api", 1));
    let container = |container: Value| json!({ "apiVersion": "apps/v1", "kind": "Deployment", "spec": { "template": { "spec": { "containers": [container] } } } });
    let (status, seen) = kube.apply(&path, "mesh", "", &container(json!({ "name": "proxy", "image": "proxy:1" })));
    assert_eq!((status, seen["spec"]["template"]["spec"]["containers"].as_array().unwrap().len()), (200, 2));
    let env = json!({ "name": "app", "env": [{ "name": "TRACE", "value": "on" }] });
    let (status, _) = kube.apply(&path, "mesh", "", &container(env));
    assert_eq!(status, 200);
    let seen = kube.get(&path);
    let containers = seen["spec"]["template"]["spec"]["containers"].as_array().unwrap();
    assert_eq!(containers.len(), 1, "the proxy is gone: {containers:?}");
    assert_eq!((&containers[0]["name"], &containers[0]["image"]), (&json!("app"), &json!("registry/app:1")));
    // Who leaves the container leaves its name to the one who has put a variable into it.
    let (_, seen) = kube.apply(&path, "mesh", "", &json!({ "apiVersion": "apps/v1", "kind": "Deployment" }));
    assert_eq!(seen["spec"]["template"]["spec"]["containers"][0].get("env"), None);
}

#[test]
fn a_route_is_owned_with_all_its_rules() {
    let mut kube = Kube::new();
    let path = format!("{ROUTES}/api");
    kube.must("POST", ROUTES, &route("api", &[("api-a", 100), ("api-b", 0)]));
    let (status, refused) = kube.apply(&path, "kgas-traffic", "", &route("api", &[("api-a", 75), ("api-b", 25)]));
    assert_eq!(status, 409);
    let owner = "\"tester\" using gateway.networking.k8s.io/v1";
    let sentence = refused["message"].as_str().unwrap();
    assert!(sentence.contains(owner) && sentence.ends_with(".spec.rules"), "{sentence}");
    assert_eq!(kube.apply(&path, "kgas-traffic", "&force=true", &route("api", &[("api-a", 75), ("api-b", 25)])).0, 200);
}

#[test]
fn an_apply_without_its_manager_its_kind_or_known_fields_is_refused() {
    let mut kube = Kube::new();
    let path = format!("{APPS}/api");
    let media = "application/apply-patch+yaml";
    let (status, refused) = kube.send("PATCH", &path, media, &deployment("api", 1));
    assert_eq!((status, &refused["details"]["causes"][0]["field"]), (422, &json!("fieldManager")));
    assert_eq!(kube.apply(&path, "kgas", "", &json!({ "spec": {} })).0, 400);
    let mut wrong = deployment("api", 1);
    wrong["spec"]["replicaz"] = json!(1);
    let (status, refused) = kube.apply(&path, "kgas", "", &wrong);
    assert_eq!((status, refused.get("reason")), (500, None), "as the real server answers");
    assert!(refused["message"].as_str().unwrap().ends_with(".spec.replicaz: field not declared in schema"));
    assert_eq!(kube.merge(&format!("{path}?force=true"), &json!({})).0, 422);
}
