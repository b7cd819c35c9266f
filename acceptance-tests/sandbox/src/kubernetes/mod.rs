//! A Kubernetes API: objects with versions and owners of fields, and controllers on the clouds' time.
//!
//! Each cluster is a state machine by itself: [`Cluster::settle`] moves it to a moment, and a request is answered from what
//! it is then. It answers at `/kubernetes/{region}/{name}` for a cluster of EKS, and at `/kubernetes/local/{name}` for any
//! other name, which is made on first use; in process a cluster of EKS answers at its own endpoint too. Metrics of the
//! traffic that the routes imply are at `/prometheus/...` in place of `/kubernetes/...`.
//!
//! There are no watches, no authorization beyond the token, and no admission but validation. What pods do is written in
//! annotations of their template, all below `kgas.test/`: see [`pod`](controller::pod).
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::ids::Ids;
use crate::moment::Moment;
use crate::prometheus::{self, History};
use crate::timing::Timing;

mod admission;
mod ask;
mod controller;
mod defaults;
mod delete;
mod discovery;
mod door;
mod event;
mod fields;
mod kind;
mod object;
mod patch;
mod place;
mod read;
mod refusal;
mod scale;
mod selector;
mod target;
mod token;
mod unknown;
mod validate;
mod write;

pub(crate) use controller::pod::is_ready;
pub(crate) use door::{answer, call};
use kind::Kind;
pub(crate) use object::Object;
use patch::merge;
pub(crate) use place::{Place, below};
pub(crate) use refusal::status;
pub(crate) use selector::Selector;
pub use token::KUBERNETES_TOKEN;

/// One cluster's objects and time.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    objects: BTreeMap<Key, Object>,
    /// The newest resource version.
    revision: u64,
    now: Moment,
    timing: Timing,
    ids: Ids,
    /// When which namespace is to be looked at by the controllers.
    due: BTreeSet<(Moment, String)>,
    /// What routes and pods have implied so far.
    pub(crate) traffic: History,
}

/// Name of the kind, namespace and name.
type Key = (&'static str, String, String);

impl Cluster {
    /// A cluster with the namespaces that every cluster has.
    pub(crate) fn new(ids: &mut Ids, timing: &Timing, now: Moment) -> Self {
        let (ids, timing) = (ids.apart("kubernetes"), timing.clone());
        let mut cluster = Self {
            objects: BTreeMap::new(),
            revision: 1,
            now,
            timing,
            ids,
            due: BTreeSet::new(),
            traffic: History::default(),
        };
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            let doc = json!({ "metadata": { "name": name } });
            if let Ok(doc) = Kind::named("Namespace").map_or(Ok(Value::Null), |kind| cluster.admit_new(kind, doc)) {
                cluster.keep("Namespace", Object::new(doc, now));
            }
        }
        cluster
    }

    /// The object of that kind, namespace (empty for none) and name.
    pub(crate) fn get(&self, kind: &'static str, namespace: &str, name: &str) -> Option<&Object> {
        self.objects.get(&(kind, namespace.to_owned(), name.to_owned()))
    }

    fn get_mut(&mut self, kind: &'static str, namespace: &str, name: &str) -> Option<&mut Object> {
        self.objects.get_mut(&(kind, namespace.to_owned(), name.to_owned()))
    }

    /// All objects, by kind, namespace and name.
    pub(crate) fn everything(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// Merges members into an object without a check, or takes the object away; whether it was there.
    pub(crate) fn overwrite(&mut self, kind: &str, namespace: &str, name: &str, patch: Option<&Value>) -> bool {
        let Some(kind) = Kind::named(kind).filter(|kind| self.get(kind.name, namespace, name).is_some()) else {
            return false;
        };
        match patch {
            None => self.forget(kind.name, namespace, name),
            Some(patch) => self.alter(kind, namespace, name, |doc| merge(doc, patch)),
        }
        self.observe();
        self.wake(namespace);
        true
    }

    /// The objects of a kind in all namespaces, by namespace and name.
    pub(crate) fn all(&self, kind: &'static str) -> impl Iterator<Item = &Object> {
        let from = (kind, String::new(), String::new());
        self.objects.range(from..).take_while(move |((name, ..), _)| *name == kind).map(|(_, object)| object)
    }

    /// The objects of a kind in one namespace, by name.
    pub(crate) fn inside(&self, kind: &'static str, namespace: &str) -> impl Iterator<Item = &Object> {
        let from = (kind, namespace.to_owned(), String::new());
        let within = namespace.to_owned();
        let objects = self.objects.range(from..);
        objects.take_while(move |((name, space, _), _)| *name == kind && *space == within).map(|(_, object)| object)
    }

    /// Keeps the object in its newest version.
    fn keep(&mut self, kind: &'static str, mut object: Object) {
        self.revision += 1;
        object.doc["metadata"]["resourceVersion"] = self.revision.to_string().into();
        let key = (kind, object.namespace().to_owned(), object.name().to_owned());
        self.objects.insert(key, object);
    }

    /// Notes what the traffic is now.
    fn observe(&mut self) {
        let flows = prometheus::flows(self);
        self.traffic.note(self.now, flows);
    }

    fn forget(&mut self, kind: &'static str, namespace: &str, name: &str) {
        self.revision += 1;
        self.objects.remove(&(kind, namespace.to_owned(), name.to_owned()));
    }
}
