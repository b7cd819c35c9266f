use kgas_api::kubernetes::{Kind, Object, Place, Step, list, micro_time, time};
use serde_json::{Value, json};

use super::{json as answer, place};

/// Ours, with what the API server adds, and fields of a later day.
fn route() -> Value {
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "ofALaterDay": [1, { "a": null }],
        "metadata": {
            "name": "api", "namespace": "shop", "uid": "u-1", "resourceVersion": "41", "generation": 7,
            "creationTimestamp": "2026-03-01T00:00:00Z", "labels": { "team": "a", "odd": 1 }, "annotations": { "a/b": "c" },
            "ownerReferences": [
                { "apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": "u-2", "controller": true },
                { "kind": "without a uid" },
            ],
            "managedFields": [
                { "manager": "kubectl-client-side-apply", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                  "fieldsV1": { "f:spec": { ".": {}, "f:hostnames": {}, "f:rules": {} } } },
                { "manager": "kgas-traffic", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
                  "fieldsV1": { "f:metadata": { "f:annotations": { "f:a/b": {} } } } },
                { "manager": "kubelet", "operation": "Update", "subresource": "status", "fieldsType": "FieldsV1",
                  "fieldsV1": { "f:metadata": {}, "f:spec": { "f:containers": { "k:{\"name\":\"app\"}": { ".": {}, "f:image": {} } } } } },
                { "manager": "without fields", "operation": "Update" },
            ],
        },
        "spec": { "rules": [{ "weight": 12_345_678_901_234_567_890_u64, "share": 0.10 }], "nothing": null },
    })
}

#[test]
fn an_object_is_what_it_was() {
    let object = Object::from_value(route()).unwrap();
    assert_eq!(object.clone().into_value(), route());
    let sent = String::from_utf8(
        kgas_api::kubernetes::create::request(&place(Kind::HTTP_ROUTE), &object, kgas_api::kubernetes::Write::by("m"))
            .request
            .body()
            .to_vec(),
    )
    .unwrap();
    assert_eq!(sent, route().to_string(), "digits and nulls too");
}

#[test]
fn what_every_object_has() {
    let object = Object::from_value(route()).unwrap();
    assert_eq!((object.api_version(), object.kind()), ("gateway.networking.k8s.io/v1", "HTTPRoute"));
    assert_eq!((object.name(), object.namespace(), object.uid()), ("api", Some("shop"), Some("u-1")));
    assert_eq!((object.resource_version(), object.generation()), (Some("41"), Some(7)));
    assert_eq!(object.created().map(time).as_deref(), Some("2026-03-01T00:00:00Z"));
    assert_eq!((object.deletion(), object.is_deleting()), (None, false));
    assert_eq!((object.label("team"), object.label("odd"), object.labels().len()), (Some("a"), None, 1));
    assert_eq!((object.annotation("a/b"), object.annotations().len()), (Some("c"), 1));
    let [owner] = &object.owner_references()[..] else { panic!("{:?}", object.owner_references()) };
    assert_eq!((owner.name.as_str(), owner.uid.as_str(), owner.controller), ("owner", "u-2", Some(true)));
    assert_eq!(object.get(&["spec", "rules"]).unwrap().as_array().unwrap().len(), 1);
    assert_eq!((object.get(&["spec", "rules", "0"]), object.get(&[])), (None, None));

    let mut deleting = route();
    deleting["metadata"]["deletionTimestamp"] = json!("2026-03-01T00:00:01Z");
    let deleting = Object::from_value(deleting).unwrap();
    assert!(deleting.is_deleting() && deleting.deletion() > deleting.created());
}

#[test]
fn what_it_holds_is_not_shown() {
    let secret = Object::at(&place(Kind::SECRET), json!({ "data": { "password": "hunter2" } }));
    assert_eq!(format!("{secret:?}"), "Object(Secret shop/api at no version)");
    assert_eq!(format!("{:?}", Object::from_value(route()).unwrap()), "Object(HTTPRoute shop/api at 41)");
}

#[test]
fn an_object_to_be_written_is_where_it_is_to_be() {
    let fields =
        json!({ "kind": "Job", "metadata": { "name": "other", "namespace": "other", "labels": { "a": "b" } } });
    let object = Object::at(&place(Kind::SECRET), fields).into_value();
    let expected = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "api", "namespace": "shop", "labels": { "a": "b" } },
    });
    assert_eq!(object, expected);
    let namespace = Place::of_namespace(place(Kind::POD).namespace().unwrap());
    let object = Object::at(&namespace, json!("no object")).into_value();
    assert_eq!(object, json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "shop" } }));
    assert_eq!((namespace.to_string(), place(Kind::POD).to_string()), ("Namespace shop".into(), "Pod shop/api".into()));
    assert_eq!(Kind::NAMESPACE.at(place(Kind::POD).namespace().unwrap(), place(Kind::POD).name()).namespace(), None);
}

#[test]
fn what_only_the_server_may_say_is_not_copied() {
    let mut with_status = route();
    with_status["status"] = json!({ "parents": [] });
    let copy = Object::from_value(with_status).unwrap().without_server_fields().into_value();
    let metadata = json!({ "name": "api", "namespace": "shop", "labels": { "team": "a", "odd": 1 }, "annotations": { "a/b": "c" } });
    assert_eq!((&copy["metadata"], &copy["spec"], copy.get("status")), (&metadata, &route()["spec"], None));
    assert_eq!(copy["ofALaterDay"], route()["ofALaterDay"]);
}

#[test]
fn who_owns_a_field() {
    let object = Object::from_value(route()).unwrap();
    let owners =
        |path: &[Step<'_>]| object.owners_of(path).into_iter().map(|it| it.name.to_owned()).collect::<Vec<_>>();
    let app = json!({ "name": "app" });
    let app = Step::Item(app.as_object().unwrap());
    assert_eq!(owners(&["spec".into(), "rules".into()]), ["kubectl-client-side-apply"]);
    assert_eq!(owners(&["spec".into(), "rules".into(), "weight".into()]), [""; 0], "it has no owners of its own");
    assert_eq!(owners(&["spec".into(), "hosts".into()]), [""; 0]);
    assert_eq!(owners(&["spec".into()]), ["kubectl-client-side-apply", "kubelet"], "something in it");
    assert_eq!(owners(&["metadata".into(), "annotations".into(), "a/b".into()]), ["kgas-traffic"]);
    assert_eq!(owners(&["spec".into(), "containers".into(), app, "image".into()]), ["kubelet"]);
    assert_eq!(owners(&["spec".into(), "containers".into(), app, "args".into()]), [""; 0]);
    let all: Vec<_> = object.managers().iter().map(|it| (it.name, it.operation, it.subresource)).collect();
    assert_eq!(all[1..3], [("kgas-traffic", "Apply", ""), ("kubelet", "Update", "status")]);
}

#[test]
fn a_list_says_what_its_items_are() {
    let built_in = json!({
        "apiVersion": "apps/v1", "kind": "DeploymentList", "metadata": { "resourceVersion": "90", "continue": "c", "remainingItemCount": 3 },
        "items": [{ "metadata": { "name": "a" } }, { "metadata": { "name": "b" }, "spec": { "replicas": 2 } }],
    });
    let list = list::response(&answer(200, &built_in)).unwrap();
    assert_eq!(list.resource_version.as_deref(), Some("90"));
    assert_eq!(list.page.next.unwrap().as_str(), "c");
    let kinds: Vec<_> = list.page.items.iter().map(|it| (it.api_version(), it.kind(), it.name())).collect();
    assert_eq!(kinds, [("apps/v1", "Deployment", "a"), ("apps/v1", "Deployment", "b")]);

    for items in [json!([]), json!(null)] {
        let empty = json!({ "apiVersion": "v1", "kind": "PodList", "metadata": { "continue": "" }, "items": items });
        let list = list::response(&answer(200, &empty)).unwrap();
        assert_eq!((list.page.items.len(), list.page.next), (0, None));
    }
    for wrong in [
        json!({ "apiVersion": "v1", "kind": "PodList", "metadata": {} }),
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "items": [] }),
        json!({ "apiVersion": "v1", "kind": "PodList", "items": [{ "metadata": {} }] }),
        json!({ "apiVersion": "v1", "kind": "PodList", "items": [1] }),
        json!({ "apiVersion": "v1", "kind": "PodList", "metadata": { "continue": "c".repeat(10_000) }, "items": [] }),
    ] {
        assert!(list::response(&answer(200, &wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn times_have_as_many_digits_as_kubernetes_wants() {
    let at = "2026-03-01T00:00:00.5+00:00".parse().unwrap();
    assert_eq!((time(at), micro_time(at)), ("2026-03-01T00:00:00Z".into(), "2026-03-01T00:00:00.500000Z".into()));
    let late = "2026-03-01T01:59:59.999999999+02:00".parse().unwrap();
    assert_eq!(micro_time(late), "2026-02-28T23:59:59.999999Z");
}
