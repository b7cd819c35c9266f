//! The form of `terraform providers schema -json`.
//!
//! Source: <https://developer.hashicorp.com/terraform/cli/commands/providers/schema>.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::function::{Parameter, Signature};
use crate::plugin::Plugin;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Nesting, Schema};

/// Every schema of `plugin`, with the provider under `address`.
pub(super) fn schemas(plugin: &Plugin, address: &str) -> String {
    let [resources, data_sources, ephemerals] = super::kinds(plugin);
    let mut provider = Map::from_iter([("provider".to_owned(), schema(&plugin.provider.schema))]);
    for (name, (_, _, schemas)) in [
        ("resource_schemas", resources),
        ("data_source_schemas", data_sources),
        ("ephemeral_resource_schemas", ephemerals),
    ] {
        let schemas: Map<_, _> = schemas.into_iter().map(|(name, one)| (name.to_owned(), schema(one))).collect();
        put(&mut provider, name, schemas);
    }
    let functions = plugin.functions.iter().map(|(name, one)| ((*name).to_owned(), function(&one.signature())));
    put(&mut provider, "functions", functions.collect());
    let all = json!({ "format_version": "1.0", "provider_schemas": { address: provider } });
    format!("{all:#}\n")
}

/// Adds what is not empty.
fn put(map: &mut Map<String, Json>, name: &str, value: Map<String, Json>) {
    if !value.is_empty() {
        map.insert(name.to_owned(), Json::Object(value));
    }
}

/// Adds each mark that is set.
fn mark<const N: usize>(map: &mut Map<String, Json>, marks: [(&str, bool); N]) {
    map.extend(marks.iter().filter(|(_, is)| *is).map(|(name, _)| ((*name).to_owned(), Json::Bool(true))));
}

fn describe(map: &mut Map<String, Json>, description: &str) {
    if !description.is_empty() {
        map.insert("description".to_owned(), description.into());
    }
    map.insert("description_kind".to_owned(), "markdown".into());
}

fn schema(from: &Schema) -> Json {
    let block = block(&from.attributes, &from.blocks, &from.description, from.deprecated.is_some());
    json!({ "version": from.version, "block": block })
}

fn block(from: &[Attribute], blocks: &[Block], description: &str, deprecated: bool) -> Json {
    let mut block = Map::new();
    put(&mut block, "attributes", attributes(from));
    let blocks: BTreeMap<_, _> = blocks.iter().map(|one| (one.name.clone(), block_type(one))).collect();
    put(&mut block, "block_types", blocks.into_iter().collect());
    describe(&mut block, description);
    mark(&mut block, [("deprecated", deprecated)]);
    Json::Object(block)
}

/// By name, as Terraform sorts them.
fn attributes(from: &[Attribute]) -> Map<String, Json> {
    let sorted: BTreeMap<_, _> = from.iter().map(|one| (one.name.clone(), attribute(one))).collect();
    sorted.into_iter().collect()
}

fn attribute(from: &Attribute) -> Json {
    let mut attribute = Map::new();
    match &from.kind {
        Kind::Value(ty) => attribute.insert("type".to_owned(), ty.to_json()),
        Kind::Nested(nesting, inside) => {
            let nesting = match nesting {
                Nesting::Single => "single",
                Nesting::List => "list",
                Nesting::Set => "set",
                Nesting::Map => "map",
            };
            let mut nested = Map::new();
            put(&mut nested, "attributes", attributes(inside));
            nested.insert("nesting_mode".to_owned(), nesting.into());
            attribute.insert("nested_type".to_owned(), Json::Object(nested))
        }
    };
    describe(&mut attribute, &from.description);
    let has_default = from.default.is_some();
    let is_required = from.need == Need::Required && !has_default;
    let marks = [
        ("deprecated", from.deprecated.is_some()),
        ("required", is_required),
        ("optional", from.need.is_configurable() && !is_required),
        // A default is the provider's value where the configuration has none.
        ("computed", from.need.is_computed() || has_default),
        ("sensitive", from.sensitive),
        ("write_only", from.write_only),
    ];
    mark(&mut attribute, marks);
    Json::Object(attribute)
}

fn block_type(from: &Block) -> Json {
    let nesting = match from.nesting {
        BlockNesting::Single => "single",
        BlockNesting::Group => "group",
        BlockNesting::List => "list",
        BlockNesting::Set => "set",
        BlockNesting::Map => "map",
    };
    let (min, max) = match from.nesting {
        BlockNesting::Single => (from.min_items.min(1), from.min_items.min(1)),
        BlockNesting::Group | BlockNesting::Map => (0, 0),
        BlockNesting::List | BlockNesting::Set => (from.min_items, from.max_items),
    };
    let inside = block(&from.attributes, &from.blocks, &from.description, from.deprecated.is_some());
    let mut block = Map::from_iter([("nesting_mode".to_owned(), nesting.into()), ("block".to_owned(), inside)]);
    for (name, count) in [("min_items", min), ("max_items", max)] {
        if count > 0 {
            block.insert(name.to_owned(), count.into());
        }
    }
    Json::Object(block)
}

fn function(from: &Signature) -> Json {
    let mut function = Map::new();
    let texts = [
        ("description", from.description),
        ("summary", from.summary),
        ("deprecation_message", from.deprecated.unwrap_or_default()),
    ];
    let texts = texts.iter().filter(|(_, text)| !text.is_empty());
    function.extend(texts.map(|(name, text)| ((*name).to_owned(), Json::from(*text))));
    function.insert("return_type".to_owned(), from.returns.to_json());
    if !from.parameters.is_empty() {
        function.insert("parameters".to_owned(), from.parameters.iter().map(parameter).collect());
    }
    if let Some(rest) = &from.variadic {
        function.insert("variadic_parameter".to_owned(), parameter(rest));
    }
    Json::Object(function)
}

fn parameter(from: &Parameter) -> Json {
    let mut parameter = Map::from_iter([("name".to_owned(), Json::from(from.name))]);
    if !from.description.is_empty() {
        parameter.insert("description".to_owned(), from.description.into());
    }
    mark(&mut parameter, [("is_nullable", from.allow_null)]);
    parameter.insert("type".to_owned(), from.ty.to_json());
    Json::Object(parameter)
}
