//! One object, and what the sandbox knows of it beside.
use serde_json::{Value, json};

use super::fields::Manager;
use super::kind::{Kind, Trait};
use crate::moment::Moment;

/// An object as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Its members on the wire, but for `metadata.managedFields`.
    pub(crate) doc: Value,
    pub(super) managers: Vec<Manager>,
    pub(super) marks: Marks,
}

/// Moments finer than the seconds on the wire, which the controllers go by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub(super) born: Moment,
    /// The last change of what is wanted.
    pub(super) wanted: Moment,
    /// When its deletion was asked for.
    pub(super) deleted: Option<Moment>,
    /// The last step of a Deployment towards what is wanted.
    pub(super) progress: Moment,
}

impl Object {
    pub(super) fn new(doc: Value, now: Moment) -> Self {
        let marks = Marks { born: now, wanted: now, deleted: None, progress: now };
        Self { doc, managers: Vec::new(), marks }
    }

    pub(crate) fn name(&self) -> &str {
        self.meta("name")
    }

    pub(crate) fn namespace(&self) -> &str {
        self.meta("namespace")
    }

    pub(crate) fn uid(&self) -> &str {
        self.meta("uid")
    }

    /// A text of the metadata; empty when it is not there.
    pub(super) fn meta(&self, member: &str) -> &str {
        self.doc["metadata"][member].as_str().unwrap_or_default()
    }

    pub(super) fn generation(&self) -> u64 {
        self.doc["metadata"]["generation"].as_u64().unwrap_or(0)
    }

    pub(crate) fn annotation(&self, key: &str) -> &str {
        self.doc["metadata"]["annotations"][key].as_str().unwrap_or_default()
    }

    pub(crate) fn is_deleting(&self) -> bool {
        self.doc["metadata"].get("deletionTimestamp").is_some()
    }

    /// The uid of the controller that it belongs to; empty when there is none.
    pub(crate) fn controller(&self) -> &str {
        let owners = self.doc["metadata"]["ownerReferences"].as_array().into_iter().flatten();
        owners.filter(|owner| owner["controller"] == true).find_map(|owner| owner["uid"].as_str()).unwrap_or_default()
    }

    /// A reference by which `kind`'s object, which this is, controls another.
    pub(super) fn controls(&self, kind: &Kind) -> Value {
        json!({
            "apiVersion": kind.api_version(), "kind": kind.name, "name": self.name(), "uid": self.uid(),
            "controller": true, "blockOwnerDeletion": true,
        })
    }

    /// The object on the wire, as an object of `kind`.
    pub(super) fn shown(&self, kind: &Kind) -> Value {
        let mut doc = self.doc.clone();
        if !self.managers.is_empty() {
            doc["metadata"]["managedFields"] = self.managers.iter().map(|manager| manager.shown(kind)).collect();
        }
        super::event::shown(kind, doc)
    }
}

/// What is wanted of an object: all of it but its metadata and, where the status is apart, its status.
pub(super) fn wanted(kind: &Kind, doc: &Value) -> Value {
    let mut wanted = doc.clone();
    if let Some(members) = wanted.as_object_mut() {
        members.remove("metadata");
        if kind.has(Trait::Status) {
            members.remove("status");
        }
    }
    wanted
}
