//! Who set which field.
//!
//! Source: <https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management>.

use serde_json::{Map, Value};

use super::Object;

/// Somebody who set fields of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldManager<'a> {
    /// Its name, such as `kubectl-client-side-apply`.
    pub name: &'a str,
    /// `Apply`, or `Update` for every other kind of write.
    pub operation: &'a str,
    /// The part that was written through, such as `scale`; empty for the object itself.
    pub subresource: &'a str,
}

/// One step towards a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step<'a> {
    /// Into a field of an object, or an entry of a map.
    Field(&'a str),
    /// Into the item of a list that is told by its keys, such as `{"name": "app"}` of `containers`.
    Item(&'a Map<String, Value>),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(name: &'a str) -> Self {
        Self::Field(name)
    }
}

impl Object {
    /// Everybody who owns a field, or something in it; in the API server's order.
    ///
    /// Of a list or map that is owned as a whole (`spec.rules` of an `HTTPRoute`, `spec.selector` of a Service) ask for the whole:
    /// what is in it has no owners of its own.
    #[must_use]
    pub fn owners_of(&self, path: &[Step<'_>]) -> Vec<FieldManager<'_>> {
        let entries = self.get(&["metadata", "managedFields"]).and_then(Value::as_array).into_iter().flatten();
        let owning = entries.filter(|entry| entry.get("fieldsV1").is_some_and(|set| holds(set, path)));
        owning.map(manager).collect()
    }

    /// Everybody who set anything, in the API server's order.
    #[must_use]
    pub fn managers(&self) -> Vec<FieldManager<'_>> {
        let entries = self.get(&["metadata", "managedFields"]).and_then(Value::as_array);
        entries.into_iter().flatten().map(manager).collect()
    }
}

fn manager(entry: &Value) -> FieldManager<'_> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    FieldManager { name: text("manager"), operation: text("operation"), subresource: text("subresource") }
}

/// Whether a set of fields in the form `FieldsV1` holds a path.
fn holds(set: &Value, path: &[Step<'_>]) -> bool {
    let Some((step, rest)) = path.split_first() else { return true };
    let Some(set) = set.as_object() else { return false };
    let found = match step {
        Step::Field(name) => set.get(&format!("f:{name}")),
        Step::Item(keys) => set.iter().find(|(key, _)| is_item(key, keys)).map(|(_, below)| below),
    };
    found.is_some_and(|below| holds(below, rest))
}

fn is_item(key: &str, keys: &Map<String, Value>) -> bool {
    let named = key.strip_prefix("k:").and_then(|json| serde_json::from_str::<Map<String, Value>>(json).ok());
    named.is_some_and(|named| named == *keys)
}
