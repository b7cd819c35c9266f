//! Patches and the scale, and dry runs of all of them.
use serde_json::{Value, json};

use super::{APPS, CONFIG, Kube, ROUTES, config_map, deployment, route};

#[test]
fn a_json_patch_whose_test_fails_is_refused_as_a_real_server_does_it() {
    let mut kube = Kube::new();
    let made = kube.must("POST", ROUTES, &route("api", &[("api-a", 100), ("api-b", 0)]));
    let path = format!("{ROUTES}/api");
    let shift = |version: &Value, name: &str| {
        json!([
            { "op": "test", "path": "/metadata/resourceVersion", "value": version },
            { "op": "test", "path": "/spec/rules/0/backendRefs/1/name", "value": name },
            { "op": "replace", "path": "/spec/rules/0/backendRefs/0/weight", "value": 75 },
            { "op": "replace", "path": "/spec/rules/0/backendRefs/1/weight", "value": 25 },
        ])
    };
    let version = &made["metadata"]["resourceVersion"];
    for wrong in [shift(&json!("1"), "api-b"), shift(version, "api-c")] {
        let (status, refused) = kube.json_patch(&path, &wrong);
        // Not a word about what did not hold.
        let whole = json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": "the server rejected our request due to an error in our request", "reason": "Invalid",
            "details": {}, "code": 422 });
        assert_eq!((status, refused), (422, whole));
    }
    assert_eq!(kube.get(&path), made);
    let (status, patched) = kube.json_patch(&path, &shift(version, "api-b"));
    let weights: Vec<_> = [0, 1].map(|at| patched["spec"]["rules"][0]["backendRefs"][at]["weight"].clone()).into();
    assert_eq!((status, weights), (200, vec![json!(75), json!(25)]));
    assert_eq!(patched["metadata"]["generation"], 2);
}

#[test]
fn the_scale_is_an_object_of_its_own() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 2));
    let path = format!("{APPS}/api/scale");
    let scale = kube.get(&path);
    assert_eq!(
        (&scale["kind"], &scale["spec"], &scale["status"]["selector"]),
        (&json!("Scale"), &json!({ "replicas": 2 }), &json!("app=api"))
    );
    let (status, scaled) = kube.merge(&path, &json!({ "spec": { "replicas": 5 } }));
    assert_eq!((status, &scaled["kind"], &scaled["spec"]["replicas"]), (200, &json!("Scale"), &json!(5)));
    let whole = kube.get(&format!("{APPS}/api"));
    assert_eq!((&whole["spec"]["replicas"], &whole["metadata"]["generation"]), (&json!(5), &json!(2)));
    let managers = whole["metadata"]["managedFields"].as_array().unwrap();
    let own = managers.iter().find(|entry| entry["subresource"] == "scale").unwrap();
    assert_eq!(own["fieldsV1"], json!({ "f:spec": { "f:replicas": {} } }));
    // What was read before is no longer the version that is replaced.
    assert_eq!(kube.ask("PUT", &path, &scale).0, 409);
    let zero = json!({ "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": { "name": "api" }, "spec": {} });
    assert_eq!(kube.must("PUT", &path, &zero)["spec"], json!({}));
    assert_eq!(kube.get(&format!("{APPS}/api"))["spec"]["replicas"], 0);
    assert_eq!(kube.merge(&path, &json!({ "spec": { "replicas": -1 } })).0, 422);
}

#[test]
fn a_strategic_patch_merges_containers_by_name_and_custom_resources_have_none() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 1));
    kube.must("POST", ROUTES, &route("api", &[("api", 1)]));
    let media = "application/strategic-merge-patch+json";
    let patch =
        json!({ "spec": { "template": { "spec": { "containers": [{ "name": "app", "image": "registry/app:2" }] } } } });
    let (status, patched) = kube.send("PATCH", &format!("{APPS}/api"), media, &patch);
    let container = &patched["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(
        (status, &container["image"], &container["ports"][0]["containerPort"]),
        (200, &json!("registry/app:2"), &json!(8080))
    );
    assert_eq!(kube.send("PATCH", &format!("{ROUTES}/api"), media, &json!({})).0, 415);
}

#[test]
fn a_dry_run_answers_and_changes_nothing() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 1));
    kube.must("POST", CONFIG, &config_map("c", &json!({ "a": "1" })));
    let before = kube.everything();
    let dry = |path: &str| format!("{path}?dryRun=All");
    let (status, made) = kube.ask("POST", &dry(APPS), &deployment("other", 1));
    assert_eq!((status, made["metadata"]["uid"].is_string()), (201, true));
    assert_eq!(kube.ask("POST", &dry(APPS), &deployment("api", 1)).0, 409);
    let path = format!("{CONFIG}/c");
    assert_eq!(kube.must("PUT", &dry(&path), &config_map("c", &json!({ "a": "2" })))["data"]["a"], "2");
    assert_eq!(kube.merge(&dry(&path), &json!({ "data": { "a": "3" } })).1["data"]["a"], "3");
    assert_eq!(
        kube.merge(&dry(&format!("{APPS}/api/scale")), &json!({ "spec": { "replicas": 4 } })).1["spec"]["replicas"],
        4
    );
    assert_eq!(
        kube.apply(&path, "me", "&force=true&dryRun=All", &config_map("c", &json!({ "a": "4" }))).1["data"]["a"],
        "4"
    );
    kube.must("DELETE", &dry(&path), &Value::Null);
    kube.must("DELETE", &path, &json!({ "dryRun": ["All"] }));
    assert_eq!(kube.everything(), before);
    assert_eq!(kube.ask("POST", &format!("{APPS}?dryRun=Some"), &deployment("other", 1)).0, 422);
}
