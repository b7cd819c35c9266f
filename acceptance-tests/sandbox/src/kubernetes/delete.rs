//! Deleting: at once, when the finalizers are gone, or, for what has to come to an end first, after a while.
//! Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-deletion>.
use serde_json::{Value, json};

use super::ask::Ask;
use super::kind::{Kind, Trait};
use super::{Cluster, refusal};
use crate::call::Refusal;

/// Keeps an object until all that it owns is gone.
pub(super) const FOREGROUND: &str = "foregroundDeletion";
/// Has what an object owns outlive it.
pub(super) const ORPHAN: &str = "orphan";

impl Cluster {
    pub(super) fn delete(&mut self, ask: &Ask) -> Result<Value, Refusal> {
        let kind = ask.target.kind;
        let live = self.live(ask)?;
        let wanted = &ask.body["preconditions"];
        for (member, word, end) in
            [("uid", "UID", "deleted and then recreated"), ("resourceVersion", "ResourceVersion", "modified")]
        {
            if let Some(wanted) = wanted[member].as_str().filter(|wanted| *wanted != live.meta(member)) {
                let why = format!(
                    "the {word} in the precondition ({wanted}) does not match the {word} in record ({}). The object might \
                     have been {end}",
                    live.meta(member)
                );
                return Err(refusal::unmet(kind, live.name(), &why));
            }
        }
        let (namespace, name, uid) = (live.namespace().to_owned(), live.name().to_owned(), live.uid().to_owned());
        let policy = ask.params.get("propagationPolicy").or(ask.body["propagationPolicy"].as_str());
        let grace = ask.params.get("gracePeriodSeconds").and_then(|text| text.parse().ok());
        let grace = grace.or(ask.body["gracePeriodSeconds"].as_u64());
        self.end(kind, &namespace, &name, policy.unwrap_or("Background"), grace);
        if let Some(object) = self.get(kind.name, &namespace, &name) {
            return Ok(object.shown(kind));
        }
        let mut details = json!({ "name": name, "kind": kind.plural, "uid": uid });
        if !kind.group.is_empty() {
            details["group"] = kind.group.into();
        }
        Ok(json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details }))
    }

    /// Deletes what the selectors select, and lists it.
    pub(super) fn delete_selected(&mut self, ask: &Ask) -> Result<Value, Refusal> {
        let list = self.list(ask)?;
        let kind = ask.target.kind;
        let found = self.selected(ask)?;
        let named: Vec<_> = found.iter().map(|one| (one.namespace().to_owned(), one.name().to_owned())).collect();
        for (namespace, name) in named {
            self.end(kind, &namespace, &name, "Background", None);
        }
        Ok(list)
    }

    /// Begins the end of an object; what has nothing to wait for is gone at once.
    pub(super) fn end(&mut self, kind: &'static Kind, namespace: &str, name: &str, policy: &str, grace: Option<u64>) {
        let now = self.now;
        let Some(object) = self.get_mut(kind.name, namespace, name) else { return };
        let finalizer = match policy {
            "Foreground" => Some(FOREGROUND),
            "Orphan" => Some(ORPHAN),
            _ => None,
        };
        let metadata = &mut object.doc["metadata"];
        if let Some(finalizer) = finalizer {
            match metadata["finalizers"].as_array_mut() {
                Some(all) if all.iter().any(|one| one == finalizer) => {}
                Some(all) => all.push(finalizer.into()),
                None => metadata["finalizers"] = json!([finalizer]),
            }
        }
        let waits = match kind.name {
            // A pod is asked to stop; a namespace loses what is in it.
            "Pod" => grace != Some(0),
            "Namespace" => true,
            _ => false,
        };
        let held = metadata["finalizers"].as_array().is_some_and(|all| !all.is_empty());
        if waits || held {
            if metadata.get("deletionTimestamp").is_some() {
                return;
            }
            metadata["deletionTimestamp"] = now.iso().into();
            if let Some(generation) = metadata["generation"].as_u64().filter(|_| kind.has(Trait::Generation)) {
                metadata["generation"] = (generation + 1).into();
            }
            let seconds = grace.unwrap_or(if kind.name == "Pod" { 30 } else { 0 });
            metadata["deletionGracePeriodSeconds"] = seconds.into();
            object.marks.deleted = waits.then_some(now);
            if kind.name == "Namespace" {
                object.doc["status"]["phase"] = "Terminating".into();
            }
            let object = object.clone();
            self.keep(kind.name, object);
        } else {
            self.forget(kind.name, namespace, name);
        }
        self.wake(namespace);
        if kind.name == "Namespace" {
            self.wake(name);
        }
    }
}
