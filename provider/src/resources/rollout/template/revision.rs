//! What tells two versions of a workload apart.

use std::fmt::Write as _;

use kgas_engine::digest;
use kgas_engine::rollout::Revision;
use serde_json::Value;

use super::PREFIX;

/// Characters of a revision: 48 bits, so that two of a rollout's revisions are the same by chance once in millions of millions.
const LENGTH: usize = 12;

/// The revision of a pod template. Labels of our own are no part of it, nor is how it is written.
pub(super) fn of(template: &Value) -> Revision {
    let mut template = template.clone();
    if let Some(Value::Object(labels)) = template.pointer_mut("/metadata/labels") {
        labels.retain(|key, _| !key.starts_with(PREFIX));
    }
    for map in ["/metadata/labels", "/metadata"] {
        drop_empty(&mut template, map);
    }
    Revision(short(&template, LENGTH))
}

/// An object without entries is the same as none.
fn drop_empty(template: &mut Value, place: &str) {
    if template.pointer(place).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)
        && let Some((parent, key)) = place.rsplit_once('/')
        && let Some(Value::Object(parent)) = template.pointer_mut(parent)
    {
        parent.remove(key);
    }
}

/// The first characters of a value's digest, in lower-case hexadecimal.
pub(super) fn short(value: &Value, length: usize) -> String {
    let mut text = String::new();
    write(value, &mut text);
    let mut hex = digest::hex(&[&text]);
    hex.truncate(length);
    hex
}

/// One text for each value: keys in order, nothing between.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(parts) => {
            let mut parts: Vec<_> = parts.iter().collect();
            parts.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, part) in parts {
                let _ = write!(text, "{}:", Value::from(key.as_str()));
                write(part, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(all) => {
            text.push('[');
            for one in all {
                write(one, text);
                text.push(',');
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}
