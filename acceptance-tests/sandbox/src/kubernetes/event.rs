//! The events of the group `events.k8s.io` are those of the core group with other names for some members.
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/>.
use serde_json::Value;

use super::kind::Kind;

/// A member's name in the core group, and in `events.k8s.io`.
const NAMES: [(&str, &str); 7] = [
    ("message", "note"),
    ("involvedObject", "regarding"),
    ("reportingComponent", "reportingController"),
    ("source", "deprecatedSource"),
    ("firstTimestamp", "deprecatedFirstTimestamp"),
    ("lastTimestamp", "deprecatedLastTimestamp"),
    ("count", "deprecatedCount"),
];

fn is_other(kind: &Kind) -> bool {
    kind.name == "Event" && !kind.group.is_empty()
}

/// An object as it is kept, from how `kind` writes it.
pub(super) fn kept(kind: &Kind, doc: Value) -> Value {
    if is_other(kind) { renamed(doc, "v1", |(core, other)| (other, core)) } else { doc }
}

/// An object as `kind` writes it, from how it is kept.
pub(super) fn shown(kind: &Kind, doc: Value) -> Value {
    if is_other(kind) { renamed(doc, "events.k8s.io/v1", |names| names) } else { doc }
}

fn renamed(
    mut doc: Value,
    version: &str,
    turn: fn((&'static str, &'static str)) -> (&'static str, &'static str),
) -> Value {
    let Some(members) = doc.as_object_mut() else { return doc };
    for (from, to) in NAMES.map(turn) {
        if let Some(value) = members.remove(from) {
            members.insert(to.to_owned(), value);
        }
    }
    members.insert("apiVersion".to_owned(), version.into());
    doc
}
