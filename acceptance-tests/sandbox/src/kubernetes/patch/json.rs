//! JSON Patch. Source: <https://www.rfc-editor.org/rfc/rfc6902>.
use serde_json::Value;

use crate::call::Refusal;
use crate::kubernetes::refusal;

/// Does one operation after the other.
///
/// # Errors
/// 422 for a `test` that does not hold, for a place that is not there and for what is no operation, without a word about
/// which it was.
pub(super) fn apply(doc: &mut Value, patch: &Value) -> Result<(), Refusal> {
    for operation in patch.as_array().into_iter().flatten() {
        let text = |member: &str| operation[member].as_str().map(str::to_owned);
        let (Some(verb), Some(place)) = (text("op"), text("path")) else { return Err(refusal::unfit()) };
        let value = || operation.get("value").cloned().ok_or_else(refusal::unfit);
        let from = || text("from").ok_or_else(refusal::unfit);
        match verb.as_str() {
            "add" => add(doc, &place, value()?)?,
            "remove" => drop(remove(doc, &place)?),
            "replace" => replace(doc, &place, value()?)?,
            "copy" => {
                let copied = found(doc, &from()?)?.clone();
                add(doc, &place, copied)?;
            }
            "move" => {
                let moved = remove(doc, &from()?)?;
                add(doc, &place, moved)?;
            }
            "test" => {
                let wanted = operation.get("value").unwrap_or(&Value::Null);
                if doc.pointer(&place).unwrap_or(&Value::Null) != wanted {
                    return Err(refusal::unfit());
                }
            }
            _ => return Err(refusal::unfit()),
        }
    }
    Ok(())
}

fn found<'d>(doc: &'d mut Value, path: &str) -> Result<&'d mut Value, Refusal> {
    doc.pointer_mut(path).ok_or_else(refusal::unfit)
}

/// The parent of a place, and the place's own name, unescaped.
fn parent<'d>(doc: &'d mut Value, path: &str) -> Result<(&'d mut Value, String), Refusal> {
    let (parent, name) = path.rsplit_once('/').ok_or_else(refusal::unfit)?;
    Ok((found(doc, parent)?, name.replace("~1", "/").replace("~0", "~")))
}

fn add(doc: &mut Value, path: &str, value: Value) -> Result<(), Refusal> {
    if path.is_empty() {
        *doc = value;
        return Ok(());
    }
    match parent(doc, path)? {
        (Value::Object(members), name) => drop(members.insert(name, value)),
        (Value::Array(items), name) if name == "-" => items.push(value),
        (Value::Array(items), name) => match name.parse() {
            Ok(at) if at <= items.len() => items.insert(at, value),
            _ => return Err(refusal::unfit()),
        },
        _ => return Err(refusal::unfit()),
    }
    Ok(())
}

/// A member that is not there is added, as the real server has it and the RFC has not.
fn replace(doc: &mut Value, path: &str, value: Value) -> Result<(), Refusal> {
    if let Ok((Value::Object(members), name)) = parent(doc, path) {
        members.insert(name, value);
        return Ok(());
    }
    *found(doc, path)? = value;
    Ok(())
}

fn remove(doc: &mut Value, path: &str) -> Result<Value, Refusal> {
    let removed = match parent(doc, path)? {
        (Value::Object(members), name) => members.shift_remove(&name),
        (Value::Array(items), name) => {
            name.parse().ok().filter(|at: &usize| *at < items.len()).map(|at| items.remove(at))
        }
        _ => None,
    };
    removed.ok_or_else(refusal::unfit)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::apply;

    /// Cases of the appendix of RFC 6902, and of what the appendix says must fail.
    #[test]
    fn operations_are_those_of_the_rfc() {
        for (doc, patch, wanted) in [
            (
                json!({ "foo": "bar" }),
                json!([{ "op": "add", "path": "/baz", "value": "qux" }]),
                json!({ "foo": "bar", "baz": "qux" }),
            ),
            (
                json!({ "foo": ["a", "c"] }),
                json!([{ "op": "add", "path": "/foo/1", "value": "b" }]),
                json!({ "foo": ["a", "b", "c"] }),
            ),
            (
                json!({ "foo": ["a"] }),
                json!([{ "op": "add", "path": "/foo/-", "value": "b" }]),
                json!({ "foo": ["a", "b"] }),
            ),
            (
                json!({ "foo": ["a", "b", "c"] }),
                json!([{ "op": "remove", "path": "/foo/1" }]),
                json!({ "foo": ["a", "c"] }),
            ),
            (json!({ "foo": 1 }), json!([{ "op": "replace", "path": "/foo", "value": 2 }]), json!({ "foo": 2 })),
            (
                json!({ "a": { "b": 1 }, "c": {} }),
                json!([{ "op": "move", "from": "/a/b", "path": "/c/d" }]),
                json!({ "a": {}, "c": { "d": 1 } }),
            ),
            (json!({ "a": 1 }), json!([{ "op": "copy", "from": "/a", "path": "/b" }]), json!({ "a": 1, "b": 1 })),
            (
                json!({ "/": 9, "~1": 10 }),
                json!([{ "op": "test", "path": "/~01", "value": 10 }, { "op": "remove", "path": "/~1" }]),
                json!({ "~1": 10 }),
            ),
        ] {
            let mut doc = doc;
            assert!(apply(&mut doc, &patch).is_ok(), "{patch}");
            assert_eq!(doc, wanted, "{patch}");
        }
        let status = |patch: Value| {
            apply(&mut json!({ "a": ["x"], "b": 1 }), &patch).err().map(|refusal| refusal.status.as_u16())
        };
        assert_eq!(status(json!([{ "op": "test", "path": "/a/0", "value": "y" }])), Some(422));
        assert_eq!(status(json!([{ "op": "add", "path": "/no/where", "value": 1 }])), Some(422));
        assert_eq!(status(json!([{ "op": "add", "path": "/a/3", "value": 1 }])), Some(422));
        assert_eq!(status(json!([{ "op": "replace", "path": "/a/3", "value": 1 }])), Some(422));
        assert_eq!(status(json!([{ "op": "remove", "path": "/c" }])), Some(422));
        assert_eq!(status(json!([{ "op": "jump", "path": "/b" }])), Some(422));
    }
}
