//! The plan that follows from schema, configuration and state alone, before a resource refines it.

mod constraints;
mod merge;
mod replace;
mod sets;
mod walk;

use std::collections::BTreeMap;

use crate::schema::{Attribute, Schema};
use crate::timeouts::are_timeouts;
use crate::value::Value;

pub(crate) use constraints::{config_problems, is_secret, write_only_problems};
pub(crate) use merge::plan;
pub(crate) use replace::replace_paths;
pub(crate) use sets::counterparts;

/// The attributes and blocks of an object, null where the object is.
fn parts(value: &Value) -> Option<&BTreeMap<String, Value>> {
    match value {
        Value::Object(parts) => Some(parts),
        _ => None,
    }
}

/// Root attributes and blocks in which two objects differ.
fn changed_roots(schema: &Schema, before: &Value, after: &Value) -> Vec<String> {
    let names = schema.attributes.iter().map(|one| &one.name).chain(schema.blocks.iter().map(|one| &one.name));
    let part = |value, name: &str| parts(value).and_then(|parts| parts.get(name)).cloned().unwrap_or(Value::Null);
    names.filter(|name| part(before, name) != part(after, name)).cloned().collect()
}

/// Whether two states of a resource differ in nothing but how long operations may take: what is changed then is in the state
/// alone, so nothing computed changes with it, and no operation is needed.
pub(crate) fn only_timeouts_differ(schema: &Schema, before: &Value, after: &Value) -> bool {
    let are_timeouts = |one: &Attribute| one.name == "timeouts" && are_timeouts(&one.kind);
    changed_roots(schema, before, after) == ["timeouts"] && schema.attributes.iter().any(are_timeouts)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod surprises;
#[cfg(test)]
mod tests;
