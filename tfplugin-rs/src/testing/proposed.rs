//! What Terraform proposes as the new state: the configuration, with the prior value of what it leaves to the provider.
//!
//! Source: `internal/plans/objchange/objchange.go` of Terraform 1.11.

use crate::planning::counterparts;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Nesting, Schema};
use crate::value::Value;

/// The proposal that leads from `prior` (null to create) to `config`.
pub(super) fn proposed(schema: &Schema, prior: &Value, config: &Value) -> Value {
    if config.is_null() { Value::Null } else { object(&schema.attributes, &schema.blocks, prior, config) }
}

fn object(attributes: &[Attribute], blocks: &[Block], prior: &Value, config: &Value) -> Value {
    let Value::Object(given) = config else { return config.clone() };
    let before = |name: &str| match prior {
        Value::Object(parts) => parts.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    };
    let given = |name: &str| given.get(name).unwrap_or(&Value::Null);
    let attributes =
        attributes.iter().map(|one| (one.name.clone(), attribute(one, before(&one.name), given(&one.name))));
    let blocks = blocks.iter().map(|one| (one.name.clone(), block(one, before(&one.name), given(&one.name))));
    Value::Object(attributes.chain(blocks).collect())
}

fn attribute(one: &Attribute, prior: &Value, config: &Value) -> Value {
    // A default makes an attribute computed on the wire.
    let computed = one.need.is_computed() || one.default.is_some();
    match &one.kind {
        _ if computed && config.is_null() => prior.clone(),
        Kind::Value(_) => config.clone(),
        Kind::Nested(Nesting::Single, inner) => object(inner, &[], prior, config),
        Kind::Nested(_, inner) => many(inner, &[], prior, config),
    }
}

fn block(one: &Block, prior: &Value, config: &Value) -> Value {
    match one.nesting {
        BlockNesting::Single | BlockNesting::Group => object(&one.attributes, &one.blocks, prior, config),
        BlockNesting::List | BlockNesting::Set | BlockNesting::Map => many(&one.attributes, &one.blocks, prior, config),
    }
}

/// Elements of a list against those of the same index, of a map against those of the same key, of a set against those that
/// are the same without what is computed. One that has no counterpart is proposed as it is configured.
fn many(attributes: &[Attribute], blocks: &[Block], prior: &Value, config: &Value) -> Value {
    let one = |prior: Option<&Value>, config: &Value| match prior {
        Some(prior) => object(attributes, blocks, prior, config),
        None => config.clone(),
    };
    match (config, prior) {
        (Value::List(all), Value::List(before)) => {
            Value::List(all.iter().enumerate().map(|(index, config)| one(before.get(index), config)).collect())
        }
        (Value::Map(all), Value::Map(before)) => {
            Value::Map(all.iter().map(|(key, config)| (key.clone(), one(before.get(key), config))).collect())
        }
        (Value::Set(all), Value::Set(before)) => {
            let before = counterparts(attributes, blocks, all, before);
            Value::set(all.iter().zip(before).map(|(config, prior)| one(prior, config)))
        }
        _ => config.clone(),
    }
}
