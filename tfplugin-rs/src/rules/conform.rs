//! Is a value of its type?

use super::Found;
use crate::path::Path;
use crate::value::{Type, Value};

/// Reports every part of `value` that is not of the type. Null and unknown are of every type.
pub(super) fn check(rule: u8, ty: &Type, value: &Value, at: &Path, found: &mut Found) {
    match (ty, value) {
        (_, Value::Null | Value::Unknown(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Number, Value::Number(_))
        | (Type::String, Value::String(_)) => {}
        (Type::Dynamic, Value::Dynamic(inner)) => check(rule, &inner.0, &inner.1, at, found),
        (Type::List(element), Value::List(all)) => {
            for (index, one) in all.iter().enumerate() {
                check(rule, element, one, &at.clone().index(index), found);
            }
        }
        (Type::Set(element), Value::Set(all)) => {
            for one in all {
                check(rule, element, one, &at.clone().element(), found);
            }
        }
        (Type::Map(element), Value::Map(all)) => {
            for (key, one) in all {
                check(rule, element, one, &at.clone().key(key), found);
            }
        }
        (Type::Tuple(types), Value::Tuple(all)) if types.len() == all.len() => {
            for (index, (ty, one)) in types.iter().zip(all).enumerate() {
                check(rule, ty, one, &at.clone().index(index), found);
            }
        }
        (Type::Object(types, _), Value::Object(all)) => {
            for (name, ty) in types {
                match all.get(name) {
                    Some(one) => check(rule, ty, one, &at.clone().attribute(name), found),
                    None => found.add(rule, &at.clone().attribute(name), "an attribute of the type is missing"),
                }
            }
            for name in all.keys().filter(|name| !types.contains_key(*name)) {
                found.add(rule, &at.clone().attribute(name), "the type has no such attribute");
            }
        }
        (ty, _) => found.add(rule, at, format!("not of type {}", ty.to_json())),
    }
}
