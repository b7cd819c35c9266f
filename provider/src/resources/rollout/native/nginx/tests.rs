use kgas_api::kubernetes::json_patch::Operation;

use super::*;
use crate::resources::rollout::native::marks::with_annotations;
use crate::resources::rollout::native::patched::patched;
use crate::resources::rollout::template::ROLLOUT_LABEL;

fn nginx(owned: bool) -> Nginx {
    let frame = json!({ "ingressClassName": "nginx", "rules": [
        { "host": "api.example.com", "http": { "paths": [{ "path": "/", "pathType": "Prefix", "backend": {} }] } },
    ] });
    Nginx {
        main: Ingress {
            rollout: "api".to_owned(),
            frame: owned.then_some(frame),
            backend: "api".to_owned(),
            services: BySlot { a: "api-a".to_owned(), b: "api-b".to_owned() },
            port: 80,
        },
        header: None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "called with literals")]
fn ingress(name: &str, spec: Value, annotations: Value) -> Object {
    let metadata = json!({ "name": name, "namespace": "shop", "resourceVersion": "5", "annotations": annotations });
    let parts = json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec });
    Object::from_value(parts).unwrap()
}

fn to(service: &str) -> Value {
    json!({ "service": { "name": service, "port": { "number": 80 } } })
}

/// Somebody else's, with two of our paths in it.
fn shared() -> Object {
    let path = |path: &str, service: &str| json!({ "path": path, "pathType": "Prefix", "backend": to(service) });
    let spec = json!({
        "ingressClassName": "public",
        "tls": [{ "hosts": ["shop.example.com"], "secretName": "shop" }],
        "rules": [
            { "host": "shop.example.com", "http": { "paths": [path("/api", "api"), path("/", "web")] } },
            { "host": "api.example.com", "http": { "paths": [path("/", "api")] } },
            { "host": "old.example.com", "http": { "paths": [path("/", "legacy")] } },
        ],
    });
    ingress("shop", spec, json!({ "team": "shop" }))
}

/// Both after the next write on the way, or nothing if there is none left.
fn next(nginx: &Nginx, both: &mut (Option<Object>, Option<Object>), stable: Slot, a: u32) -> Option<Write> {
    let found = Found { main: both.0.as_ref(), beside: both.1.as_ref() };
    let write = nginx.writes(found, stable, a, true, 3).into_iter().next()?;
    match &write {
        Write::Main(spec) => both.0 = Some(ingress("api", spec.clone(), json!({ EPOCH: "3" }))),
        Write::Paths(operations) => both.0 = Some(patched(both.0.as_ref().unwrap(), operations)),
        Write::Make(spec, annotations) => {
            both.1 = Some(ingress("api-kgas-canary", spec.clone(), annotations.clone()));
        }
        Write::Beside(operations) => both.1 = Some(patched(both.1.as_ref().unwrap(), operations)),
    }
    Some(write)
}

fn read(nginx: &Nginx, both: &(Option<Object>, Option<Object>), stable: Slot) -> Traffic {
    nginx.read(Found { main: both.0.as_ref(), beside: both.1.as_ref() }, Some(stable))
}

/// A main Ingress of ours to slot a, and one beside it, of run 3.
fn both(nginx: &Nginx, weight: u32) -> (Option<Object>, Option<Object>) {
    let mut both = (if nginx.main.is_owned() { None } else { Some(shared()) }, None);
    while next(nginx, &mut both, Slot::A, 100 - weight).is_some() {}
    both
}

#[test]
fn a_weight_and_its_revert_are_one_write_of_the_one_beside() {
    let nginx = nginx(true);
    let mut both = both(&nginx, 0);
    let seen = read(&nginx, &both, Slot::A);
    assert_eq!((seen.exists, seen.as_declared, seen.epoch, seen.accepted), (true, true, Some(3), true));
    assert_eq!(seen.weights, Some(BySlot { a: 100, b: 0 }));
    for weight in [25, 100, 0] {
        let write = next(&nginx, &mut both, Slot::A, 100 - weight).unwrap();
        let Write::Beside(operations) = write else { panic!("{write:?}") };
        let fence = Operation::test(Pointer::to("metadata").field("annotations").field(EPOCH), "3");
        assert_eq!((operations.len(), &operations[0]), (2, &fence), "{operations:?}");
        assert_eq!(read(&nginx, &both, Slot::A).weights, Some(BySlot { a: 100 - weight, b: weight }));
        assert_eq!(next(&nginx, &mut both, Slot::A, 100 - weight), None);
    }
}

#[test]
fn whoever_only_takes_away_keeps_the_port_that_is_written() {
    for owned in [true, false] {
        let wanted = nginx(owned);
        let unknown = Nginx { main: Ingress { port: 0, ..wanted.main.clone() }, ..wanted.clone() };
        let mut found = both(&wanted, 25);
        let write = next(&unknown, &mut found, Slot::A, 100);
        let Some(Write::Beside(operations)) = write else { panic!("{write:?}") };
        assert_eq!(operations.len(), 2, "{operations:?}");
        let seen = read(&unknown, &found, Slot::A);
        assert_eq!((seen.weights, seen.as_declared), (Some(BySlot { a: 100, b: 0 }), true));
    }
}

#[test]
fn the_main_one_follows_what_is_stable_and_never_moves_traffic_by_it() {
    let nginx = nginx(true);
    let mut both = both(&nginx, 100);
    let seen = read(&nginx, &both, Slot::B);
    assert_eq!((seen.weights, seen.as_declared), (Some(BySlot { a: 0, b: 100 }), false));
    assert!(matches!(next(&nginx, &mut both, Slot::B, 0), Some(Write::Main(_))));
    // The one beside it has the same Service now, which nginx takes no notice of.
    let seen = read(&nginx, &both, Slot::B);
    assert_eq!((seen.weights, seen.as_declared), (Some(BySlot { a: 0, b: 100 }), false));
    assert!(matches!(next(&nginx, &mut both, Slot::B, 0), Some(Write::Beside(_))));
    let seen = read(&nginx, &both, Slot::B);
    assert_eq!((seen.weights, seen.as_declared), (Some(BySlot { a: 0, b: 100 }), true));
    assert_eq!(both.1.as_ref().unwrap().annotation(WEIGHT), Some("0"));
    assert_eq!(next(&nginx, &mut both, Slot::B, 0), None);
}

#[test]
fn an_ingress_of_others_changes_in_its_backends_and_is_given_back_whole() {
    let nginx = nginx(false);
    let before = shared();
    assert_eq!(nginx.objection(&before), None);
    let seen = read(&nginx, &(Some(before.clone()), None), Slot::A);
    assert_eq!((seen.exists, seen.weights, seen.as_declared), (false, None, false));
    let mut both = both(&nginx, 25);
    let services = |object: &Object| -> Vec<_> {
        paths(object).iter().map(|path| path.service().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(services(both.0.as_ref().unwrap()), ["api-a", "web", "api-a", "legacy"]);
    let beside = both.1.clone().unwrap();
    assert_eq!(services(&beside), ["api-b", "api-b"], "only what is ours");
    assert_eq!(beside.get(&["spec", "ingressClassName"]), Some(&json!("public")));
    assert_eq!(beside.annotation(WEIGHT), Some("25"));
    assert_eq!(read(&nginx, &both, Slot::A).weights, Some(BySlot { a: 75, b: 25 }));
    // Once more for the other slot: what was noted first is what is given back.
    while next(&nginx, &mut both, Slot::B, 0).is_some() {}
    assert_eq!(services(both.0.as_ref().unwrap()), ["api-b", "web", "api-b", "legacy"]);
    let main = both.0.as_ref().unwrap();
    assert_eq!(patched(main, &nginx.give_back(main)), before);
    // Whoever puts its own Service back into it is mended.
    let again = patched(main, &[Operation::replace(Pointer::to("spec"), before.get(&["spec"]).unwrap().clone())]);
    let mut both = (Some(again), both.1.clone());
    assert!(!read(&nginx, &both, Slot::B).as_declared);
    assert!(matches!(next(&nginx, &mut both, Slot::B, 0), Some(Write::Paths(_))));
    assert!(read(&nginx, &both, Slot::B).as_declared);
}

#[test]
fn whichever_of_both_is_behind_is_fenced_first_and_decides() {
    let nginx = nginx(true);
    let (main, beside) = both(&nginx, 0);
    let later = |object: &Object| patched(object, &annotate(object, EPOCH, "4"));
    let (main, beside) = (main.unwrap(), beside.unwrap());
    let fresh = later(&main);
    let behind = |main: &Object, beside: &Object| {
        let found = Found { main: Some(main), beside: Some(beside) };
        (nginx.read(found, None).epoch, nginx.is_main_behind(found, 4))
    };
    assert_eq!(behind(&main, &beside), (Some(3), true));
    assert_eq!(behind(&fresh, &beside), (Some(3), false));
    let newer = later(&beside);
    assert_eq!(behind(&fresh, &newer), (Some(4), false));
    let bare = ingress("api-kgas-canary", beside.get(&["spec"]).unwrap().clone(), json!({}));
    assert_eq!(behind(&fresh, &bare).0, None, "nobody's mark is on it");
}

#[test]
fn what_is_gone_is_made_again_and_takes_no_traffic_by_that() {
    let nginx = nginx(true);
    let (main, beside) = both(&nginx, 25);
    let mut without = (main, None);
    assert_eq!(read(&nginx, &without, Slot::A).weights, Some(BySlot { a: 100, b: 0 }));
    let Some(Write::Make(_, annotations)) = next(&nginx, &mut without, Slot::A, 75) else { panic!() };
    assert_eq!(annotations[WEIGHT], "0");
    let mut without = (None, beside);
    assert_eq!(read(&nginx, &without, Slot::A).weights, Some(BySlot { a: 75, b: 25 }));
    assert!(matches!(next(&nginx, &mut without, Slot::A, 75), Some(Write::Main(_))));
    assert_eq!(read(&nginx, &without, Slot::A).weights, Some(BySlot { a: 75, b: 25 }));
}

#[test]
fn a_candidate_loses_its_share_whatever_was_made_of_the_main_one() {
    let nginx = nginx(false);
    let (main, beside) = both(&nginx, 25);
    // Whose it is put its own Service back, or deleted it.
    for main in [Some(shared()), None] {
        let gone = main.is_none();
        let mut found = (main, beside.clone());
        let seen = read(&nginx, &found, Slot::A);
        assert_eq!((seen.exists, seen.weights), (true, Some(BySlot { a: 75, b: 25 })));
        let write = next(&nginx, &mut found, Slot::A, 100);
        let Some(Write::Beside(operations)) = write else { panic!("{write:?}") };
        assert_eq!(operations.len(), 2, "the run's mark and the weight: {operations:?}");
        assert_eq!(read(&nginx, &found, Slot::A).weights, Some(BySlot { a: 100, b: 0 }));
        assert_eq!(next(&nginx, &mut found, Slot::A, 100).is_none(), gone, "what is left is the main one's");
    }
    // One that sends to both slots says of none how much it has.
    let mut mixed = main.unwrap();
    mixed.fields_mut()["spec"]["rules"][0]["http"]["paths"][0]["backend"] = to("api-b");
    assert_eq!(read(&nginx, &(Some(mixed), beside), Slot::A).weights, None);
}

#[test]
fn clients_are_not_kept_with_a_candidate() {
    let nginx = nginx(true);
    let (main, beside) = both(&nginx, 25);
    let beside = beside.unwrap();
    assert_eq!(beside.annotation(AFFINITY.0), Some("legacy"));
    let changed = patched(&beside, &annotate(&beside, AFFINITY.0, "sticky"));
    let mut found = (main, Some(changed));
    assert!(!read(&nginx, &found, Slot::A).as_declared);
    let _ = next(&nginx, &mut found, Slot::A, 75).unwrap();
    assert_eq!(found.1, Some(beside));
}

#[test]
fn a_main_one_that_keeps_clients_is_known() {
    let main = shared();
    assert!(!keeps_clients(&main));
    assert!(keeps_clients(&patched(&main, &annotate(&main, "nginx.ingress.kubernetes.io/affinity", "cookie"))));
}

#[test]
fn the_one_beside_has_the_class_and_the_paths_that_the_main_one_has() {
    let nginx = nginx(false);
    let mut main = shared();
    main.fields_mut()["spec"]["rules"][1]["http"]["paths"] =
        json!([{ "pathType": "ImplementationSpecific", "backend": to("api") }]);
    let mut found = (Some(main), None);
    while next(&nginx, &mut found, Slot::A, 100).is_some() {}
    let path = |object: &Object| object.get(&["spec", "rules"]).unwrap()[1]["http"]["paths"][0]["path"].clone();
    assert_eq!(path(found.1.as_ref().unwrap()), "/", "which none stands for");
    assert!(read(&nginx, &found, Slot::A).as_declared);
    let main = found.0.take().unwrap();
    found.0 = Some(patched(&main, &annotate(&main, CLASS, "internal")));
    assert!(!read(&nginx, &found, Slot::A).as_declared);
    while next(&nginx, &mut found, Slot::A, 100).is_some() {}
    assert_eq!(found.1.as_ref().unwrap().annotation(CLASS), Some("internal"));
    assert!(read(&nginx, &found, Slot::A).as_declared);
}

#[test]
fn what_somebody_makes_of_the_weight_is_not_ours() {
    let nginx = nginx(true);
    let (main, beside) = both(&nginx, 25);
    let beside = beside.unwrap();
    for (name, value) in [(CANARY, "false"), (TOTAL, "1000"), (WEIGHT, "a lot")] {
        let changed = patched(&beside, &annotate(&beside, name, value));
        let mut both = (main.clone(), Some(changed));
        assert_eq!(read(&nginx, &both, Slot::A).weights, None, "{name}");
        let _ = next(&nginx, &mut both, Slot::A, 75).unwrap();
        assert_eq!(read(&nginx, &both, Slot::A).weights, Some(BySlot { a: 75, b: 25 }), "{name}");
    }
}

#[test]
fn what_has_no_place_for_slots_is_told() {
    let nginx = nginx(false);
    let told = |object: &Object| nginx.objection(object).unwrap_or_default();
    let none = ingress("shop", json!({ "rules": [] }), json!({}));
    assert!(told(&none).contains("none of the paths"), "{}", told(&none));
    let mut fallback = shared();
    fallback.fields_mut()["spec"]["defaultBackend"] = to("api");
    assert!(told(&fallback).contains("default backend"), "{}", told(&fallback));
    let theirs = patched(&shared(), &annotate(&with_annotations(&shared()), ROLLOUT_LABEL, "web"));
    assert!(told(&theirs).contains("\"web\""), "{}", told(&theirs));
    let mut other = both(&nginx, 0).0.unwrap();
    other.fields_mut()["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["port"]["number"] = json!(81);
    assert!(told(&other).contains("port 81"), "{}", told(&other));
}

#[test]
fn a_path_whose_note_is_lost_is_given_back_with_a_port() {
    let wanted = nginx(false);
    let unknown = Nginx { main: Ingress { port: 0, ..wanted.main.clone() }, ..wanted.clone() };
    let main = both(&wanted, 0).0.unwrap();
    let back = |main: &Object| patched(main, &unknown.give_back(main)).get(&["spec"]).cloned();
    let mut changed = main.clone();
    changed.fields_mut()["spec"]["rules"][0]["http"]["paths"][0]["path"] = json!("/api/v2");
    let mut expected = shared();
    expected.fields_mut()["spec"]["rules"][0]["http"]["paths"][0]["path"] = json!("/api/v2");
    assert_eq!(back(&changed).as_ref(), expected.get(&["spec"]));
    let bare = patched(&main, &[unannotate(&main, crate::resources::rollout::native::marks::DECLARED).unwrap()]);
    assert_eq!(back(&bare).as_ref(), shared().get(&["spec"]));
}

#[test]
fn paths_with_several_ports_are_told() {
    let mut main = shared();
    main.fields_mut()["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["port"]["number"] = json!(9090);
    let told = nginx(false).objection(&main).unwrap();
    assert!(told.contains("ports 9090 and 80"), "{told}");
}

#[test]
fn those_who_try_it_out_come_by_a_header() {
    let header = Exact { name: "X-Canary".to_owned(), value: "1".to_owned() };
    let nginx = Nginx { header: Some(header), ..nginx(true) };
    let mut both = both(&nginx, 0);
    assert_eq!(read(&nginx, &both, Slot::A).header, Header::Along);
    let head = |both: &mut (Option<Object>, Option<Object>), to| {
        let operations = nginx.head(both.1.as_ref().unwrap(), to, 3);
        both.1 = Some(patched(both.1.as_ref().unwrap(), &operations));
    };
    head(&mut both, Some(Slot::B));
    let seen = read(&nginx, &both, Slot::A);
    assert_eq!((seen.header, seen.weights), (Header::To(Slot::B), Some(BySlot { a: 100, b: 0 })));
    let beside = both.1.clone().unwrap();
    assert_eq!(BY_HEADER.map(|name| beside.annotation(name)), [Some("X-Canary"), Some("1")]);
    // A weight leaves it, and a revert takes it with the weight.
    let _ = next(&nginx, &mut both, Slot::A, 75).unwrap();
    assert_eq!(read(&nginx, &both, Slot::A).header, Header::To(Slot::B));
    let found = Found { main: both.0.as_ref(), beside: both.1.as_ref() };
    let writes = nginx.writes(found, Slot::A, 100, false, 3);
    let [Write::Beside(operations)] = &writes[..] else { panic!("{writes:?}") };
    let reverted = (both.0.clone(), Some(patched(both.1.as_ref().unwrap(), operations)));
    let seen = read(&nginx, &reverted, Slot::A);
    assert_eq!((seen.header, seen.weights), (Header::Along, Some(BySlot { a: 100, b: 0 })));
    // It does not come along to another slot.
    while next(&nginx, &mut both, Slot::B, 0).is_some() {}
    assert_eq!(read(&nginx, &both, Slot::B).header, Header::Along);
    head(&mut both, Some(Slot::B));
    assert_eq!(read(&nginx, &both, Slot::B).header, Header::Along, "the one beside it is slot a's");
    let changed = patched(&beside, &annotate(&beside, BY_HEADER[1], "2"));
    assert_eq!(read(&nginx, &(both.0, Some(changed)), Slot::A).header, Header::Otherwise);
}
