//! Who may not look, or looks in the wrong place, does not learn that nothing is there.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Status, StatusCause, StatusDetails};
use kgas_api::kubernetes::*;
use kgas_api::{ApiError, Refusal};
use serde_json::{Value, json};

use super::json as answer;

fn status(code: i32, reason: &str, message: &str, details: Option<StatusDetails>) -> Value {
    serde_json::to_value(Status {
        code: Some(code),
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        message: Some(message.to_owned()),
        status: Some("Failure".to_owned()),
        details,
        ..Status::default()
    })
    .unwrap()
}

fn about(kind: &str, name: &str) -> StatusDetails {
    StatusDetails { kind: Some(kind.to_owned()), name: Some(name.to_owned()), ..StatusDetails::default() }
}

fn because(reason: &str, message: &str, field: &str) -> StatusDetails {
    let text = |text: &str| Some(text.to_owned());
    let cause = StatusCause { reason: text(reason), message: text(message), field: text(field) };
    StatusDetails { causes: Some(vec![cause]), ..StatusDetails::default() }
}

fn refusal(body: &Value) -> Refusal {
    let code = u16::try_from(body["code"].as_i64().unwrap()).unwrap();
    match create::response(&answer(code, body)).unwrap_err() {
        ApiError::Refused(refusal) => refusal,
        other @ ApiError::Malformed { .. } => panic!("{other:?}"),
    }
}

#[test]
fn an_object_that_is_not_there() {
    let gone = status(404, "NotFound", "deployments.apps \"api\" not found", Some(about("deployments", "api")));
    assert_eq!(get::response(&answer(404, &gone)), Ok(None));
    assert_eq!(delete::response(&answer(404, &gone)), Ok(None));
    assert_eq!(get_scale::response(&answer(404, &gone)), Ok(None));
    assert_eq!(Reason::of(&refusal(&gone)), Reason::ObjectNotFound);
    for err in [
        list::response(&answer(404, &gone)).unwrap_err(),
        json_patch::response(&answer(404, &gone)).unwrap_err(),
        patch_scale::response(&answer(404, &gone)).unwrap_err(),
    ] {
        let said = "NotFound: deployments.apps \"api\" not found (HTTP 404, request id a-1)";
        assert_eq!(err.to_string(), said);
    }
}

#[test]
fn a_kind_that_is_not_served_is_no_absent_object() {
    let unserved = "the server could not find the requested resource";
    for body in [
        status(404, "NotFound", unserved, None),
        status(404, "NotFound", unserved, Some(StatusDetails::default())),
        status(404, "NotFound", "nothing is said of a name", Some(about("httproutes", ""))),
    ] {
        for err in [get::response(&answer(404, &body)).unwrap_err(), delete::response(&answer(404, &body)).unwrap_err()]
        {
            assert!(matches!(err, ApiError::Refused(_)), "{err:?}");
        }
        assert_eq!(Reason::of(&refusal(&body)), Reason::KindNotServed);
    }
    let plain = crate::case::answer(404, &[], "404 page not found\n");
    let Err(ApiError::Refused(refusal)) = get::response(&plain) else { panic!() };
    assert_eq!(Reason::of(&refusal), Reason::KindNotServed);
    let other = get::response(&crate::case::answer(404, &[], "<html>hunter2"));
    assert!(
        matches!(&other, Err(ApiError::Malformed { .. })) && !format!("{other:?}").contains("hunter2"),
        "{other:?}"
    );
}

#[test]
fn refusals_are_told_apart() {
    let conflict = "Apply failed with 1 conflict: conflict with \"argocd\" using v1: .spec.rules";
    let managers =
        because("FieldManagerConflict", "conflict with \"argocd\" using gateway.networking.k8s.io/v1", ".spec.rules");
    let webhook = "admission webhook \"policy.example.com\" denied the request: no";
    let policy =
        "deployments.apps \"api\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no";
    let quota = "pods \"api\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=5, limited: pods=5";
    let rbac =
        "httproutes.gateway.networking.k8s.io \"api\" is forbidden: User \"ci\" cannot patch resource \"httproutes\"";
    let pod_security = "pods \"api\" is forbidden: violates PodSecurity \"restricted:latest\": privileged";
    let ending = "unable to create new content in namespace shop because it is being terminated";
    let typed = "failed to create typed patch object (shop/api; apps/v1, Kind=Deployment): .spec.a: field not declared in schema";
    let one = Some(about("deployments", "api"));
    let table = [
        (
            status(404, "NotFound", "namespaces \"shop\" not found", Some(about("namespaces", "shop"))),
            Reason::NamespaceNotFound,
        ),
        (status(409, "AlreadyExists", "leases \"api\" already exists", one.clone()), Reason::AlreadyExists),
        (status(409, "Conflict", "the object has been modified", one.clone()), Reason::Conflict),
        (
            status(409, "Conflict", "Precondition failed: UID in precondition: a, UID in object meta: b", one.clone()),
            Reason::Conflict,
        ),
        (status(409, "Conflict", conflict, Some(managers)), Reason::FieldConflict),
        // A `test` that fails: the server drops what its patch library says.
        (
            status(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                Some(StatusDetails::default()),
            ),
            Reason::PatchDoesNotFit,
        ),
        (
            status(422, "Invalid", "Deployment.apps \"api\" is invalid", Some(about("Deployment", "api"))),
            Reason::Invalid,
        ),
        (
            status(422, "Invalid", "\"\" is invalid: patch", Some(because("FieldValueInvalid", "strict", "patch"))),
            Reason::Invalid,
        ),
        (status(400, "BadRequest", "strict decoding error: unknown field \"spec.a\"", None), Reason::Invalid),
        (status(500, "", typed, None), Reason::Invalid),
        (status(403, "Forbidden", rbac, one.clone()), Reason::Forbidden),
        (status(403, "Forbidden", quota, one.clone()), Reason::QuotaExceeded),
        (status(403, "Forbidden", pod_security, one.clone()), Reason::AdmissionDenied),
        (status(403, "Forbidden", webhook, one.clone()), Reason::AdmissionDenied),
        (status(400, "", webhook, None), Reason::AdmissionDenied),
        (status(422, "Invalid", policy, one.clone()), Reason::AdmissionDenied),
        (
            status(403, "Forbidden", ending, Some(because("NamespaceTerminating", ending, "metadata.namespace"))),
            Reason::NamespaceTerminating,
        ),
        (status(401, "Unauthorized", "Unauthorized", None), Reason::Unauthorized),
        (status(410, "Expired", "The provided continue parameter is too old", None), Reason::Expired),
        (status(503, "ServiceUnavailable", "not yet", None), Reason::Other),
        (status(500, "InternalError", "failed calling webhook \"a\"", None), Reason::Other),
    ];
    for (body, reason) in table {
        assert_eq!(Reason::of(&refusal(&body)), reason, "{body}");
    }
}

#[test]
fn whose_fields_were_to_be_applied() {
    let mut body = status(409, "Conflict", "2 conflicts", Some(because("FieldManagerConflict", "", "")));
    body["details"]["causes"] = json!([
        { "reason": "FieldManagerConflict", "message": "conflict with \"kubectl edit\" using v1", "field": ".spec.rules" },
        { "reason": "FieldManagerConflict", "message": "conflict with \"hpa\" with subresource \"scale\" using v1", "field": ".spec.replicas" },
        { "reason": "Other", "message": "conflict with \"nobody\"", "field": ".a" },
    ]);
    let found = field_conflicts(&refusal(&body));
    let found: Vec<_> = found.iter().map(|one| (one.manager.as_str(), one.field.as_str())).collect();
    assert_eq!(found, [("kubectl edit", ".spec.rules"), ("hpa", ".spec.replicas")]);
}

#[test]
fn a_status_keeps_what_it_says() {
    let mut details = because("FieldValueInvalid", "must be less", "spec.replicas");
    (details.kind, details.name, details.group) = (Some("Deployment".into()), Some("api".into()), Some("apps".into()));
    details.retry_after_seconds = Some(7);
    let refusal = refusal(&status(422, "Invalid", "words", Some(details)));
    let (code, after) = (refusal.code.as_str(), refusal.retry_after.unwrap().as_secs());
    assert_eq!((refusal.status, code, refusal.message.as_str(), after), (422, "Invalid", "words", 7));
    let details = refusal.details.unwrap();
    assert_eq!((details.group.as_str(), details.kind.as_str(), details.name.as_str()), ("apps", "Deployment", "api"));
    let cause = &details.causes[0];
    assert_eq!(
        (cause.reason.as_str(), cause.message.as_str(), cause.field.as_str()),
        ("FieldValueInvalid", "must be less", "spec.replicas")
    );
}

/// A field that does not exist in a JSON Patch of a Secret, as Kubernetes 1.36 refuses it.
#[test]
fn the_object_that_a_refusal_repeats_is_not_shown() {
    let object =
        json!({ "apiVersion": "v1", "kind": "Secret", "data": { "a": "hunter2".repeat(40), "quote": "\"\\" } });
    let said =
        format!("Invalid value: {}: strict decoding error: unknown field \"spec.nope\"", json!(object.to_string()));
    let details = because("FieldValueInvalid", &said, "patch");
    let body = status(422, "Invalid", &format!(" \"\" is invalid: patch: {said}"), Some(details));
    let refusal = refusal(&body);
    assert!(!format!("{refusal:?}").contains("hunter2"), "{refusal:?}");
    let shown = "Invalid value: \"...\": strict decoding error: unknown field \"spec.nope\"";
    assert_eq!(refusal.message, format!(" \"\" is invalid: patch: {shown}"));
    assert_eq!(refusal.details.as_deref().unwrap().causes[0].message, shown);
    assert_eq!(Reason::of(&refusal), Reason::Invalid);
    let short = "spec.weight: Invalid value: \"1\": too little, spec.name: Invalid value: \"b\\\"c\": no";
    assert_eq!(self::refusal(&status(422, "Invalid", short, None)).message, short);
    let cut = format!("Invalid value: \"{}", "hunter2".repeat(40));
    assert_eq!(self::refusal(&status(422, "Invalid", &cut, None)).message, "Invalid value: \"...");
}

#[test]
fn filters_answer_in_plain_text() {
    for (code, body, word) in [
        (429, "Too many requests, please try again later.\n", "TooManyRequests"),
        (401, "Unauthorized\n", "Unauthorized"),
    ] {
        let Err(ApiError::Refused(refusal)) = get::response(&crate::case::answer(code, &[], body)) else {
            panic!("{code}")
        };
        assert_eq!((refusal.status, refusal.code.as_str()), (code, word));
    }
    let unnamed = refusal(&status(500, "", "etcdserver: leader changed", None));
    assert_eq!(unnamed.code, "InternalServerError");
}

#[test]
fn a_deletion_is_answered_by_the_object_or_by_success() {
    let object = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "deletionTimestamp": "2026-03-01T00:00:00Z" } });
    let success = json!({ "kind": "Status", "apiVersion": "v1", "status": "Success", "details": { "name": "a", "kind": "pods" } });
    for (code, body) in [(200, &object), (202, &object), (200, &success)] {
        assert_eq!(delete::response(&answer(code, body)), Ok(Some(())));
    }
    assert!(delete::response(&answer(200, &json!({}))).is_err());
}

#[test]
fn a_status_is_no_object_and_a_pod_is_no_scale() {
    let success = json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success" });
    assert!(get::response(&answer(200, &success)).is_err());
    let pod = json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" } });
    assert!(get_scale::response(&answer(200, &pod)).is_err());
    assert!(version::response(&answer(200, &pod)).is_err());
    let scale = json!({
        "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": { "name": "api", "resourceVersion": "9" },
        "spec": { "replicas": 3 }, "status": { "replicas": 2, "selector": "app=api" },
    });
    let expected = Scale { resource_version: Some("9".into()), wanted: 3, there: 2, selector: Some("app=api".into()) };
    assert_eq!(get_scale::response(&answer(200, &scale)), Ok(Some(expected)));
}

#[test]
fn a_version_with_a_plus() {
    let eks = json!({ "major": "1", "minor": "34+", "gitVersion": "v1.34.1-eks-3025e55", "platform": "linux/amd64", "new": 1 });
    let version = version::response(&answer(200, &eks)).unwrap();
    assert_eq!((version.numbers(), version.git_version.as_str()), (Some((1, 34)), "v1.34.1-eks-3025e55"));
}
