//! What became of the elements of a set, which have no address.

use std::collections::BTreeMap;

use super::Found;
use super::applied::came_true;
use crate::path::Path;
use crate::value::Value;

/// Each planned element has an element that it became, and the other way round; no more elements than planned.
pub(super) fn set(rule: u8, before: &[Value], after: &[Value], at: &Path, found: &mut Found) {
    if after.len() > before.len() {
        found.add(rule, at, "elements appeared");
        return;
    }
    let became = |before: &Value, after: &Value| {
        let mut differences = Found::default();
        came_true(rule, before, after, at, &mut differences);
        differences.0.is_empty()
    };
    // Elements are looked up by what was known of them, so that large sets are not compared pair by pair.
    let mut by_shape: BTreeMap<Value, BTreeMap<Value, Vec<usize>>> = BTreeMap::new();
    let mut correlated = vec![false; after.len()];
    let mut vanished = false;
    for planned in before {
        let shape = shape(planned);
        let key = known_part(&shape, planned);
        let index = by_shape.entry(shape).or_insert_with_key(|shape| index(shape, after));
        let candidates = index.get(&key).map(Vec::as_slice).unwrap_or_default();
        let mut found_one = false;
        for candidate in candidates {
            if (!found_one || !correlated[*candidate]) && became(planned, &after[*candidate]) {
                found_one = true;
                correlated[*candidate] = true;
            }
        }
        vanished |= !found_one;
    }
    if vanished {
        found.add(rule, at, "a planned element vanished");
    }
    if correlated.contains(&false) {
        found.add(rule, at, "an element appeared that was not planned");
    }
}

/// Elements by the part of them that a shape calls known.
fn index(shape: &Value, elements: &[Value]) -> BTreeMap<Value, Vec<usize>> {
    let mut index: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (position, element) in elements.iter().enumerate() {
        index.entry(known_part(shape, element)).or_default().push(position);
    }
    index
}

/// Which parts of a value are known: true in place of each, null in place of what is unknown or cannot be told apart.
fn shape(value: &Value) -> Value {
    match value {
        value if value.is_wholly_known() => Value::Bool(true),
        Value::Object(parts) => Value::Object(parts.iter().map(|(name, part)| (name.clone(), shape(part))).collect()),
        _ => Value::Null,
    }
}

/// A value with null in place of all that its shape does not call known.
fn known_part(shape: &Value, value: &Value) -> Value {
    match (shape, value) {
        (Value::Null, _) => Value::Null,
        (Value::Object(shape), Value::Object(parts)) => {
            let part = |(name, shape): (&String, &Value)| {
                (name.clone(), known_part(shape, parts.get(name).unwrap_or(&Value::Null)))
            };
            Value::Object(shape.iter().map(part).collect())
        }
        (_, value) => value.clone(),
    }
}
