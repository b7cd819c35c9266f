//! What gateways say of routes.
use serde_json::{Value, json};

use super::{Kube, ROUTES, SERVICES, route, service};

/// Reason and observed generation of each condition of the first parent.
fn said(kube: &mut Kube) -> Value {
    let seen = kube.get(&format!("{ROUTES}/api"));
    let conditions = seen["status"]["parents"][0]["conditions"].as_array().cloned().unwrap_or_default();
    conditions.iter().map(|one| json!([one["type"], one["status"], one["reason"], one["observedGeneration"]])).collect()
}

#[test]
fn a_gateway_takes_a_route_a_while_after_each_change_of_it() {
    let mut kube = Kube::new();
    kube.must("POST", SERVICES, &service("api-a", "api"));
    kube.must("POST", ROUTES, &route("api", &[("api-a", 100), ("api-b", 0)]));
    kube.wait_millis(400);
    assert_eq!(said(&mut kube), json!([]), "not yet");
    kube.wait_millis(100);
    let accepted = |generation: u64| json!(["Accepted", "True", "Accepted", generation]);
    let refs = |status: &str, reason: &str, generation: u64| json!(["ResolvedRefs", status, reason, generation]);
    assert_eq!(said(&mut kube), json!([accepted(1), refs("False", "BackendNotFound", 1)]));
    kube.must("POST", SERVICES, &service("api-b", "api"));
    kube.wait_millis(100);
    assert_eq!(said(&mut kube), json!([accepted(1), refs("True", "ResolvedRefs", 1)]));

    let weights = json!([{ "op": "replace", "path": "/spec/rules/0/backendRefs/1/weight", "value": 25 }]);
    assert_eq!(kube.json_patch(&format!("{ROUTES}/api"), &weights).0, 200);
    kube.wait_millis(300);
    assert_eq!(said(&mut kube), json!([accepted(1), refs("True", "ResolvedRefs", 1)]), "the gateway has yet to see it");
    kube.wait_millis(200);
    assert_eq!(said(&mut kube), json!([accepted(2), refs("True", "ResolvedRefs", 2)]));
    kube.must("DELETE", &format!("{SERVICES}/api-b"), &Value::Null);
    kube.wait_millis(100);
    assert_eq!(said(&mut kube)[1], refs("False", "BackendNotFound", 2));
}

#[test]
fn a_route_can_be_refused() {
    let mut kube = Kube::new();
    let mut refused = route("api", &[]);
    refused["metadata"]["annotations"] = json!({ "kgas.test/accepted": "false" });
    kube.must("POST", ROUTES, &refused);
    kube.wait_millis(500);
    assert_eq!(said(&mut kube)[0], json!(["Accepted", "False", "NotAllowedByListeners", 1]));
}
