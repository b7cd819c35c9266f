//! Objects, their metadata, and what is refused.
use serde_json::{Value, json};

use super::{APPS, CONFIG, Kube, ROUTES, SERVICES, config_map, deployment, route, service};

#[test]
fn an_object_gets_its_metadata_and_its_defaults() {
    let mut kube = Kube::new();
    let (status, made) = kube.ask("POST", APPS, &deployment("api", 2));
    assert_eq!(status, 201);
    let metadata = &made["metadata"];
    assert_eq!((&metadata["namespace"], &metadata["generation"]), (&json!("shop"), &json!(1)));
    assert_eq!(metadata["creationTimestamp"], "2026-11-01T00:00:00Z");
    assert_eq!(metadata["uid"].as_str().unwrap().len(), 36);
    let entry = &metadata["managedFields"][0];
    assert_eq!((&entry["manager"], &entry["operation"]), (&json!("tester"), &json!("Update")));
    assert_eq!(entry["fieldsV1"]["f:spec"]["f:replicas"], json!({}));
    let container = &entry["fieldsV1"]["f:spec"]["f:template"]["f:spec"]["f:containers"]["k:{\"name\":\"app\"}"];
    assert_eq!((&container["."], &container["f:image"]), (&json!({}), &json!({})));
    assert_eq!(made["spec"]["strategy"]["rollingUpdate"], json!({ "maxUnavailable": "25%", "maxSurge": "25%" }));
    let pod = &made["spec"]["template"]["spec"];
    assert_eq!(
        (&pod["restartPolicy"], &pod["containers"][0]["imagePullPolicy"]),
        (&json!("Always"), &json!("IfNotPresent"))
    );
    assert_eq!(pod["containers"][0]["ports"][0]["protocol"], "TCP");
    assert_eq!(kube.get(&format!("{APPS}/api")), made);

    let made = kube.must("POST", SERVICES, &service("api", "api"));
    assert!(made["spec"]["clusterIP"].as_str().unwrap().starts_with("10.100."));
    let made = kube.must("POST", ROUTES, &route("api", &[("api", 1)]));
    assert_eq!(made["spec"]["rules"][0]["backendRefs"][0]["kind"], "Service");
    assert_eq!(made["spec"]["rules"][0]["matches"][0]["path"]["value"], "/");
}

#[test]
fn versions_rise_with_every_write_and_generations_with_what_is_wanted() {
    let mut kube = Kube::new();
    let version = |doc: &Value| doc["metadata"]["resourceVersion"].as_str().unwrap().parse::<u64>().unwrap();
    let made = kube.must("POST", APPS, &deployment("api", 2));
    let path = format!("{APPS}/api");
    let (_, labelled) = kube.merge(&path, &json!({ "metadata": { "labels": { "a": "b" } } }));
    assert!(version(&labelled) > version(&made));
    assert_eq!(labelled["metadata"]["generation"], 1);
    let (_, again) = kube.merge(&path, &json!({ "metadata": { "labels": { "a": "b" } } }));
    assert_eq!(again, labelled, "what changes nothing is no write");
    let (_, scaled) = kube.merge(&path, &json!({ "spec": { "replicas": 3 } }));
    assert_eq!(scaled["metadata"]["generation"], 2);
    let mut said = scaled.clone();
    said["status"] = json!({ "observedGeneration": 2 });
    let ignored = kube.must("PUT", &path, &said);
    assert_eq!(ignored.get("status"), None, "a status is written through /status alone");
    said["spec"]["replicas"] = json!(9);
    let told = kube.must("PUT", &format!("{path}/status"), &said);
    assert_eq!((&told["status"]["observedGeneration"], &told["spec"]["replicas"]), (&json!(2), &json!(3)));
}

#[test]
fn a_replacement_of_another_version_is_a_conflict() {
    let mut kube = Kube::new();
    let leases = "apis/coordination.k8s.io/v1/namespaces/shop/leases";
    let lease = json!({ "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": { "name": "lock" },
        "spec": { "holderIdentity": "a", "leaseTransitions": 1 } });
    let mine = kube.must("POST", leases, &lease);
    let path = format!("{leases}/lock");
    let mut theirs = mine.clone();
    theirs["spec"]["holderIdentity"] = json!("b");
    kube.must("PUT", &path, &theirs);
    let (status, refused) = kube.ask("PUT", &path, &mine);
    assert_eq!((status, &refused["reason"], &refused["kind"]), (409, &json!("Conflict"), &json!("Status")));
    assert_eq!(
        refused["message"],
        "Operation cannot be fulfilled on leases.coordination.k8s.io \"lock\": the object has been modified; please \
         apply your changes to the latest version and try again"
    );
    assert_eq!(refused["details"], json!({ "name": "lock", "group": "coordination.k8s.io", "kind": "leases" }));
    // Nothing said about the version is refused for a Lease and no matter for a ConfigMap.
    assert_eq!(kube.ask("PUT", &path, &lease).0, 422);
    kube.must("POST", CONFIG, &config_map("c", &json!({ "a": "1" })));
    kube.must("PUT", &format!("{CONFIG}/c"), &config_map("c", &json!({ "a": "2" })));
    // A patch says by its version what it was made of.
    let outdated = json!({ "metadata": { "resourceVersion": "1" }, "data": { "a": "3" } });
    assert_eq!(kube.merge(&format!("{CONFIG}/c"), &outdated).0, 409);
    // PUT makes a Lease that is not there, and no ConfigMap.
    assert_eq!(kube.ask("PUT", &format!("{leases}/new"), &json!({ "metadata": { "name": "new" }, "spec": {} })).0, 201);
    assert_eq!(kube.ask("PUT", &format!("{CONFIG}/new"), &config_map("new", &json!({}))).0, 404);
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let mut kube = Kube::new();
    kube.must("POST", APPS, &deployment("api", 1));
    let refused = |kube: &mut Kube, method: &str, path: &str, body: &Value| {
        let (status, answer) = kube.ask(method, path, body);
        assert_eq!(
            (&answer["kind"], &answer["status"], &answer["code"]),
            (&json!("Status"), &json!("Failure"), &json!(status))
        );
        format!("{status} {}", answer["reason"].as_str().unwrap_or_default())
    };
    let mut unfit = deployment("other", 1);
    unfit["spec"]["selector"]["matchLabels"]["app"] = json!("else");
    let mut immutable = deployment("api", 1);
    for pointer in ["/spec/selector/matchLabels/app", "/spec/template/metadata/labels/app"] {
        *immutable.pointer_mut(pointer).unwrap() = json!("else");
    }
    let wild = route("wild", &[("a", 2_000_000)]);
    for (method, path, body, wanted) in [
        ("GET", format!("{APPS}/none"), Value::Null, "404 NotFound"),
        ("GET", "apis/apps/v1/namespaces/shop/daemonsets".to_owned(), Value::Null, "404 NotFound"),
        ("POST", APPS.to_owned(), deployment("api", 1), "409 AlreadyExists"),
        ("POST", APPS.replace("shop", "none"), deployment("api", 1), "404 NotFound"),
        ("POST", APPS.to_owned(), unfit, "422 Invalid"),
        ("POST", APPS.to_owned(), deployment("Wrong_Name", 1), "422 Invalid"),
        ("PUT", format!("{APPS}/api"), immutable, "422 Invalid"),
        ("POST", ROUTES.to_owned(), wild, "422 Invalid"),
        ("POST", ROUTES.to_owned(), json!({ "metadata": { "name": "a" } }), "400 BadRequest"),
        ("POST", CONFIG.to_owned(), service("a", "a"), "400 BadRequest"),
        ("POST", CONFIG.to_owned(), json!({ "data": {} }), "422 Invalid"),
        ("PUT", format!("{APPS}/api"), deployment("other", 1), "400 BadRequest"),
        ("POST", format!("{APPS}/api"), deployment("api", 1), "405 MethodNotAllowed"),
        ("GET", format!("{APPS}?watch=true"), Value::Null, "405 MethodNotAllowed"),
        ("PATCH", format!("{APPS}/api"), json!({}), "415 UnsupportedMediaType"),
    ] {
        assert_eq!(refused(&mut kube, method, &path, &body), wanted, "{method} {path} {body}");
    }
    let (_, answer) = kube.ask("POST", APPS, &deployment("Wrong_Name", 1));
    assert_eq!(answer["details"]["causes"][0]["field"], "metadata.name");
}

#[test]
fn what_is_immutable_stays() {
    let mut kube = Kube::new();
    let mut frozen = config_map("frozen", &json!({ "a": "1" }));
    frozen["immutable"] = json!(true);
    kube.must("POST", CONFIG, &frozen);
    let path = format!("{CONFIG}/frozen");
    let (status, refused) = kube.merge(&path, &json!({ "data": { "a": "2" } }));
    assert_eq!((status, &refused["details"]["causes"][0]["field"]), (422, &json!("data")));
    assert_eq!(kube.merge(&path, &json!({ "metadata": { "labels": { "a": "b" } } })).0, 200);
    kube.must("DELETE", &path, &Value::Null);
}

#[test]
fn strict_validation_names_the_unknown_field() {
    let mut kube = Kube::new();
    let mut wrong = deployment("api", 1);
    wrong["spec"]["replicaz"] = json!(1);
    let (status, refused) = kube.ask("POST", &format!("{APPS}?fieldValidation=Strict"), &wrong);
    assert_eq!((status, &refused["reason"]), (400, &json!("BadRequest")));
    assert!(refused["message"].as_str().unwrap().ends_with("strict decoding error: unknown field \"spec.replicaz\""));
    assert_eq!(kube.ask("POST", APPS, &wrong).0, 201);
    let patch = json!({ "dato": {} });
    kube.must("POST", CONFIG, &config_map("c", &json!({})));
    assert_eq!(kube.merge(&format!("{CONFIG}/c?fieldValidation=Strict"), &patch).0, 422);
}

#[test]
fn lists_are_selected_and_come_in_pages() {
    let mut kube = Kube::new();
    for (name, slot) in [("api-a", "a"), ("api-b", "b"), ("web-a", "a")] {
        let mut one = deployment(name, 1);
        one["metadata"]["labels"]["kgas.dev/slot"] = json!(slot);
        kube.must("POST", APPS, &one);
    }
    let names = |list: &Value| {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let list = kube.get(&format!("{APPS}?labelSelector=kgas.dev/slot%3Da,app%20in%20(api-a,api-b)"));
    assert_eq!((names(&list), &list["kind"]), (vec!["api-a".to_owned()], &json!("DeploymentList")));
    assert_eq!(list["items"][0].get("kind"), None, "items of a built-in kind do not say what they are");
    assert_eq!(names(&kube.get("apis/apps/v1/deployments?fieldSelector=metadata.name%3Dweb-a")), ["web-a"]);
    let first = kube.get(&format!("{APPS}?limit=2"));
    assert_eq!((names(&first).len(), &first["metadata"]["remainingItemCount"]), (2, &json!(1)));
    let next = first["metadata"]["continue"].as_str().unwrap();
    let second = kube.get(&format!("{APPS}?limit=2&continue={next}"));
    assert_eq!((names(&second), second["metadata"].get("continue")), (vec!["web-a".to_owned()], None));
    assert_eq!(kube.ask("GET", &format!("{APPS}?labelSelector=a%20b"), &Value::Null).0, 400);
}

#[test]
fn deleting_heeds_preconditions_and_finalizers() {
    let mut kube = Kube::new();
    let made = kube.must("POST", CONFIG, &config_map("c", &json!({})));
    let path = format!("{CONFIG}/c");
    let uid = |uid: &str| json!({ "preconditions": { "uid": uid } });
    assert_eq!(kube.ask("DELETE", &path, &uid("another")).0, 409);
    let gone = kube.must("DELETE", &path, &uid(made["metadata"]["uid"].as_str().unwrap()));
    assert_eq!((&gone["status"], &gone["details"]["kind"]), (&json!("Success"), &json!("configmaps")));
    assert_eq!(kube.ask("DELETE", &path, &Value::Null).0, 404);

    let mut held = config_map("held", &json!({}));
    held["metadata"]["finalizers"] = json!(["example.com/hold"]);
    kube.must("POST", CONFIG, &held);
    let path = format!("{CONFIG}/held");
    let held = kube.must("DELETE", &path, &Value::Null);
    assert!(held["metadata"]["deletionTimestamp"].is_string());
    assert_eq!(kube.merge(&path, &json!({ "metadata": { "finalizers": [] } })).0, 200);
    assert_eq!(kube.ask("GET", &path, &Value::Null).0, 404);
}

#[test]
fn events_of_both_groups_are_the_same() {
    let mut kube = Kube::new();
    let event = json!({ "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": { "generateName": "step-" },
        "reason": "WeightRaised", "note": "25", "type": "Normal", "regarding": { "kind": "Deployment", "name": "api" },
        "reportingController": "kgas", "eventTime": "2026-11-01T00:00:00.000000Z", "action": "Raise" });
    let made = kube.must("POST", "apis/events.k8s.io/v1/namespaces/shop/events", &event);
    let name = made["metadata"]["name"].as_str().unwrap();
    assert_eq!((name.len(), &made["note"]), ("step-".len() + 5, &json!("25")));
    let core = kube.get(&format!("api/v1/namespaces/shop/events/{name}"));
    assert_eq!((&core["apiVersion"], &core["message"], core.get("note")), (&json!("v1"), &json!("25"), None));
    assert_eq!(core["involvedObject"]["name"], "api");
}
