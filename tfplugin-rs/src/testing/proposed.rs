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

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::schema::Need;
    use crate::state_json::{from_json, to_json};
    use crate::value::Type;

    /// Blocks of every form, each with a name and what the provider gives it.
    fn schema() -> Schema {
        let text = |name: &str, need| Attribute::new(name, Kind::Value(Type::String), need, "");
        let named = || vec![text("key", Need::Optional), text("id", Need::Computed)];
        let block = |name: &str, nesting, blocks| Block { blocks, ..Block::new(name, nesting, named()) };
        let blocks = vec![
            block("one", BlockNesting::Single, Vec::new()),
            block("group", BlockNesting::Group, Vec::new()),
            block("list", BlockNesting::List, vec![block("inner", BlockNesting::List, Vec::new())]),
            block("set", BlockNesting::Set, Vec::new()),
            block("map", BlockNesting::Map, Vec::new()),
        ];
        Schema { blocks, ..Schema::default() }
    }

    #[track_caller]
    fn proposes(prior: &Json, config: &Json, expected: &Json) {
        let schema = schema();
        let read = |json: &Json| from_json(json.to_string().as_bytes(), &schema.ty()).unwrap();
        let proposal = proposed(&schema, &read(prior), &read(config));
        assert_eq!(to_json(&proposal), to_json(&read(expected)));
    }

    #[test]
    fn what_the_provider_gave_stays_with_its_block() {
        let known = |key: &str, id: &str| json!({ "key": key, "id": id });
        let wanted = |key: &str| json!({ "key": key });
        let list = |inner: Json| json!([{ "key": "a", "id": "1", "inner": [inner] }]);
        let prior = json!({
            "one": known("a", "1"), "group": known("a", "1"), "list": list(known("b", "2")),
            "set": [known("a", "1"), known("b", "2")], "map": { "x": known("a", "1"), "y": known("b", "2") },
        });
        proposes(
            &prior,
            &json!({
                "one": wanted("c"), "group": wanted("c"),
                "list": [{ "key": "c", "inner": [wanted("d"), wanted("e")] }, { "key": "f", "inner": [] }],
                "set": [wanted("b"), wanted("c")], "map": { "y": wanted("c"), "z": wanted("a") },
            }),
            // By position in a list, by label in a map, and in a set by what is configured.
            &json!({
                "one": known("c", "1"), "group": known("c", "1"),
                "list": [
                    { "key": "c", "id": "1", "inner": [known("d", "2"), wanted("e")] },
                    { "key": "f", "inner": [] },
                ],
                "set": [known("b", "2"), wanted("c")], "map": { "y": known("c", "2"), "z": wanted("a") },
            }),
        );
    }

    #[test]
    fn a_block_that_is_left_out_is_not_proposed() {
        let all =
            json!({ "one": { "key": "a", "id": "1" }, "list": [], "set": [{ "key": "a", "id": "1" }], "map": {} });
        let none = json!({ "one": null, "group": {}, "list": [], "set": [], "map": {} });
        proposes(&all, &none, &none);
    }
}
