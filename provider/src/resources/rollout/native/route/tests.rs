use super::*;
use crate::resources::rollout::native::patched::patched;

pub(in crate::resources::rollout::native) fn route(owned: bool) -> Route {
    let frame = json!({ "parentRefs": [{ "name": "edge" }], "hostnames": ["api.example.com"] });
    Route {
        dialect: Dialect::GatewayApi,
        namespace: "shop".to_owned(),
        rollout: "api".to_owned(),
        frame: owned.then_some(frame),
        rules: vec![],
        backend: "api".to_owned(),
        services: BySlot { a: "api-a".to_owned(), b: "api-b".to_owned() },
        port: 80,
        header: None,
        verified: true,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "called with literals")]
pub(in crate::resources::rollout::native) fn object(rules: Value, annotations: Value) -> Object {
    let metadata = json!({ "name": "api", "namespace": "shop", "resourceVersion": "5", "generation": 2, "annotations": annotations });
    let spec = json!({ "parentRefs": [{ "name": "edge", "kind": "Gateway" }], "hostnames": ["api.example.com"], "rules": rules });
    let parts = json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": metadata, "spec": spec,
    });
    Object::from_value(parts).unwrap()
}

#[test]
fn an_owned_route_is_read_and_weighed() {
    let wanted = route(true);
    let live = object(wanted.spec(100)["rules"].clone(), json!({ "kgas.dev/epoch": "4" }));
    let seen = wanted.read(&live);
    assert_eq!((seen.exists, seen.as_declared, seen.epoch), (true, true, Some(4)));
    assert_eq!(seen.weights, Some(BySlot { a: 100, b: 0 }));
    assert_eq!(seen.refused.as_deref(), Some("no gateway has reported on it"));
    let weighed = patched(&live, &wanted.weigh(&live, 75, 4).unwrap());
    assert_eq!(wanted.read(&weighed).weights, Some(BySlot { a: 75, b: 25 }));
}

#[test]
fn a_shared_route_changes_in_its_two_weights_only_and_is_given_back_whole() {
    let wanted = route(false);
    let others = json!([
        { "matches": [{ "path": { "value": "/old" } }], "backendRefs": [{ "name": "legacy", "port": 81 }] },
        { "filters": [{ "type": "URLRewrite" }], "backendRefs": [{ "name": "api", "port": 80, "filters": [] }] },
        { "backendRefs": [{ "name": "mirror", "weight": 100 }, { "name": "api", "port": 80, "weight": 300 }] },
    ]);
    let live = object(others, json!({ "team": "shop" }));
    let taken = patched(&live, &wanted.take_place(&live, 100, 9).unwrap());
    let seen = wanted.read(&taken);
    assert_eq!((seen.as_declared, seen.weights, seen.epoch), (true, Some(BySlot { a: 100, b: 0 }), Some(9)));
    let weighed = patched(&taken, &wanted.weigh(&taken, 75, 9).unwrap());
    let rules = weighed.get(&["spec", "rules"]).unwrap();
    let weights = |rule: usize| -> Vec<_> {
        rules[rule]["backendRefs"].as_array().unwrap().iter().map(|it| it["weight"].as_u64()).collect()
    };
    assert_eq!(weights(0), [None]);
    assert_eq!(weights(1), [Some(75), Some(25)]);
    assert_eq!(weights(2), [Some(100), Some(225), Some(75)]);
    let back = patched(&weighed, &wanted.give_back(&weighed));
    assert_eq!(back, live);
}

#[test]
fn a_rule_that_moved_or_was_declared_again_keeps_the_others_notes() {
    let wanted = route(false);
    let rule = |path: &str, port: u16| json!({ "matches": [{ "path": { "value": path } }], "backendRefs": [{ "name": "api", "port": port }] });
    let (first, second) = (rule("/a", 8080), rule("/b", 8080));
    let live = object(json!([first, second]), json!({}));
    let taken = patched(&live, &wanted.take_place(&live, 100, 9).unwrap());
    let rules = taken.get(&["spec", "rules"]).unwrap().clone();
    // The owner declares one of them again, and puts another before it.
    let third = rule("/c", 8080);
    let changed = json!([third, rules[0], second]);
    let changed = patched(&taken, &[Operation::replace(Pointer::to("spec").field("rules"), changed)]);
    let taken = patched(&changed, &wanted.take_place(&changed, 100, 9).unwrap());
    let back = patched(&taken, &wanted.give_back(&taken));
    assert_eq!(back.get(&["spec", "rules"]), Some(&json!([third, first, second])));
}

#[test]
fn what_the_slots_cannot_stand_for_is_told() {
    let told = |wanted: &Route, rules: Value| wanted.objection(&object(rules, json!({}))).unwrap_or_default();
    let to = |port: u16| json!({ "name": "api", "port": port, "weight": 100 });
    let plain = route(false);
    let good = json!([{ "name": "main", "backendRefs": [to(8080)] }]);
    assert_eq!(told(&plain, good.clone()), "");
    let both = json!([{ "backendRefs": [to(80)] }, { "backendRefs": [to(9090)] }]);
    assert!(told(&plain, both.clone()).contains("ports 80 and 9090"), "{}", told(&plain, both));
    let twice = json!([{ "backendRefs": [to(80), to(80)] }]);
    assert!(told(&plain, twice).contains("more than once"));
    let named = Route { rules: vec!["main".to_owned(), "mian".to_owned()], ..route(false) };
    assert!(told(&named, good).contains("is called \"mian\""));
    let mesh = Route { dialect: Dialect::Istio, ..route(false) };
    let route = json!([{ "destination": { "host": "api", "subset": "v1" } }]);
    let live = json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "api", "namespace": "shop" },
        "spec": { "hosts": ["api"], "http": [{ "route": route }] },
    });
    assert!(mesh.objection(&Object::from_value(live).unwrap()).unwrap().contains("subset \"v1\""));
    // Of another namespace it is another Service.
    let far = json!([{ "backendRefs": [{ "name": "api", "namespace": "legacy", "port": 80 }] }]);
    assert!(plain.take_place(&object(far, json!({})), 100, 1).is_err());
}

#[test]
fn weights_that_cannot_be_divided_are_told() {
    let rules = json!([{ "backendRefs": [{ "name": "mirror" }, { "name": "api", "port": 80 }] }]);
    let told = route(false).take_place(&object(rules, json!({})), 100, 1).unwrap_err();
    assert!(told.contains("a hundred times"), "{told}");
    let told = route(false).take_place(&object(json!([]), json!({})), 100, 1).unwrap_err();
    assert!(told.contains("none of the rules"), "{told}");
}

#[test]
fn every_percent_of_every_sum_is_read_as_it_was_written() {
    for whole in [100, 101, 255, 1_000] {
        for a in 0..=100 {
            let refs = BySlot::of(|slot| (0, portion(a, slot, whole)));
            assert_eq!(share(&Pair { rule: 0, refs }), Some(a), "{a} % of {whole}");
        }
    }
}

#[test]
fn a_virtual_service_is_weighed_and_given_back() {
    let wanted = Route { dialect: Dialect::Istio, ..route(false) };
    let to = |host: &str| json!({ "destination": { "host": host, "port": { "number": 80 } } });
    let spec = json!({ "hosts": ["api"], "http": [
        { "name": "old", "match": [{ "uri": { "prefix": "/old" } }], "route": [to("legacy")] },
        { "name": "main", "retries": { "attempts": 3 }, "route": [to("api.shop.svc.cluster.local")] },
    ] });
    let parts = json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "spec": spec,
        "metadata": { "name": "api", "namespace": "shop", "resourceVersion": "5", "annotations": { "team": "shop" } },
    });
    let live = Object::from_value(parts).unwrap();
    let taken = patched(&live, &wanted.take_place(&live, 100, 9).unwrap());
    let seen = wanted.read(&taken);
    assert_eq!((seen.as_declared, seen.accepted, seen.weights), (true, true, Some(BySlot { a: 100, b: 0 })));
    let weighed = patched(&taken, &wanted.weigh(&taken, 75, 9).unwrap());
    let rule = &weighed.get(&["spec", "http"]).unwrap()[1];
    let hosts = [0, 1]
        .map(|index| (rule["route"][index]["destination"]["host"].clone(), rule["route"][index]["weight"].clone()));
    assert_eq!(
        hosts,
        [(json!("api-a.shop.svc.cluster.local"), json!(75)), (json!("api-b.shop.svc.cluster.local"), json!(25)),]
    );
    assert_eq!(patched(&weighed, &wanted.give_back(&weighed)), live);
}
