//! Who owns which field of an object.
//! Sources: <https://kubernetes.io/docs/reference/using-api/server-side-apply/>,
//! <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/> for `FieldsV1`.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::kind::Kind;
use super::target::Part;
use crate::moment::Moment;

pub(super) mod apply;
mod path;
pub(super) mod schema;

use path::{FIELD, KEY, VALUE};

/// The way to a field, each step as `FieldsV1` writes it: `f:spec`, `k:{"name":"app"}`, `v:"finalizer"`.
type Path = Vec<String>;

/// What is the system's and nobody's.
const SYSTEM: [&str; 9] = [
    "name",
    "namespace",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
];

/// One who wrote, and the fields that are owned through that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manager {
    pub(super) by: By,
    time: Moment,
    fields: BTreeSet<Path>,
}

/// Who writes, and how: the same name is two managers when it applies and when it updates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct By {
    /// Applying sorts before updating, as it is shown.
    pub(super) updates: bool,
    pub(super) name: String,
    pub(super) part: &'static str,
}

impl By {
    pub(super) fn of(name: &str, updates: bool, part: Part) -> Self {
        Self { updates, name: name.to_owned(), part: part.name() }
    }

    /// As a conflict names it.
    fn shown(&self, kind: &Kind) -> String {
        let part = if self.part.is_empty() { String::new() } else { format!(" with subresource {:?}", self.part) };
        let using = if self.updates { format!(" using {}", kind.api_version()) } else { String::new() };
        format!("{:?}{part}{using}", self.name)
    }
}

impl Manager {
    /// The entry in `metadata.managedFields`.
    pub(super) fn shown(&self, kind: &Kind) -> Value {
        let mut entry = json!({
            "manager": self.by.name, "operation": if self.by.updates { "Update" } else { "Apply" },
            "apiVersion": kind.api_version(), "time": self.time.iso(), "fieldsType": "FieldsV1",
            "fieldsV1": tree(&self.fields),
        });
        if !self.by.part.is_empty() {
            entry["subresource"] = self.by.part.into();
        }
        entry
    }
}

/// `FieldsV1`: every step a member, and `.` in a list's item that is itself owned.
fn tree(fields: &BTreeSet<Path>) -> Value {
    let mut root = json!({});
    for path in fields {
        let mut at = &mut root;
        for step in path {
            at = &mut at[step.as_str()];
        }
        let own = path.last().is_some_and(|step| step.starts_with(KEY));
        match (&mut *at, own) {
            (Value::Null, false) => *at = json!({}),
            (_, true) => at["."] = json!({}),
            _ => {}
        }
    }
    root
}

/// The fields of `doc` that can be owned, with their values: what is no list or map, those that are owned as a whole, and
/// the items of lists with keys, without a value of their own.
fn leaves(kind: &Kind, doc: &Value) -> BTreeMap<Path, Value> {
    let mut found = BTreeMap::new();
    for (name, value) in
        doc.as_object().into_iter().flatten().filter(|(name, _)| !["apiVersion", "kind"].contains(&name.as_str()))
    {
        if name == "metadata" {
            let members = value.as_object().into_iter().flatten();
            let members = members.filter(|(name, _)| !SYSTEM.contains(&name.as_str()));
            let own: Map<_, _> = members.map(|(name, value)| (name.clone(), value.clone())).collect();
            walk(kind, "metadata", &own.into(), &mut vec![format!("{FIELD}metadata")], &mut found);
        } else {
            walk(kind, name, value, &mut vec![format!("{FIELD}{name}")], &mut found);
        }
    }
    found.remove(&vec![format!("{FIELD}metadata")]);
    found
}

fn walk(kind: &Kind, name: &str, value: &Value, at: &mut Path, found: &mut BTreeMap<Path, Value>) {
    match value {
        Value::Null => {}
        Value::Object(members) if !members.is_empty() && !schema::is_atomic(kind, name) => {
            for (name, inner) in members {
                at.push(format!("{FIELD}{name}"));
                walk(kind, name, inner, at, found);
                at.pop();
            }
        }
        Value::Array(items) if !items.is_empty() && schema::is_set(name) => {
            for item in items {
                at.push(format!("{VALUE}{item}"));
                found.insert(at.clone(), Value::Null);
                at.pop();
            }
        }
        Value::Array(items) if !items.is_empty() => match schema::keys(kind, name) {
            None => drop(found.insert(at.clone(), value.clone())),
            Some(keys) => {
                for item in items {
                    at.push(path::key(keys, item));
                    found.insert(at.clone(), Value::Null);
                    walk(kind, "", item, at, found);
                    at.pop();
                }
            }
        },
        other => drop(found.insert(at.clone(), other.clone())),
    }
}

/// The managers after `by` made `new` of `old` in any way but by applying: what it changed is its own.
pub(super) fn updated(
    kind: &Kind,
    managers: &[Manager],
    (old, new): (&Value, &Value),
    by: &By,
    now: Moment,
) -> Vec<Manager> {
    let (old, new) = (leaves(kind, old), leaves(kind, new));
    let changed: BTreeSet<&Path> =
        new.iter().filter(|(path, value)| old.get(*path) != Some(value)).map(|(path, _)| path).collect();
    let mut managers = managers.to_vec();
    for manager in &mut managers {
        let own = manager.by == *by;
        manager.fields.retain(|path| new.contains_key(path) && (own || !changed.contains(path)));
    }
    if !changed.is_empty() {
        let manager = entry(&mut managers, by, now);
        manager.fields.extend(changed.into_iter().cloned());
        manager.time = now;
    }
    shown_in_order(managers)
}

/// The entry of `by`, made if need be.
fn entry<'m>(managers: &'m mut Vec<Manager>, by: &By, now: Moment) -> &'m mut Manager {
    let at = managers.iter().position(|manager| manager.by == *by).unwrap_or_else(|| {
        managers.push(Manager { by: by.clone(), time: now, fields: BTreeSet::new() });
        managers.len() - 1
    });
    &mut managers[at]
}

fn shown_in_order(mut managers: Vec<Manager>) -> Vec<Manager> {
    managers.retain(|manager| !manager.fields.is_empty());
    managers.sort_by(|one, other| (one.by.updates, one.time, &one.by).cmp(&(other.by.updates, other.time, &other.by)));
    managers
}
