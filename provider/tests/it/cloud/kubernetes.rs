//! The cluster that rollouts are in: what there is in it, and the promises about it.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use kgas_sandbox::{KUBERNETES_TOKEN, Moment, World, handle};
use serde_json::{Value, json};

use super::Cloud;
use super::words::{self, Asked, Write};

/// What its API is called in the books.
pub(super) const SERVICE: &str = "kubernetes";

/// A file with the token that opens it.
pub(crate) const TOKEN_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cloud/token");

/// The namespace that everything happens in.
const NAMESPACE: &str = "shop";

/// Kinds that Kubernetes itself makes, or that tell of something only.
const OF_KUBERNETES: [&str; 5] = ["EndpointSlice", "Event", "Namespace", "Pod", "ReplicaSet"];

/// What the controller of Deployments notes on them.
const REVISION: &str = "deployment.kubernetes.io/revision";

/// A request to the cluster's API, or to the Prometheus that scrapes it; nothing when it is for something else.
pub(super) fn asked(request: &Request<Bytes>) -> Option<Asked> {
    let path = request.uri().path();
    if path.starts_with("/prometheus/") {
        return Some(Asked { service: "prometheus".to_owned(), reads: true, write: Write::of(String::new()) });
    }
    let (_, object) = path.strip_prefix("/kubernetes/")?.split_once("/namespaces/").unwrap_or_default();
    let object = object.split_once('/').map_or(object, |(_, object)| object);
    let query = request.uri().query().unwrap_or_default();
    let reads = request.method() == "GET" || query.contains("dryRun=");
    Some(Asked { service: SERVICE.to_owned(), reads, write: Write::of(format!("{} {object}", request.method())) })
}

/// What there is in the cluster, by kind and name, but for what Kubernetes makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kubernetes(BTreeMap<(String, String), Value>);

impl Kubernetes {
    /// What there is now.
    pub(super) fn of(world: &mut World, now: Moment) -> Self {
        let answer = words::sandbox(world, now, "GET", "kubernetes/objects", &Value::Null);
        let objects = answer["objects"].as_array().unwrap().iter();
        let objects = objects.filter(|object| !OF_KUBERNETES.iter().any(|kind| object["kind"] == *kind));
        let text = |object: &Value, at: &str| object.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self(objects.map(|object| ((text(object, "/kind"), text(object, "/metadata/name")), object.clone())).collect())
    }

    /// An object; null when there is none.
    pub(crate) fn get(&self, kind: &str, name: &str) -> &Value {
        self.0.get(&(kind.to_owned(), name.to_owned())).unwrap_or(&Value::Null)
    }

    /// Promises that are broken by it, after what there was before a write.
    pub(super) fn breaks(&self, before: &Self) -> Vec<String> {
        let mut broken = Vec::new();
        for (id, object) in before.0.iter().filter(|(_, object)| !is_ours(object)) {
            if self.0.get(id).map(declared) != Some(declared(object)) {
                broken.push(format!("a stranger's object was changed: {id:?}"));
            }
        }
        for (id, object) in self.0.iter().filter(|(id, _)| !before.0.contains_key(*id)) {
            if !is_ours(object) {
                broken.push(format!("{id:?} has no owner"));
            }
        }
        let (were, are) = (before.weights(), self.weights());
        if let Some(weights) = are.filter(|weights| weights.iter().sum::<u64>() != 100) {
            broken.push(format!("the weights are {weights:?}"));
        }
        for (index, slot) in ["a", "b"].into_iter().enumerate() {
            let available = self.get("Deployment", &format!("api-{slot}"))["status"]["availableReplicas"].as_u64();
            let rises = are.zip(were).is_some_and(|(are, were)| are[index] > were[index]);
            if rises && available.unwrap_or(0) == 0 {
                broken.push(format!("slot {slot} got traffic, and has no pod for it"));
            }
        }
        broken
    }

    /// What a run that was asked to stop has begun all the same: anything but its lock and its journal.
    pub(super) fn begun_since(&self, before: &Self) -> Vec<String> {
        let new = self.0.keys().filter(|id| !before.0.contains_key(*id));
        let begun = new.filter(|(kind, _)| !["ConfigMap", "Lease"].contains(&kind.as_str()));
        begun.map(|id| format!("{id:?} was made after the stop")).collect()
    }

    /// Weights of both slots.
    pub(crate) fn weights(&self) -> Option<[u64; 2]> {
        let backends = self.get("HTTPRoute", "api")["spec"]["rules"][0]["backendRefs"].as_array()?;
        let weight = |name: &str| backends.iter().find(|it| it["name"] == name)?["weight"].as_u64();
        Some([weight("api-a")?, weight("api-b")?])
    }

    /// What is ours, without what differs from one life to the next.
    pub(crate) fn ours(&self) -> BTreeMap<String, Value> {
        let ours = self.0.iter().filter(|((kind, _), object)| is_ours(object) && kind != "Lease");
        let named = ours.map(|((kind, name), object)| (format!("{kind} {name}"), declared(object)));
        named.map(|(id, object)| (id, without_history(object))).collect()
    }
}

impl Cloud {
    /// Puts a namespace with a stranger's objects into the cluster.
    pub(crate) fn with_kubernetes(self) -> Self {
        let inner = &mut *self.inner();
        let stranger = |kind: &str, api: &str, spec: Value| {
            let metadata = json!({ "name": "other", "labels": { "kgas-owner": "someone-else" } });
            json!({ "apiVersion": api, "kind": kind, "metadata": metadata, "spec": spec })
        };
        let template = json!({ "metadata": { "labels": { "app": "api" } }, "spec": { "containers": [{ "name": "app", "image": "x" }] } });
        let selector = json!({ "matchLabels": { "app": "api" } });
        let backends = json!([{ "backendRefs": [{ "name": "api-a", "port": 80, "weight": 7 }] }]);
        for (path, object) in [
            ("namespaces", json!({ "metadata": { "name": NAMESPACE } })),
            ("deployments", stranger("Deployment", "apps/v1", json!({ "selector": selector, "template": template }))),
            ("httproutes", stranger("HTTPRoute", "gateway.networking.k8s.io/v1", json!({ "rules": backends }))),
        ] {
            let group = match path {
                "deployments" => "apis/apps/v1/namespaces/shop",
                "httproutes" => "apis/gateway.networking.k8s.io/v1/namespaces/shop",
                _ => "api/v1",
            };
            let request = Request::builder().method("POST").uri(format!("/kubernetes/local/sandbox/{group}/{path}"));
            let request = request.header("authorization", format!("Bearer {KUBERNETES_TOKEN}"));
            let request = request.header("content-type", "application/json").body(Bytes::from(object.to_string()));
            let answer = handle(&mut inner.world, &request.unwrap(), Moment::EPOCH);
            assert_eq!(answer.status(), 201, "{path}: {:?}", answer.body());
        }
        inner.ledger.kubernetes = Kubernetes::of(&mut inner.world, Moment::EPOCH);
        self.clone()
    }

    /// What there is in the cluster now.
    pub(crate) fn kubernetes(&self) -> Kubernetes {
        Kubernetes::of(&mut self.inner().world, self.now())
    }
}

fn is_ours(object: &Value) -> bool {
    let labels = &object["metadata"]["labels"];
    labels["kgas.dev/rollout"] == "api" && labels["kgas-owner"].is_string()
}

/// What somebody has asked for, and not what a controller notes.
fn declared(object: &Value) -> Value {
    let metadata = &object["metadata"];
    let notes = metadata["annotations"].as_object().into_iter().flatten();
    let notes: Value =
        notes.filter(|(name, _)| *name != REVISION).map(|(name, note)| (name.clone(), note.clone())).collect();
    json!({ "labels": metadata["labels"], "annotations": notes, "spec": object["spec"], "data": object["data"] })
}

/// A declaration without what counts runs, and a journal without its past.
fn without_history(mut object: Value) -> Value {
    if let Some(annotations) = object["annotations"].as_object_mut() {
        annotations.remove("kgas.dev/epoch");
    }
    if let Some(text) = object["data"]["journal.json"].as_str() {
        let journal: Value = serde_json::from_str(text).unwrap();
        let kept = ["phase", "stable", "candidate", "step", "weight"];
        object["data"] = kept.iter().map(|key| ((*key).to_owned(), journal[*key].clone())).collect();
    }
    object
}
