//! The traffic that a cluster's objects imply.
//!
//! Every `HTTPRoute` and `VirtualService` brings a hundred requests a second, or as many as its annotation
//! `kgas.test/requests-per-second` says, and splits them by the weights of the first rule that has several targets. A
//! Service that no route leads to, nor to other Services of its app, brings as many, spread over its ready pods. A target
//! without a ready pod answers everything with an error; each pod has the error rate and latency of its annotations.
//!
//! The slot of a Service or a pod is the value of its label `slot` or `.../slot`, or what its name, or the name of the pod's
//! Deployment, ends with after the last hyphen: `a` or `b`. The name without that is the app.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::kubernetes::{Cluster, Object, Selector, is_ready};

/// Requests to one slot of an app, a second.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flow {
    pub(crate) namespace: String,
    pub(crate) app: String,
    /// `a`, `b`, or empty.
    pub(crate) slot: String,
    pub(crate) rate: f64,
    pub(crate) errors: f64,
    /// Seconds that the requests of a second take together.
    pub(crate) busy: f64,
}

/// Where a route leads: to the pods of a Service, or to those of them with some labels.
struct Target {
    namespace: String,
    service: String,
    /// Name and labels of a subset.
    subset: Option<(String, Value)>,
    weight: u64,
}

/// Namespace, app and slot.
type Slot = (String, String, String);

const RATE: f64 = 100.0;

/// The traffic now, by namespace, app and slot.
pub(crate) fn flows(cluster: &Cluster) -> Vec<Flow> {
    let mut found: BTreeMap<Slot, Flow> = BTreeMap::new();
    let mut reached = BTreeSet::new();
    for route in cluster.all("HTTPRoute").chain(cluster.all("VirtualService")) {
        let targets =
            if route.doc["kind"] == "HTTPRoute" { by_http_route(route) } else { by_virtual_service(cluster, route) };
        let all: u64 = targets.iter().map(|target| target.weight).sum();
        for target in targets {
            let service = cluster.get("Service", &target.namespace, &target.service);
            let (app, slot) = identity(&target, service);
            reached.insert((target.namespace.clone(), app.clone()));
            if all > 0 && target.weight > 0 {
                #[expect(clippy::cast_precision_loss, reason = "weights are at most a million")]
                let rate =
                    number(route.annotation("kgas.test/requests-per-second"), RATE) * target.weight as f64 / all as f64;
                spread(cluster, &target, (app, slot), rate, &mut found);
            }
        }
    }
    // A Service that is a slot's by its name gets what a route sends it.
    for service in cluster.all("Service").filter(|service| slot_of(service.name(), &Value::Null).1.is_empty()) {
        let target = Target {
            namespace: service.namespace().to_owned(),
            service: service.name().to_owned(),
            subset: None,
            weight: 1,
        };
        let known = |app: String| reached.contains(&(target.namespace.clone(), app));
        if !known(service.name().to_owned()) && !pods(cluster, &target).iter().any(|pod| known(of_pod(pod).0)) {
            let rate = number(service.annotation("kgas.test/requests-per-second"), RATE);
            spread(cluster, &target, identity(&target, Some(service)), rate, &mut found);
        }
    }
    found.into_values().filter(|flow| flow.rate > 0.0).collect()
}

/// Spreads requests over the ready pods of a target. What names no slot of its own is counted by the slots of its pods.
fn spread(
    cluster: &Cluster,
    target: &Target,
    (app, slot): (String, String),
    rate: f64,
    found: &mut BTreeMap<Slot, Flow>,
) {
    let mut add = |(app, slot): (String, String), rate: f64, errors: f64, busy: f64| {
        let key = (target.namespace.clone(), app, slot);
        let (namespace, app, slot) = key.clone();
        let flow = found.entry(key).or_insert(Flow { namespace, app, slot, rate: 0.0, errors: 0.0, busy: 0.0 });
        flow.rate += rate;
        flow.errors += errors;
        flow.busy += busy;
    };
    let pods: Vec<_> = pods(cluster, target).into_iter().filter(|pod| is_ready(pod)).collect();
    if pods.is_empty() {
        add((app, slot), rate, rate, 0.0);
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "pods are few")]
    let each = rate / pods.len() as f64;
    for pod in pods {
        let owner = if slot.is_empty() { of_pod(pod) } else { (app.clone(), slot.clone()) };
        let errors = number(pod.annotation("kgas.test/error-rate"), 0.0).clamp(0.0, 1.0);
        add(owner, each, each * errors, each * number(pod.annotation("kgas.test/latency-seconds"), 0.05));
    }
}

fn by_http_route(route: &Object) -> Vec<Target> {
    let target = |backend: &Value| Target {
        namespace: backend["namespace"].as_str().unwrap_or(route.namespace()).to_owned(),
        service: backend["name"].as_str().unwrap_or_default().to_owned(),
        subset: None,
        weight: backend["weight"].as_u64().unwrap_or(1),
    };
    splitting(&route.doc["spec"]["rules"], "backendRefs").iter().map(target).collect()
}

fn by_virtual_service(cluster: &Cluster, route: &Object) -> Vec<Target> {
    let routes = splitting(&route.doc["spec"]["http"], "route");
    let alone = routes.len() == 1;
    let target = |one: &Value| {
        let host = one["destination"]["host"].as_str().unwrap_or_default();
        let mut parts = host.split('.');
        let service = parts.next().unwrap_or_default().to_owned();
        let namespace = parts.next().unwrap_or(route.namespace()).to_owned();
        let subset = one["destination"]["subset"].as_str();
        let subset = subset.map(|name| (name.to_owned(), subset_labels(cluster, &namespace, host, name)));
        Target { namespace, service, subset, weight: one["weight"].as_u64().unwrap_or(u64::from(alone)) }
    };
    routes.iter().map(target).collect()
}

/// The targets of the first rule that has several, or else of the first.
fn splitting(rules: &Value, targets: &str) -> Vec<Value> {
    let lists = rules.as_array().into_iter().flatten().filter_map(|rule| rule[targets].as_array());
    let lists: Vec<&Vec<Value>> = lists.collect();
    lists.iter().find(|list| list.len() > 1).or(lists.first()).map(|list| (*list).clone()).unwrap_or_default()
}

fn subset_labels(cluster: &Cluster, namespace: &str, host: &str, name: &str) -> Value {
    let rules = cluster.inside("DestinationRule", namespace).filter(|rule| rule.doc["spec"]["host"] == host);
    let mut subsets = rules.flat_map(|rule| rule.doc["spec"]["subsets"].as_array().into_iter().flatten());
    subsets.find(|subset| subset["name"] == name).map(|subset| subset["labels"].clone()).unwrap_or_default()
}

/// The pods that a target selects.
fn pods<'c>(cluster: &'c Cluster, target: &Target) -> Vec<&'c Object> {
    let service = cluster.get("Service", &target.namespace, &target.service);
    let Some(selector) = service.and_then(|service| Selector::of_service(&service.doc["spec"]["selector"])) else {
        return Vec::new();
    };
    let subset = target.subset.as_ref().map(|(_, labels)| Selector::of_service(labels));
    let pods = cluster.inside("Pod", &target.namespace).filter(|pod| !pod.is_deleting());
    let selected = pods.filter(|pod| {
        let labels = &pod.doc["metadata"]["labels"];
        // A subset that is not defined has no pods.
        let inner = subset.as_ref().is_none_or(|subset| subset.as_ref().is_some_and(|one| one.selects(labels)));
        selector.selects(labels) && inner
    });
    selected.collect()
}

/// App and slot of a target.
fn identity(target: &Target, service: Option<&Object>) -> (String, String) {
    if let Some((name, labels)) = &target.subset {
        let (_, slot) = slot_of(&format!("-{name}"), labels);
        return (target.service.clone(), slot);
    }
    slot_of(&target.service, &service.map(selecting).unwrap_or_default())
}

/// The labels of a Service, and those that it selects by.
fn selecting(service: &Object) -> Value {
    let mut labels = service.doc["metadata"]["labels"].as_object().cloned().unwrap_or_default();
    labels.extend(service.doc["spec"]["selector"].as_object().cloned().unwrap_or_default());
    labels.into()
}

/// App and slot of a pod, by its labels and the name of its Deployment.
fn of_pod(pod: &Object) -> (String, String) {
    let owners = pod.doc["metadata"]["ownerReferences"].as_array().into_iter().flatten();
    let set = owners.into_iter().find_map(|owner| owner["name"].as_str()).unwrap_or(pod.name());
    let deployment = set.rsplit_once('-').map_or(set, |(name, _)| name);
    slot_of(deployment, &pod.doc["metadata"]["labels"])
}

fn slot_of(name: &str, labels: &Value) -> (String, String) {
    let labels = labels.as_object().into_iter().flatten();
    let mut slots =
        labels.filter(|(key, _)| *key == "slot" || key.ends_with("/slot")).filter_map(|(_, value)| value.as_str());
    let (app, ending) = match name.rsplit_once('-') {
        Some((app, slot)) if ["a", "b"].contains(&slot) => (app, slot),
        _ => (name, ""),
    };
    (app.to_owned(), slots.find(|slot| ["a", "b"].contains(slot)).unwrap_or(ending).to_owned())
}

fn number(text: &str, default: f64) -> f64 {
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0).unwrap_or(default)
}
