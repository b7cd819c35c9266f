use super::*;
use crate::resources::rollout::native::marks::{EPOCH, fence};
use crate::resources::rollout::native::patched::patched;

fn alb(owned: bool) -> Alb {
    let path = json!([{ "path": "/", "pathType": "Prefix", "backend": {} }]);
    let frame = json!({ "ingressClassName": "alb", "rules": [{ "http": { "paths": path } }] });
    Alb {
        main: Ingress {
            rollout: "api".to_owned(),
            frame: owned.then_some(frame),
            backend: "api".to_owned(),
            services: BySlot { a: "api-a".to_owned(), b: "api-b".to_owned() },
            port: 80,
        },
        sticky_seconds: None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "called with literals")]
fn ingress(spec: Value, annotations: Value) -> Object {
    let metadata = json!({ "name": "shop", "namespace": "shop", "resourceVersion": "5", "annotations": annotations });
    let parts = json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec });
    Object::from_value(parts).unwrap()
}

/// Somebody else's, with one of our paths in it.
fn shared() -> Object {
    let path = |path: &str, service: &str| {
        let backend = json!({ "service": { "name": service, "port": { "number": 8080 } } });
        json!({ "path": path, "pathType": "Prefix", "backend": backend })
    };
    let paths = json!([path("/api", "api"), path("/", "web")]);
    ingress(
        json!({ "rules": [{ "http": { "paths": paths } }] }),
        json!({ "alb.ingress.kubernetes.io/scheme": "internal" }),
    )
}

#[test]
fn an_annotation_says_it_as_the_controller_reads_it() {
    let sticky = Alb { sticky_seconds: Some(3_600), ..alb(true) };
    let wanted = json!({ "type": "forward", "forwardConfig": {
        "targetGroups": [
            { "serviceName": "api-a", "servicePort": 80, "weight": 75 },
            { "serviceName": "api-b", "servicePort": 80, "weight": 25 },
        ],
        "targetGroupStickinessConfig": { "enabled": true, "durationSeconds": 3_600 },
    } });
    assert_eq!(sticky.action(75), wanted);
    for whole in [0, 100] {
        let kept = &sticky.action(whole)["forwardConfig"]["targetGroupStickinessConfig"];
        assert_eq!(*kept, json!({ "enabled": false }), "nobody is kept where nobody answers");
    }
    assert_eq!(sticky.annotation(), "alb.ingress.kubernetes.io/actions.api");
}

#[test]
fn one_of_ours_is_read_and_weighed_in_one_annotation() {
    let alb = alb(true);
    let live = ingress(alb.spec(), json!({ EPOCH: "4", alb.annotation(): alb.action(100).to_string() }));
    let seen = alb.read(&live);
    assert_eq!((seen.exists, seen.as_declared, seen.epoch), (true, true, Some(4)));
    assert_eq!(seen.weights, Some(BySlot { a: 100, b: 0 }));
    let operations = alb.weigh(&live, 75, 4);
    assert_eq!(operations.len(), 2, "the run's mark, and the weights: {operations:?}");
    let weighed = patched(&live, &operations);
    assert_eq!(alb.read(&weighed).weights, Some(BySlot { a: 75, b: 25 }));
    // Whoever only takes away keeps the port that is written.
    let unknown = Alb { main: Ingress { port: 0, ..alb.main.clone() }, ..alb.clone() };
    let reverted = patched(&weighed, &unknown.weigh(&weighed, 100, 4));
    assert_eq!((&reverted, unknown.read(&reverted).as_declared), (&live, true));
    let sticky = Alb { sticky_seconds: Some(60), ..alb };
    assert!(!sticky.read(&weighed).as_declared, "it is to be sticky now");
}

#[test]
fn an_ingress_of_others_goes_by_our_action_and_is_given_back_whole() {
    let alb = alb(false);
    let before = shared();
    let seen = alb.read(&before);
    assert_eq!((alb.objection(&before), seen.exists, seen.weights), (None, false, None));
    let taken = patched(&before, &alb.take_place(&before, 100, 3));
    let seen = alb.read(&taken);
    assert_eq!((seen.exists, seen.as_declared, seen.epoch), (true, true, Some(3)));
    assert_eq!(seen.weights, Some(BySlot { a: 100, b: 0 }));
    let ports: Vec<_> = paths(&taken).iter().map(|path| path.backend["service"]["port"].clone()).collect();
    assert_eq!(ports, [json!({ "name": "use-annotation" }), json!({ "number": 8080 })]);
    let weighed = patched(&patched(&taken, &fence(&taken, 4)), &alb.weigh(&taken, 5, 4));
    assert_eq!(alb.read(&weighed).weights, Some(BySlot { a: 5, b: 95 }));
    // Whoever puts the Service back is mended, and what is given back stays what was declared first.
    let again = patched(&weighed, &[Operation::replace(Pointer::to("spec"), before.get(&["spec"]).unwrap().clone())]);
    assert!(!alb.read(&again).as_declared);
    let mended = patched(&again, &alb.take_place(&again, 5, 4));
    assert!(alb.read(&mended).as_declared);
    assert_eq!(patched(&mended, &alb.give_back(&mended)), before);
}

#[test]
fn weights_of_others_are_not_ours() {
    let alb = alb(true);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut action = alb.action(75);
        change(&mut action["forwardConfig"]["targetGroups"]);
        let seen = alb.read(&ingress(alb.spec(), json!({ EPOCH: "4", alb.annotation(): action.to_string() })));
        (seen.weights.map(|weights| weights.a), seen.as_declared)
    };
    assert_eq!(with(&|_| ()), (Some(75), true));
    assert_eq!(with(&|groups| groups[0]["weight"] = json!(999)), (None, false));
    assert_eq!(with(&|groups| groups[0]["servicePort"] = json!("http")), (Some(75), false));
    assert_eq!(with(&|groups| groups[0]["serviceName"] = json!("web")), (None, false));
    let third = json!({ "serviceName": "web", "servicePort": 80, "weight": 0 });
    assert_eq!(with(&|groups| groups.as_array_mut().unwrap().push(third.clone())), (None, false));
    let broken = ingress(alb.spec(), json!({ EPOCH: "4", alb.annotation(): "{" }));
    assert_eq!((alb.read(&broken).weights, alb.read(&broken).as_declared), (None, false));
}

#[test]
fn an_action_of_somebody_else_stands_in_the_way() {
    let alb = alb(false);
    let taken = patched(
        &shared(),
        &[Operation::add(
            Pointer::to("metadata").field("annotations").field(&alb.annotation()),
            alb.action(100).to_string(),
        )],
    );
    assert!(alb.objection(&taken).unwrap().contains("action \"api\""));
    let unread = patched(&shared(), &annotate(&shared(), &alb.annotation(), "not JSON"));
    assert!(alb.objection(&unread).unwrap().contains("action \"api\""));
    let by_node = patched(&shared(), &annotate(&shared(), TARGET_TYPE, "instance"));
    assert!(alb.objection(&by_node).unwrap().contains("by node"));
    let other = Alb { main: Ingress { port: 81, ..alb.main.clone() }, ..alb.clone() };
    let ours = patched(&shared(), &alb.take_place(&shared(), 100, 1));
    assert!(other.objection(&ours).unwrap().contains("port 80"), "{:?}", other.objection(&ours));
}
