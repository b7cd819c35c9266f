//! A configuration, as Terraform reads it: against the schema, before the provider sees it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::Path;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Nesting, Schema};
use crate::state_json;
use crate::value::Value;

/// In a configuration, this text is a value of any type that is known after apply.
pub const UNKNOWN: &str = "(known after apply)";

/// The value of a configuration. What the JSON leaves out is null, or no blocks.
///
/// # Errors
/// What Terraform itself refuses: unknown and missing arguments, values of another type. Not a null that is written out, nor a
/// value for what only the provider gives.
pub(super) fn read(schema: &Schema, json: &Json) -> Result<Value, Diagnostics> {
    let mut told = Diagnostics::none();
    let value = object(&schema.attributes, &schema.blocks, json, &Path::root(), &mut told);
    if told.is_empty() { Ok(value) } else { Err(told) }
}

fn special(json: &Json) -> Option<Value> {
    (json.as_str() == Some(UNKNOWN)).then(Value::unknown)
}

fn refuse(told: &mut Diagnostics, summary: &str, at: &Path, detail: String) -> Value {
    told.push(Diagnostic::error(summary).at(at.clone()).detail(detail));
    Value::Null
}

fn object(attributes: &[Attribute], blocks: &[Block], json: &Json, at: &Path, told: &mut Diagnostics) -> Value {
    if let Some(value) = special(json) {
        return value;
    }
    let Json::Object(given) = json else {
        return refuse(told, "Incorrect attribute value type", at, format!("`{at}` must be an object."));
    };
    for name in given.keys() {
        if !attributes.iter().any(|one| one.name == *name) && !blocks.iter().any(|one| one.name == *name) {
            let at = at.clone().attribute(name);
            refuse(told, "Unsupported argument", &at, format!("The schema has no `{at}`."));
        }
    }
    let mut parts = BTreeMap::new();
    for one in attributes {
        parts.insert(one.name.clone(), attribute(one, given.get(&one.name), &at.clone().attribute(&one.name), told));
    }
    for one in blocks {
        let json = given.get(&one.name).unwrap_or(&Json::Null);
        parts.insert(one.name.clone(), block(one, json, &at.clone().attribute(&one.name), told));
    }
    Value::Object(parts)
}

fn attribute(one: &Attribute, json: Option<&Json>, at: &Path, told: &mut Diagnostics) -> Value {
    let Some(json) = json else {
        if one.need == Need::Required && one.default.is_none() {
            refuse(told, "Missing required argument", at, format!("`{at}` is required."));
        }
        return Value::Null;
    };
    if let Some(value) = special(json) {
        return value;
    }
    match (&one.kind, json) {
        (_, Json::Null) => Value::Null,
        (Kind::Value(ty), json) => match state_json::read(json, ty, at, &special) {
            Ok(value) => value,
            Err(err) => refuse(told, "Incorrect attribute value type", at, err.to_string()),
        },
        (Kind::Nested(Nesting::Single, inner), json) => object(inner, &[], json, at, told),
        (Kind::Nested(Nesting::List, inner), Json::Array(all)) => Value::List(elements(inner, &[], all, at, told)),
        (Kind::Nested(Nesting::Set, inner), Json::Array(all)) => Value::set(elements(inner, &[], all, at, told)),
        (Kind::Nested(Nesting::Map, inner), Json::Object(all)) => Value::Map(entries(inner, &[], all, at, told)),
        (Kind::Nested(nesting, _), _) => {
            refuse(told, "Incorrect attribute value type", at, format!("`{at}` must hold objects: {nesting:?}."))
        }
    }
}

fn block(one: &Block, json: &Json, at: &Path, told: &mut Diagnostics) -> Value {
    if let Some(value) = special(json) {
        return value;
    }
    let (attributes, blocks) = (&one.attributes, &one.blocks);
    let value = match (one.nesting, json) {
        (BlockNesting::Single, Json::Null) => Value::Null,
        (BlockNesting::Group, Json::Null) => object(attributes, blocks, &Json::Object(Map::new()), at, told),
        (BlockNesting::Single | BlockNesting::Group, json) => object(attributes, blocks, json, at, told),
        (BlockNesting::List, Json::Null) => Value::List(Vec::new()),
        (BlockNesting::Set, Json::Null) => Value::Set(Vec::new()),
        (BlockNesting::Map, Json::Null) => Value::Map(BTreeMap::new()),
        (BlockNesting::List, Json::Array(all)) => Value::List(elements(attributes, blocks, all, at, told)),
        (BlockNesting::Set, Json::Array(all)) => Value::set(elements(attributes, blocks, all, at, told)),
        (BlockNesting::Map, Json::Object(all)) => Value::Map(entries(attributes, blocks, all, at, told)),
        _ => return refuse(told, "Unsupported block form", at, format!("`{at}` must be blocks: {:?}.", one.nesting)),
    };
    let count = match &value {
        Value::List(all) | Value::Set(all) => all.len(),
        Value::Map(all) => all.len(),
        Value::Null => 0,
        _ => 1,
    };
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if one.nesting != BlockNesting::Group && count < one.min_items {
        refuse(told, "Insufficient blocks", at, format!("At least {} `{at}` are required.", one.min_items));
    }
    if one.max_items != 0 && count > one.max_items {
        refuse(told, "Too many blocks", at, format!("No more than {} `{at}` are allowed.", one.max_items));
    }
    value
}

fn elements(attributes: &[Attribute], blocks: &[Block], all: &[Json], at: &Path, told: &mut Diagnostics) -> Vec<Value> {
    let one = |(index, json): (usize, &Json)| element(attributes, blocks, json, &at.clone().index(index), told);
    all.iter().enumerate().map(one).collect()
}

/// One of several. Null is let through.
fn element(attributes: &[Attribute], blocks: &[Block], json: &Json, at: &Path, told: &mut Diagnostics) -> Value {
    if json.is_null() { Value::Null } else { object(attributes, blocks, json, at, told) }
}

fn entries(
    attributes: &[Attribute],
    blocks: &[Block],
    all: &Map<String, Json>,
    at: &Path,
    told: &mut Diagnostics,
) -> BTreeMap<String, Value> {
    let one = |(key, json): (&String, _)| (key.clone(), element(attributes, blocks, json, &at.clone().key(key), told));
    all.iter().map(one).collect()
}
