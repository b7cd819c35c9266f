//! One schema on the wire.

use bytes::Bytes;
use kgas_proto::tfplugin6 as tf;
use tf::schema::nested_block::NestingMode as BlockMode;
use tf::schema::object::NestingMode;

use crate::function::{Parameter, Signature};
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Nesting, Schema};
use crate::value::Type;

const MARKDOWN: i32 = tf::StringKind::Markdown as i32;

/// A type as JSON. Terraform panics on anything else in its place.
pub(super) fn type_json(ty: &Type) -> Bytes {
    ty.to_json().to_string().into()
}

/// Writes a schema.
pub(super) fn schema(from: &Schema) -> tf::Schema {
    let block = tf::schema::Block {
        version: from.version,
        attributes: from.attributes.iter().map(attribute).collect(),
        block_types: from.blocks.iter().map(block).collect(),
        description: from.description.clone(),
        description_kind: MARKDOWN,
        deprecated: from.deprecated.is_some(),
        deprecation_message: from.deprecated.clone().unwrap_or_default(),
        computed: false,
    };
    tf::Schema { version: from.version, block: Some(block) }
}

fn attribute(from: &Attribute) -> tf::schema::Attribute {
    let (ty, nested_type) = match &from.kind {
        Kind::Value(ty) => (type_json(ty), None),
        // Terraform refuses an attribute with both.
        Kind::Nested(nesting, attributes) => (Bytes::new(), Some(object(*nesting, attributes))),
    };
    // A default is the provider's value where the configuration has none: Terraform calls that computed.
    let has_default = from.default.is_some();
    tf::schema::Attribute {
        name: from.name.clone(),
        r#type: ty,
        nested_type,
        description: from.description.clone(),
        description_kind: MARKDOWN,
        required: from.need == Need::Required && !has_default,
        optional: matches!(from.need, Need::Optional | Need::OptionalComputed)
            || (from.need == Need::Required && has_default),
        computed: from.need.is_computed() || has_default,
        sensitive: from.sensitive,
        write_only: from.write_only,
        deprecated: from.deprecated.is_some(),
        deprecation_message: from.deprecated.clone().unwrap_or_default(),
    }
}

#[expect(deprecated, reason = "the message has the two fields, and a value of it must name them")]
fn object(nesting: Nesting, attributes: &[Attribute]) -> tf::schema::Object {
    let nesting = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    tf::schema::Object {
        attributes: attributes.iter().map(attribute).collect(),
        nesting: nesting.into(),
        min_items: 0,
        max_items: 0,
    }
}

fn block(from: &Block) -> tf::schema::NestedBlock {
    let nesting = match from.nesting {
        BlockNesting::Single => BlockMode::Single,
        BlockNesting::Group => BlockMode::Group,
        BlockNesting::List => BlockMode::List,
        BlockNesting::Set => BlockMode::Set,
        BlockNesting::Map => BlockMode::Map,
    };
    let count = |items: u64| i64::try_from(items).unwrap_or(i64::MAX);
    let (min_items, max_items) = match from.nesting {
        // One, wanted or not: Terraform takes no other bounds.
        BlockNesting::Single => (count(from.min_items.min(1)), count(from.min_items.min(1))),
        BlockNesting::Group | BlockNesting::Map => (0, 0),
        BlockNesting::List | BlockNesting::Set => (count(from.min_items), count(from.max_items)),
    };
    let block = tf::schema::Block {
        version: 0,
        attributes: from.attributes.iter().map(attribute).collect(),
        block_types: from.blocks.iter().map(block).collect(),
        description: from.description.clone(),
        description_kind: MARKDOWN,
        deprecated: from.deprecated.is_some(),
        deprecation_message: from.deprecated.clone().unwrap_or_default(),
        computed: from.computed,
    };
    tf::schema::NestedBlock {
        type_name: from.name.clone(),
        block: Some(block),
        nesting: nesting.into(),
        min_items,
        max_items,
    }
}

/// Writes a function's signature.
pub(super) fn function(from: &Signature) -> tf::Function {
    tf::Function {
        parameters: from.parameters.iter().map(parameter).collect(),
        variadic_parameter: from.variadic.as_ref().map(parameter),
        r#return: Some(tf::function::Return { r#type: type_json(&from.returns) }),
        summary: from.summary.to_owned(),
        description: from.description.to_owned(),
        description_kind: MARKDOWN,
        deprecation_message: from.deprecated.unwrap_or_default().to_owned(),
    }
}

fn parameter(from: &Parameter) -> tf::function::Parameter {
    tf::function::Parameter {
        name: from.name.to_owned(),
        r#type: type_json(&from.ty),
        allow_null_value: from.allow_null,
        allow_unknown_values: from.allow_unknown,
        description: from.description.to_owned(),
        description_kind: MARKDOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gives_a_value_is_said_as_terraform_wants_it() {
        // required, optional, computed
        for (need, default, flags) in [
            (Need::Required, None, (true, false, false)),
            (Need::Optional, None, (false, true, false)),
            (Need::Computed, None, (false, false, true)),
            (Need::OptionalComputed, None, (false, true, true)),
            (Need::Optional, Some("x".into()), (false, true, true)),
            (Need::Required, Some("x".into()), (false, true, true)),
        ] {
            let from = Attribute { default, ..Attribute::new("a", Kind::Value(Type::String), need, "") };
            let written = attribute(&from);
            assert_eq!((written.required, written.optional, written.computed), flags, "{need:?}");
        }
    }

    #[test]
    fn an_attribute_has_a_type_or_attributes_never_both() {
        let flat = Attribute::new("a", Kind::Value(Type::Set(Box::new(Type::Number))), Need::Optional, "");
        for (nesting, mode) in [
            (Nesting::Single, NestingMode::Single),
            (Nesting::List, NestingMode::List),
            (Nesting::Set, NestingMode::Set),
            (Nesting::Map, NestingMode::Map),
        ] {
            let nested = attribute(&Attribute::new("n", Kind::Nested(nesting, vec![flat.clone()]), Need::Optional, ""));
            let object = nested.nested_type.unwrap();
            assert_eq!((nested.r#type.len(), object.nesting()), (0, mode));
            assert_eq!(object.attributes[0].r#type, r#"["set","number"]"#);
            assert_eq!(object.attributes[0].nested_type, None);
        }
    }

    #[test]
    fn bounds_of_blocks_are_those_that_terraform_takes() {
        for (nesting, given, bounds) in [
            (BlockNesting::Single, (0, 0), (0, 0)),
            (BlockNesting::Single, (1, 5), (1, 1)),
            (BlockNesting::Group, (1, 1), (0, 0)),
            (BlockNesting::Map, (1, 1), (0, 0)),
            (BlockNesting::List, (1, 0), (1, 0)),
            (BlockNesting::Set, (0, 7), (0, 7)),
        ] {
            let from = Block {
                min_items: given.0,
                max_items: given.1,
                computed: true,
                deprecated: Some("old".to_owned()),
                ..Block::new("b", nesting, Vec::new())
            };
            let written = block(&from);
            assert_eq!((written.min_items, written.max_items), bounds, "{nesting:?}");
            let inner = written.block.unwrap();
            assert_eq!((inner.computed, inner.deprecated, inner.deprecation_message.as_str()), (true, true, "old"));
        }
    }
}
