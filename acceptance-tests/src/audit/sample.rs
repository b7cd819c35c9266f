//! Events as a log has them, for tests.
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::event::{Event, Object};
use super::subject::PROVIDER;

/// A write by the provider in namespace `shop`: verb, status, (resource, subresource, name), the answer.
pub(super) fn event(verb: &str, status: u16, object: (&str, &str, &str), response: Value) -> Event {
    let (resource, subresource, name) = object;
    Event {
        received: Timestamp::UNIX_EPOCH,
        at: Timestamp::UNIX_EPOCH,
        verb: verb.to_owned(),
        user: "admin".to_owned(),
        agent: format!("{PROVIDER}/0.1.0"),
        object: Object {
            resource: resource.to_owned(),
            subresource: subresource.to_owned(),
            namespace: "shop".to_owned(),
            name: name.to_owned(),
        },
        uri: String::new(),
        status,
        request: Value::Null,
        response,
    }
}

/// The same events a second after each other, at the store's next revisions.
pub(super) fn sample(events: impl IntoIterator<Item = Event>) -> Vec<Event> {
    let nth = |(nth, mut event): (usize, Event)| {
        event.at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::try_from(nth).unwrap());
        event.received = event.at;
        if event.verb != "delete" {
            event.response["metadata"]["resourceVersion"] = json!((nth + 1).to_string());
        }
        event
    };
    events.into_iter().enumerate().map(nth).collect()
}

/// The provider's own route, with the weights of slots a and b.
pub(super) fn route(epoch: u64, [a, b]: [u64; 2]) -> Event {
    let backends = json!([{ "name": "api-a", "weight": a }, { "name": "api-b", "weight": b }]);
    let route = json!({
        "kind": "HTTPRoute",
        "metadata": { "name": "api", "annotations": { "kgas.dev/epoch": epoch.to_string() } },
        "spec": { "rules": [{ "backendRefs": backends }] },
    });
    event("patch", 200, ("httproutes", "", "api"), route)
}

/// An Ingress of the provider's to one Service; with a weight it is a canary.
pub(super) fn ingress(name: &str, service: &str, weight: Option<u64>) -> Event {
    let mut annotations = json!({ "kgas.dev/epoch": "1" });
    if let Some(weight) = weight {
        annotations["nginx.ingress.kubernetes.io/canary"] = json!("true");
        annotations["nginx.ingress.kubernetes.io/canary-weight"] = json!(weight.to_string());
    }
    let path = json!({ "path": "/", "backend": { "service": { "name": service } } });
    let ingress = json!({
        "kind": "Ingress", "metadata": { "name": name, "annotations": annotations },
        "spec": { "rules": [{ "http": { "paths": [path] } }] },
    });
    event("patch", 200, ("ingresses", "", name), ingress)
}

/// A Deployment's status by its controller: asked, there, ready, available.
pub(super) fn deployment(name: &str, [asked, there, ready, available]: [u64; 4]) -> Event {
    let status = json!({ "replicas": there, "readyReplicas": ready, "availableReplicas": available });
    let spec = json!({ "replicas": asked, "template": { "spec": "v1" } });
    let object = json!({ "kind": "Deployment", "metadata": { "name": name }, "spec": spec, "status": status });
    let mut event = event("update", 200, ("deployments", "status", name), object);
    event.agent = "kube-controller-manager".to_owned();
    event
}

/// The provider asks a Deployment for so many pods.
pub(super) fn scale(name: &str, asked: u64) -> Event {
    let spec = if asked == 0 { json!({}) } else { json!({ "replicas": asked }) };
    let scale = json!({ "kind": "Scale", "metadata": { "name": name }, "spec": spec });
    event("patch", 200, ("deployments", "scale", name), scale)
}

/// The lock, renewed at a second for ten seconds.
pub(super) fn lease(holder: &str, epoch: u64, renewed: i64) -> Event {
    let spec = json!({
        "holderIdentity": holder,
        "leaseTransitions": epoch,
        "leaseDurationSeconds": 10,
        "renewTime": (Timestamp::UNIX_EPOCH + SignedDuration::from_secs(renewed)).to_string(),
    });
    event(
        "update",
        200,
        ("leases", "", "kgas-rollout-api"),
        json!({ "metadata": { "name": "kgas-rollout-api" }, "spec": spec }),
    )
}
