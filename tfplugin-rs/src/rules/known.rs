//! Nothing unknown and nothing write-only reaches a state.

use super::Found;
use crate::path::Path;
use crate::schema::{Attribute, Block, Kind, Schema};
use crate::value::Value;

/// Reports every part that is unknown.
pub(super) fn check(rule: u8, value: &Value, at: &Path, found: &mut Found) {
    match value {
        Value::Unknown(_) => found.add(rule, at, "unknown, and nothing will make it known any more"),
        Value::List(all) | Value::Tuple(all) => {
            for (index, one) in all.iter().enumerate() {
                check(rule, one, &at.clone().index(index), found);
            }
        }
        Value::Set(all) => all.iter().for_each(|one| check(rule, one, &at.clone().element(), found)),
        Value::Map(all) => all.iter().for_each(|(key, one)| check(rule, one, &at.clone().key(key), found)),
        Value::Object(all) => all.iter().for_each(|(name, one)| check(rule, one, &at.clone().attribute(name), found)),
        Value::Dynamic(inner) => check(rule, &inner.1, at, found),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Reports every write-only attribute with a value.
pub(super) fn check_write_only(rule: u8, schema: &Schema, value: &Value, found: &mut Found) {
    write_only(rule, &schema.attributes, &schema.blocks, value, &Path::root(), found);
}

fn write_only(rule: u8, attributes: &[Attribute], blocks: &[Block], value: &Value, at: &Path, found: &mut Found) {
    match value {
        Value::List(all) => {
            for (index, one) in all.iter().enumerate() {
                write_only(rule, attributes, blocks, one, &at.clone().index(index), found);
            }
        }
        Value::Set(all) => {
            for one in all {
                write_only(rule, attributes, blocks, one, &at.clone().element(), found);
            }
        }
        Value::Map(all) => {
            for (key, one) in all {
                write_only(rule, attributes, blocks, one, &at.clone().key(key), found);
            }
        }
        Value::Object(parts) => {
            for attribute in attributes {
                let Some(value) = parts.get(&attribute.name) else { continue };
                let at = at.clone().attribute(&attribute.name);
                if attribute.write_only && !value.is_null() {
                    found.add(rule, &at, "write-only, and not null");
                }
                if let Kind::Nested(_, inner) = &attribute.kind {
                    write_only(rule, inner, &[], value, &at, found);
                }
            }
            for block in blocks {
                let Some(value) = parts.get(&block.name) else { continue };
                write_only(rule, &block.attributes, &block.blocks, value, &at.clone().attribute(&block.name), found);
            }
        }
        _ => {}
    }
}
