//! Routes of others' making, in the shape that their documentation shows.

use kgas_api::kubernetes::*;
use serde_json::json;

use super::object;

/// Source: <https://gateway-api.sigs.k8s.io/guides/traffic-splitting/> and the reference of `RouteParentStatus`.
#[test]
fn a_route_of_the_gateway_api() {
    let route = object(json!({
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": "foo-route", "generation": 4 },
        "spec": {
            "parentRefs": [{ "name": "example-gateway" }], "hostnames": ["foo.example.com"],
            "rules": [
                { "name": "split", "matches": [{ "path": { "type": "PathPrefix", "value": "/" } }], "backendRefs": [
                    { "group": "", "kind": "Service", "name": "foo-v1", "port": 8080, "weight": 90 },
                    { "name": "foo-v2", "namespace": "other", "port": 8080, "weight": 0 },
                    { "group": "x.example.com", "kind": "Pool", "name": "foo-v3", "weight": null },
                ] },
                { "filters": [{ "type": "RequestRedirect" }] },
            ],
        },
        "status": { "parents": [{
            "parentRef": { "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "example-gateway", "namespace": "infra",
                           "sectionName": "https", "port": 443 },
            "controllerName": "example.net/gateway-controller",
            "conditions": [
                { "type": "Accepted", "status": "True", "reason": "Accepted", "message": "", "observedGeneration": 4,
                  "lastTransitionTime": "2026-03-01T00:00:00Z" },
                { "type": "ResolvedRefs", "status": "False", "reason": "BackendNotFound", "message": "no foo-v3", "observedGeneration": 3 },
            ],
        }] },
    }));
    let HttpRoute { spec, status } = HttpRoute::of(&route).unwrap();
    assert_eq!(
        (spec.hostnames.as_slice(), spec.parent_refs[0].name.as_str()),
        (&["foo.example.com".to_owned()][..], "example-gateway")
    );
    assert_eq!((spec.rules[0].name.as_deref(), spec.rules[1].name.as_deref()), (Some("split"), None));
    assert!(spec.rules[1].backend_refs.is_empty());
    let refs: Vec<_> = spec.rules[0]
        .backend_refs
        .iter()
        .map(|it| (it.group.as_str(), it.kind.as_str(), it.name.as_str(), it.namespace.as_deref(), it.port, it.weight))
        .collect();
    let expected = [
        ("", "Service", "foo-v1", None, Some(8080), 90),
        ("", "Service", "foo-v2", Some("other"), Some(8080), 0),
        ("x.example.com", "Pool", "foo-v3", None, None, 1),
    ];
    assert_eq!(refs, expected);
    let [parent] = &status.parents[..] else { panic!("{status:?}") };
    assert_eq!(parent.controller_name, "example.net/gateway-controller");
    assert_eq!((parent.parent_ref.section_name.as_deref(), parent.parent_ref.port), (Some("https"), Some(443)));
    assert!(is_true(&parent.conditions, "Accepted") && !is_true(&parent.conditions, "ResolvedRefs"));
    assert!(!is_true(&parent.conditions, "Programmed"), "one that is not there");
    let unresolved = condition(&parent.conditions, "ResolvedRefs").unwrap();
    assert_eq!((unresolved.observed_generation, unresolved.reason.as_str()), (Some(3), "BackendNotFound"));
}

/// Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/>.
#[test]
fn a_route_of_istio() {
    let service = object(json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "reviews" },
        "spec": {
            "hosts": ["reviews"], "gateways": ["mesh"],
            "http": [
                { "name": "primary", "route": [
                    { "destination": { "host": "reviews", "subset": "v1" }, "weight": 75 },
                    { "destination": { "host": "reviews-b", "port": { "number": 9000 } }, "weight": 25 },
                ] },
                { "route": [{ "destination": { "host": "reviews" } }] },
            ],
            "tls": [{ "match": [{ "port": 443, "sniHosts": ["a"] }], "route": [{ "destination": { "host": "tls" } }] }],
            "tcp": [{ "route": [{ "destination": { "host": "tcp" }, "weight": 0 }] }],
        },
    }));
    let VirtualServiceSpec { hosts, gateways, http, tls, tcp } = VirtualService::of(&service).unwrap().spec;
    assert_eq!((hosts, gateways), (vec!["reviews".to_owned()], vec!["mesh".to_owned()]));
    assert_eq!((http[0].name.as_deref(), http[1].name.as_deref()), (Some("primary"), None));
    let [stable, canary] = &http[0].route[..] else { panic!("{http:?}") };
    assert_eq!((stable.destination.subset.as_deref(), stable.weight), (Some("v1"), Some(75)));
    assert_eq!(
        (canary.destination.host.as_str(), canary.destination.port),
        ("reviews-b", Some(PortSelector { number: 9000 }))
    );
    assert_eq!((http[1].route[0].weight, tls[0].route[0].destination.host.as_str()), (None, "tls"));
    assert_eq!(tcp[0].route[0].weight, Some(0));
}

#[test]
fn one_kind_is_not_read_as_another() {
    let service = object(
        json!({ "apiVersion": "v1", "kind": "VirtualService", "metadata": { "name": "a", "namespace": "shop" } }),
    );
    let said = VirtualService::of(&service).unwrap_err().to_string();
    assert_eq!(said, "VirtualService shop/a cannot be read: it is no VirtualService of networking.istio.io/v1");
    let older = object(
        json!({ "apiVersion": "networking.istio.io/v1beta1", "kind": "VirtualService", "metadata": { "name": "a" } }),
    );
    assert!(VirtualService::of(&older).is_ok(), "another version of the same");
    let wrong = object(
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "a" }, "spec": { "replicas": "hunter2" } }),
    );
    let said = format!("{:?}", Deployment::of(&wrong).unwrap_err());
    assert!(said.contains("a field is not of its documented type") && !said.contains("hunter2"), "{said}");
}
