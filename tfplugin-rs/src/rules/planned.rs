//! Rules 1 to 10: what a plan may say.
//!
//! Source: `internal/plans/objchange/plan_valid.go` of Terraform 1.11, branch by branch: what it lets through is no violation,
//! but for the number of elements of a set, which it compares in some cases only.

use std::collections::BTreeSet;

use super::{Found, Violation, conform, known};
use crate::path::Path;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Nesting, Schema};
use crate::value::Value;
use crate::view::value_at;

/// The rule of blocks.
const BLOCKS: u8 = 9;

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
        let sent = path.clone().addressable();
        if value_at(prior, &sent).is_none() && value_at(planned, &sent).is_none() {
            found.add(10, path, "named as a reason to replace, and in neither state nor plan");
        }
    }
    found.0
}

/// The attributes and blocks of one object. What is inside of an unknown is unknown.
fn object(
    attributes: &[Attribute],
    blocks: &[Block],
    prior: &Value,
    config: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Found,
) {
    let unknown = Value::unknown();
    for one in attributes {
        let [prior, config, planned] = [prior, config, planned].map(|value| part(value, &one.name, &unknown));
        if let (Some(config), Some(planned)) = (config, planned) {
            let prior = prior.unwrap_or(&Value::Null);
            attribute(one, prior, config, planned, &at.clone().attribute(&one.name), found);
        }
    }
    for one in blocks {
        let [prior, config, planned] = [prior, config, planned].map(|value| part(value, &one.name, &unknown));
        if let (Some(config), Some(planned)) = (config, planned) {
            block(one, prior.unwrap_or(&Value::Null), config, planned, &at.clone().attribute(&one.name), found);
        }
    }
}

fn part<'a>(value: &'a Value, name: &str, unknown: &'a Value) -> Option<&'a Value> {
    match value {
        Value::Object(parts) => parts.get(name),
        Value::Unknown(_) => Some(unknown),
        _ => None,
    }
}

fn attribute(one: &Attribute, prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    // A default makes an attribute computed on the wire.
    let computed = one.need.is_computed() || one.default.is_some();
    // `ignore_changes` puts the prior value of what only the provider gives into the configuration.
    if one.write_only || one.need == Need::Computed || (computed && config.is_null()) {
        return;
    }
    if config.is_null() {
        if !planned.is_null() {
            found.add(4, at, "planned a value that was not configured, for an attribute that is not computed");
        }
        return;
    }
    if same(planned, config) || (!prior.is_null() && same(planned, prior)) {
        return;
    }
    match &one.kind {
        Kind::Nested(nesting, inner) => nested(*nesting, inner, prior, config, planned, at, found),
        Kind::Value(_) => found.add(3, at, "planned neither what is configured nor what was before"),
    }
}

/// A nested attribute that is configured: its shape is the configuration's, and each object keeps the rules.
fn nested(
    nesting: Nesting,
    inner: &[Attribute],
    prior: &Value,
    config: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Found,
) {
    match (nesting, config, planned) {
        (_, _, Value::Unknown(_)) => found.add(8, at, "unknown as a whole, though it is configured"),
        (_, _, Value::Null) => found.add(8, at, "null, though it is configured"),
        (Nesting::Single, ..) => object(inner, &[], prior, config, planned, at, found),
        // How many there will be is not known of a set alone.
        (Nesting::Set, Value::Unknown(_), _) => {}
        (_, Value::Unknown(_), _) => found.add(8, at, "planned, though its configuration is not known yet"),
        _ => elements(Inside { rule: 8, attributes: inner, blocks: &[] }, prior, config, planned, at, found),
    }
}

/// What each of several is, and the rule that it is held to.
#[derive(Clone, Copy)]
struct Inside<'a> {
    rule: u8,
    attributes: &'a [Attribute],
    blocks: &'a [Block],
}

fn elements(inside: Inside<'_>, prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    match (config, planned) {
        (Value::List(config), Value::List(planned)) if config.len() == planned.len() => {
            let before: &[Value] = if let Value::List(before) = prior { before } else { &[] };
            for (index, (config, planned)) in config.iter().zip(planned).enumerate() {
                let prior = before.get(index).unwrap_or(&Value::Null);
                element(inside, prior, config, planned, &at.clone().index(index), found);
            }
        }
        (Value::Map(config), Value::Map(planned)) if config.keys().eq(planned.keys()) => {
            for ((key, config), planned) in config.iter().zip(planned.values()) {
                let prior = if let Value::Map(before) = prior { before.get(key) } else { None };
                let prior = prior.unwrap_or(&Value::Null);
                element(inside, prior, config, planned, &at.clone().key(key), found);
            }
        }
        // Elements of a set have no address, and Terraform does not correlate them either.
        (Value::Set(config), Value::Set(planned)) if config.len() == planned.len() => {
            if inside.rule == BLOCKS && planned.iter().any(Value::is_unknown) {
                found.add(inside.rule, &at.clone().element(), "unknown as a whole");
            }
        }
        _ => found.add(inside.rule, at, "as many elements, under the same keys, must be planned as are configured"),
    }
}

/// One of several. A block is never unknown as a whole; a nested object is what its attributes are.
fn element(inside: Inside<'_>, prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    let Inside { rule, attributes, blocks } = inside;
    match (config, planned) {
        (Value::Null, Value::Null) => {}
        (_, Value::Unknown(_)) if rule == BLOCKS => found.add(rule, at, "unknown as a whole"),
        (_, Value::Null) => found.add(rule, at, "null, though it is configured"),
        (Value::Null, _) => found.add(rule, at, "planned, though null is configured"),
        _ => object(attributes, blocks, prior, config, planned, at, found),
    }
}

fn block(one: &Block, prior: &Value, config: &Value, planned: &Value, at: &Path, found: &mut Found) {
    if planned == config {
        return;
    }
    let inside = Inside { rule: BLOCKS, attributes: &one.attributes, blocks: &one.blocks };
    match (config, planned) {
        (Value::Unknown(_), _) => found.add(BLOCKS, at, "blocks of an unknown number must be planned as they are"),
        (_, Value::Unknown(_)) => found.add(BLOCKS, at, "unknown as a whole"),
        _ => match one.nesting {
            BlockNesting::Single | BlockNesting::Group => match (config, planned) {
                (Value::Null, _) if !one.computed => found.add(BLOCKS, at, "planned a block that is not configured"),
                (_, Value::Null) => found.add(BLOCKS, at, "planned no block where one is configured"),
                _ => object(&one.attributes, &one.blocks, prior, config, planned, at, found),
            },
            BlockNesting::List | BlockNesting::Set | BlockNesting::Map => match planned {
                Value::Null => found.add(BLOCKS, at, "null as a whole"),
                _ => elements(inside, prior, config, planned, at, found),
            },
        },
    }
}

/// Whether two values are the same but for what is promised of the unknown in them, which Terraform does not compare either.
fn same(one: &Value, other: &Value) -> bool {
    let unrefined = |value: &Value| value.clone().with_unknowns(&Value::unknown());
    let both_promise = || !one.is_wholly_known() && !other.is_wholly_known();
    one == other || (both_promise() && unrefined(one) == unrefined(other))
}
