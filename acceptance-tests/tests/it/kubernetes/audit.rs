//! The log of the real API server has what the checker needs, and the checker finds in it what was done wrong.
use kgas_acceptance::audit::{Invariant, Subject, check, leftovers, weights};
use kgas_acceptance::kubernetes::Kind;
use serde_json::{Value, json};

use super::{in_namespace, slot};

/// What this crate's client is called.
const AGENT: &str = "kgas-acceptance";

fn route(epoch: u64, a: u32, b: u32) -> Value {
    let backend = |name: &str, weight: u32| json!({ "name": name, "port": 80, "weight": weight });
    json!({
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": { "name": "api", "annotations": { "kgas.dev/epoch": epoch.to_string() } },
        "spec": { "rules": [{ "backendRefs": [backend("api-a", a), backend("api-b", b)] }] },
    })
}

fn lease(holder: &str, epoch: u64) -> Value {
    let spec = json!({ "holderIdentity": holder, "leaseTransitions": epoch, "leaseDurationSeconds": 10 });
    json!({ "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": { "name": "kgas-rollout-api" }, "spec": spec })
}

#[test]
fn a_rollout_by_hand_is_judged() {
    let (cluster, client) = in_namespace("audit");
    let subject = Subject { replicas: Some(4), agent: AGENT.to_owned(), ..Subject::of("audit", "api") };
    let weigh = |a, b| client.apply(&Kind::HttpRoute.at("audit", "api"), &route(1, a, b)).unwrap();
    let scale = |name: &str, replicas: u32| {
        let path = Kind::Deployment.at("audit", name);
        client.merge(&format!("{path}/scale"), &json!({ "spec": { "replicas": replicas } })).unwrap();
        client.wait(&path, |api| api["status"]["readyReplicas"].as_u64().unwrap_or(0) == u64::from(replicas)).unwrap();
    };
    client.apply(&Kind::Lease.at("audit", "kgas-rollout-api"), &lease("one", 1)).unwrap();
    slot(&client, "audit", "a", 0, "registry.test/api:v1");
    slot(&client, "audit", "b", 0, "registry.test/api:v2");
    scale("api-a", 4);
    weigh(100, 0);
    scale("api-b", 1);
    weigh(75, 25);
    let dry = format!("{}?dryRun=All", Kind::Deployment.at("audit", "api-b"));
    client.merge(&dry, &json!({ "spec": { "replicas": 0 } })).unwrap();
    let events = cluster.events().unwrap();
    assert_eq!(check(&subject, &events), []);
    let seen: Vec<_> = weights(&subject, &events).into_iter().map(|one| one.slots).collect();
    assert_eq!(seen, [[100, 0], [75, 25]]);

    // Everything at once that must not be.
    scale("api-b", 0);
    weigh(100, 0);
    weigh(50, 49);
    client.apply(&Kind::Lease.at("audit", "kgas-rollout-api"), &lease("two", 2)).unwrap();
    weigh(100, 0);
    let events = cluster.events().unwrap();
    let mut broken: Vec<_> = check(&subject, &events).into_iter().map(|violation| violation.invariant).collect();
    broken.dedup();
    let all = [Invariant::Sum, Invariant::Kept, Invariant::Ready, Invariant::Aborted, Invariant::OneWriter];
    assert_eq!(broken, all);

    client.delete(&Kind::Deployment.at("audit", "api-b")).unwrap();
    let events = cluster.events().unwrap();
    let here = |object: &kgas_acceptance::audit::Object| object.namespace == "audit";
    let left: Vec<_> = leftovers(&events, AGENT).into_iter().filter(here).map(|object| object.name).collect();
    assert_eq!(left, ["api-a", "api", "kgas-rollout-api", "api-a", "api-b"]);
}
