//! Rules 1 to 10: what a plan may say.

use std::collections::BTreeSet;

use super::{Found, Violation, conform, known};
use crate::path::Path;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Schema};
use crate::value::Value;
use crate::view::value_at;

/// Checks a plan to create (`prior` is null) or update.
#[must_use]
pub fn check_plan(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    planned: &Value,
    replace: &BTreeSet<Path>,
) -> Vec<Violation> {
    let mut found = Found::default();
    let root = Path::root();
    conform::check(1, &schema.ty(), planned, &root, &mut found);
    if config.is_null() != planned.is_null() {
        found.add(2, &root, "the plan is null and the configuration is not, or the other way round");
    }
    if found.0.is_empty() {
        object(&schema.attributes, &schema.blocks, prior, config, planned, &root, &mut found);
    }
    known::check_write_only(7, schema, planned, &mut found);
    for path in replace {
        if value_at(prior, path).is_none() && value_at(planned, path).is_none() {
            found.add(10, path, "named as a reason to replace, and in neither state nor plan");
        }
    }
    found.0
}

fn object(
    attributes: &[Attribute],
    blocks: &[Block],
    prior: &Value,
    config: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Found,
) {
    let (Value::Object(config), Value::Object(planned)) = (config, planned) else { return };
    let before = |name: &str| match prior {
        Value::Object(parts) => parts.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    };
    for one in attributes {
        if let (Some(config), Some(planned)) = (config.get(&one.name), planned.get(&one.name)) {
            attribute(one, before(&one.name), config, planned, &at.clone().attribute(&one.name), found);
        }
    }
    for one in blocks {
        if let (Some(config), Some(planned)) = (config.get(&one.name), planned.get(&one.name)) {
            block(one, before(&one.name), config, planned, &at.clone().attribute(&one.name), found);
        }
    }
}

fn attribute(one: &Attribute, prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    // A default makes an attribute computed on the wire.
    let computed = one.need.is_computed() || one.default.is_some();
    if one.write_only || (computed && config.is_null()) {
        return;
    }
    if config.is_null() {
        if !planned.is_null() {
            found.add(4, at, "planned a value that was not configured, for an attribute that is not computed");
        }
        return;
    }
    if planned == config || (!prior.is_null() && planned == prior) {
        return;
    }
    match &one.kind {
        Kind::Nested(_, inner) => nested(inner, prior, config, planned, at, found),
        Kind::Value(_) => found.add(3, at, "planned neither what is configured nor what was before"),
    }
}

/// A nested attribute that is configured: its shape is the configuration's, and each object keeps the rules.
fn nested(inner: &[Attribute], prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    match (config, planned) {
        (Value::Unknown(_), _) => {}
        (_, Value::Unknown(_)) => found.add(8, at, "unknown as a whole, though it is configured"),
        (_, Value::Null) => found.add(8, at, "null, though it is configured"),
        (Value::Object(_), Value::Object(_)) => object(inner, &[], prior, config, planned, at, found),
        _ => elements(8, inner, &[], prior, config, planned, at, found),
    }
}

#[expect(clippy::too_many_arguments, reason = "a rule, two schemas, three values and a place: each of its own kind")]
fn elements(
    rule: u8,
    attributes: &[Attribute],
    blocks: &[Block],
    prior: &Value,
    config: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Found,
) {
    match (config, planned) {
        (Value::List(config), Value::List(planned)) if config.len() == planned.len() => {
            let before: &[Value] = if let Value::List(before) = prior { before } else { &[] };
            for (index, (config, planned)) in config.iter().zip(planned).enumerate() {
                let prior = before.get(index).unwrap_or(&Value::Null);
                object(attributes, blocks, prior, config, planned, &at.clone().index(index), found);
            }
        }
        (Value::Map(config), Value::Map(planned)) if config.keys().eq(planned.keys()) => {
            for ((key, config), planned) in config.iter().zip(planned.values()) {
                let prior = if let Value::Map(before) = prior { before.get(key) } else { None };
                let prior = prior.unwrap_or(&Value::Null);
                object(attributes, blocks, prior, config, planned, &at.clone().key(key), found);
            }
        }
        // Elements of a set have no address, and Terraform does not correlate them either.
        (Value::Set(config), Value::Set(planned)) if config.len() == planned.len() => {}
        _ => found.add(rule, at, "as many elements, under the same keys, must be planned as are configured"),
    }
}

fn block(one: &Block, prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    match one.nesting {
        BlockNesting::Single | BlockNesting::Group => match (config, planned) {
            (Value::Null, Value::Null) | (Value::Unknown(_), _) => {}
            (_, Value::Unknown(_)) => found.add(9, at, "unknown as a whole"),
            (Value::Null, _) if !one.computed => found.add(9, at, "planned a block that is not configured"),
            (_, Value::Null) => found.add(9, at, "planned no block where one is configured"),
            _ => object(&one.attributes, &one.blocks, prior, config, planned, at, found),
        },
        BlockNesting::List | BlockNesting::Set | BlockNesting::Map => match (config, planned) {
            (Value::Unknown(_), planned) if planned == config => {}
            (Value::Unknown(_), _) => found.add(9, at, "blocks of an unknown number must be planned as they are"),
            (_, Value::Unknown(_) | Value::Null) => found.add(9, at, "null or unknown as a whole"),
            _ => elements(9, &one.attributes, &one.blocks, prior, config, planned, at, found),
        },
    }
}
