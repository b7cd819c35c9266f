//! JSON Merge Patch, and Kubernetes' strategic form of it.
//! Sources: <https://www.rfc-editor.org/rfc/rfc7386>,
//! <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/>.
use serde_json::{Value, json};

use crate::kubernetes::fields::schema;
use crate::kubernetes::kind::Kind;

/// Puts the members of `patch` over those of `doc`; a null takes a member away, and anything but a map replaces.
pub(in crate::kubernetes) fn merge(doc: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        *doc = patch.clone();
        return;
    };
    if !doc.is_object() {
        *doc = json!({});
    }
    let Some(members) = doc.as_object_mut() else { return };
    for (name, change) in changes {
        match change {
            Value::Null => drop(members.shift_remove(name)),
            change => merge(members.entry(name.clone()).or_insert(Value::Null), change),
        }
    }
}

/// The same, but lists with keys are merged item by item, and `$patch` says what else to do.
pub(super) fn strategic(kind: &Kind, doc: &mut Value, patch: &Value) {
    let Some(changes) = patch.as_object() else {
        *doc = patch.clone();
        return;
    };
    if !doc.is_object() || changes.get("$patch").is_some_and(|how| how == "replace") {
        *doc = json!({});
    }
    let Some(members) = doc.as_object_mut() else { return };
    for (name, change) in changes {
        // What begins with a dollar speaks of the patch; the order of items is left as it is.
        if let Some(list) = name.strip_prefix("$deleteFromPrimitiveList/") {
            let gone = change.as_array().cloned().unwrap_or_default();
            if let Some(items) = members.get_mut(list).and_then(Value::as_array_mut) {
                items.retain(|item| !gone.contains(item));
            }
            continue;
        }
        if name == "$retainKeys" {
            let kept = change.as_array().cloned().unwrap_or_default();
            members.retain(|member, _| kept.iter().any(|name| name == member.as_str()));
        }
        if name.starts_with('$') {
            continue;
        }
        match (change, schema::keys(kind, name)) {
            (Value::Null, _) => drop(members.shift_remove(name)),
            (Value::Array(items), Some(keys)) => {
                list(kind, keys[0], members.entry(name.clone()).or_insert_with(|| json!([])), items);
            }
            (Value::Array(items), None) if schema::is_set(name) => {
                let held = members.entry(name.clone()).or_insert_with(|| json!([]));
                if let Value::Array(held) = held {
                    held.extend(items.iter().filter(|item| !held.contains(item)).cloned().collect::<Vec<_>>());
                }
            }
            _ => strategic(kind, members.entry(name.clone()).or_insert(Value::Null), change),
        }
    }
}

/// Merges the items of a list by the first of its keys.
fn list(kind: &Kind, key: &str, held: &mut Value, patches: &[Value]) {
    let Value::Array(held) = held else { return };
    if patches.iter().any(|patch| patch["$patch"] == "replace" && patch.get(key).is_none()) {
        held.clear();
    }
    for patch in patches.iter().filter(|patch| patch.get(key).is_some()) {
        let at = held.iter().position(|item| item[key] == patch[key]);
        match (at, patch["$patch"] == "delete") {
            (Some(at), true) => drop(held.remove(at)),
            (None, true) => {}
            (Some(at), false) => strategic(kind, &mut held[at], patch),
            (None, false) => held.push(patch.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, merge, strategic};

    #[test]
    fn a_merge_patch_is_that_of_the_rfc() {
        for (doc, patch, wanted) in [
            (json!({ "a": "b" }), json!({ "a": "c" }), json!({ "a": "c" })),
            (json!({ "a": "b", "b": "c" }), json!({ "a": null }), json!({ "b": "c" })),
            (json!({ "a": ["b"] }), json!({ "a": "c" }), json!({ "a": "c" })),
            (json!({ "a": { "b": "c" } }), json!({ "a": { "b": "d", "c": null } }), json!({ "a": { "b": "d" } })),
            (json!({ "a": [{ "b": "c" }] }), json!({ "a": [1] }), json!({ "a": [1] })),
            (json!({}), json!({ "a": { "bb": { "ccc": null } } }), json!({ "a": { "bb": {} } })),
        ] {
            let mut doc = doc;
            merge(&mut doc, &patch);
            assert_eq!(doc, wanted, "{patch}");
        }
    }

    #[test]
    fn a_strategic_patch_knows_the_keys_of_lists() {
        let kind = Kind::named("Deployment").unwrap();
        let mut doc = json!({ "containers": [{ "name": "a", "image": "1", "args": ["x"] }, { "name": "b" }] });
        let patch = json!({ "$setElementOrder/containers": [{ "name": "a" }], "containers": [
            { "name": "a", "image": "2" }, { "name": "b", "$patch": "delete" }, { "name": "c" } ] });
        strategic(kind, &mut doc, &patch);
        assert_eq!(doc, json!({ "containers": [{ "name": "a", "image": "2", "args": ["x"] }, { "name": "c" }] }));
        strategic(kind, &mut doc, &json!({ "containers": [{ "$patch": "replace" }, { "name": "d" }] }));
        assert_eq!(doc, json!({ "containers": [{ "name": "d" }] }));
    }
}
