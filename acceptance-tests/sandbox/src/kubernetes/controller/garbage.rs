//! What belonged to an object goes after it, and what is in a namespace goes with it.
//! Source: <https://kubernetes.io/docs/concepts/architecture/garbage-collection/>.
use std::collections::BTreeSet;

use serde_json::Value;

use crate::kubernetes::delete::{FOREGROUND, ORPHAN};
use crate::kubernetes::kind::{KINDS, Kind};
use crate::kubernetes::{Cluster, Object};

impl Cluster {
    pub(super) fn collect_garbage(&mut self, namespace: &str) {
        if self.get("Namespace", "", namespace).is_some_and(Object::is_deleting) {
            self.empty(namespace);
        }
        let uids: BTreeSet<&str> = self.objects.values().map(Object::uid).collect();
        let here = || self.objects.iter().filter(|((_, space, _), _)| space == namespace);
        let owned = here().filter(|(_, object)| owners(object).next().is_some());
        let orphaned = owned.filter(|(_, object)| owners(object).all(|owner| !uids.contains(owner)));
        let mut gone: Vec<_> = orphaned.map(|(key, _)| key.clone()).collect();
        let holding = here().filter(|(_, object)| holds(object, FOREGROUND) || holds(object, ORPHAN));
        let holding: Vec<_> = holding.map(|(key, object)| (key.clone(), object.clone())).collect();
        for ((kind, space, name), owner) in holding {
            let dependents = self.objects.iter().filter(|(_, object)| owners(object).any(|uid| uid == owner.uid()));
            let dependents: Vec<_> = dependents.map(|(key, _)| key.clone()).collect();
            if holds(&owner, ORPHAN) {
                for key in &dependents {
                    self.release(key, owner.uid());
                }
                self.let_go(kind, &space, &name, ORPHAN);
            } else if dependents.is_empty() {
                self.let_go(kind, &space, &name, FOREGROUND);
            } else {
                gone.extend(dependents);
            }
        }
        for (kind, space, name) in gone {
            if let Some(kind) = Kind::named(kind) {
                self.end(kind, &space, &name, "Background", None);
            }
        }
    }

    /// Takes everything out of a namespace, and then itself.
    fn empty(&mut self, namespace: &str) {
        for kind in KINDS.iter().filter(|kind| kind.namespaced) {
            for name in self.names(kind.name, namespace) {
                self.end(kind, namespace, &name, "Background", Some(0));
            }
        }
        if !self.objects.keys().any(|(_, space, _)| space == namespace) {
            self.forget("Namespace", "", namespace);
        }
    }

    /// Takes a reference to an owner away.
    fn release(&mut self, (kind, namespace, name): &(&'static str, String, String), uid: &str) {
        self.alter(Self::kind(kind), namespace, name, |doc| {
            if let Some(all) = doc["metadata"]["ownerReferences"].as_array_mut() {
                all.retain(|owner| owner["uid"] != uid);
            }
        });
    }

    /// Takes a finalizer away, and the object when it was the last.
    fn let_go(&mut self, kind: &'static str, namespace: &str, name: &str, finalizer: &str) {
        self.alter(Self::kind(kind), namespace, name, |doc| {
            if let Some(all) = doc["metadata"]["finalizers"].as_array_mut() {
                all.retain(|one| one != finalizer);
            }
        });
        let free = |object: &Object| object.doc["metadata"]["finalizers"].as_array().is_none_or(Vec::is_empty);
        if self.get(kind, namespace, name).is_some_and(free) {
            self.forget(kind, namespace, name);
        }
    }
}

/// The uids of an object's owners.
fn owners(object: &Object) -> impl Iterator<Item = &str> {
    let owners = object.doc["metadata"]["ownerReferences"].as_array().into_iter().flatten();
    owners.filter_map(|owner| owner["uid"].as_str())
}

fn holds(object: &Object, finalizer: &str) -> bool {
    let finalizers = object.doc["metadata"]["finalizers"].as_array().into_iter().flatten();
    object.is_deleting() && finalizers.map(Value::as_str).any(|one| one == Some(finalizer))
}
