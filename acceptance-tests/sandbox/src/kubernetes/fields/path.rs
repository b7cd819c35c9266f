//! Steps on the way to a field, and what lies at the end of a way.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Path, schema};

/// Before the name of a member.
pub(super) const FIELD: &str = "f:";
/// Before the keys of an item.
pub(super) const KEY: &str = "k:";
/// Before the value of an item.
pub(super) const VALUE: &str = "v:";

/// The step to an item of a list with keys.
pub(super) fn key(keys: &[&str], item: &Value) -> String {
    let of = |key: &&str| {
        let default = || schema::default_key(key).map_or(Value::Null, Value::from);
        ((*key).to_owned(), item.get(*key).cloned().unwrap_or_else(default))
    };
    let keys: BTreeMap<String, Value> = keys.iter().map(of).collect();
    format!("{KEY}{}", json!(keys))
}

/// A step, read.
enum Step<'s> {
    Field(&'s str),
    Key(Value),
    Value(Value),
}

fn read(step: &str) -> Step<'_> {
    let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    match (step.strip_prefix(KEY), step.strip_prefix(VALUE)) {
        (Some(keys), _) => Step::Key(parsed(keys)),
        (_, Some(value)) => Step::Value(parsed(value)),
        _ => Step::Field(step.strip_prefix(FIELD).unwrap_or(step)),
    }
}

/// Whether an item has the keys.
fn has(item: &Value, keys: &Value) -> bool {
    let keys = keys.as_object().into_iter().flatten();
    keys.into_iter().all(|(key, value)| match item.get(key) {
        Some(found) => found == value,
        None => schema::default_key(key).map(Value::from).as_ref() == Some(value),
    })
}

/// Puts a value at the end of a way, and what is missing on the way; an item of a list gets its keys.
pub(super) fn put(doc: &mut Value, path: &[String], value: &Value) {
    let Some((step, rest)) = path.split_first() else {
        *doc = value.clone();
        return;
    };
    match read(step) {
        Step::Field(name) => {
            if !doc.is_object() {
                *doc = json!({});
            }
            put(&mut doc[name], rest, value);
        }
        Step::Key(keys) => {
            let items = list(doc);
            let at = items.iter().position(|item| has(item, &keys)).unwrap_or_else(|| {
                items.push(keys);
                items.len() - 1
            });
            if !rest.is_empty() {
                put(&mut items[at], rest, value);
            }
        }
        Step::Value(member) => {
            let items = list(doc);
            if !items.contains(&member) {
                items.push(member);
            }
        }
    }
}

fn list(doc: &mut Value) -> &mut Vec<Value> {
    if !doc.is_array() {
        *doc = json!([]);
    }
    match doc {
        Value::Array(items) => items,
        _ => unreachable!("it was made a list"),
    }
}

/// Takes away what lies at the end of a way, and the maps and lists that are empty without it.
pub(super) fn remove(doc: &mut Value, path: &[String]) {
    let Some((step, rest)) = path.split_first() else { return };
    match (read(step), doc) {
        (Step::Field(name), Value::Object(members)) => {
            let Some(inner) = members.get_mut(name) else { return };
            remove(inner, rest);
            let empty =
                inner.as_object().is_some_and(serde_json::Map::is_empty) || inner.as_array().is_some_and(Vec::is_empty);
            if rest.is_empty() || empty {
                members.shift_remove(name);
            }
        }
        (Step::Key(keys), Value::Array(items)) => {
            // An item that stays keeps what tells it apart.
            let is_key = |step: &String| matches!(read(step), Step::Field(name) if keys.get(name).is_some());
            let Some(at) = items.iter().position(|item| has(item, &keys)) else { return };
            if matches!(rest, [only] if is_key(only)) {
                return;
            }
            if rest.is_empty() {
                items.remove(at);
            } else {
                remove(&mut items[at], rest);
            }
        }
        (Step::Value(member), Value::Array(items)) => items.retain(|item| *item != member),
        _ => {}
    }
}

/// A path as a conflict names it: `.spec.template.spec.containers[name="app"].image`.
pub(super) fn shown(path: &Path) -> String {
    let step = |step: &String| match read(step) {
        Step::Field(name) => format!(".{name}"),
        Step::Value(value) => format!("[={value}]"),
        Step::Key(keys) => {
            let keys = keys.as_object().into_iter().flatten().map(|(key, value)| format!("{key}={value}"));
            format!("[{}]", keys.collect::<Vec<_>>().join(","))
        }
    };
    path.iter().map(step).collect()
}
