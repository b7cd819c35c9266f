//! A configuration, attribute by attribute beside its schema.

use std::collections::BTreeMap;

use super::parts;
use crate::path::{Path, Step};
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Schema};
use crate::value::Value;

/// One place in a configuration.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// An attribute of an object that is there.
    Attribute {
        attribute: &'a Attribute,
        value: &'a Value,
        at: &'a Path,
        /// It, or something around it, is sensitive or never stored.
        secret: bool,
        /// Only the provider gives it, and what is around it is given by the configuration.
        outermost_computed: bool,
        /// The configuration must give it.
        required: bool,
    },
    /// A set of nested attributes or blocks.
    Set { attributes: &'a [Attribute], blocks: &'a [Block], elements: &'a [Value], at: &'a Path },
}

/// What holds for everything inside.
#[derive(Clone, Copy, Default)]
struct Around {
    secret: bool,
    computed: bool,
    /// The object stands for a block that was not written.
    absent: bool,
}

/// Visits every place of `config`, from the outside to the inside.
pub(super) fn each<'a>(schema: &'a Schema, config: &'a Value, visit: &mut dyn FnMut(Place<'_>)) {
    object(&schema.attributes, &schema.blocks, config, &Path::root(), Around::default(), visit);
}

fn object(
    attributes: &[Attribute],
    blocks: &[Block],
    value: &Value,
    at: &Path,
    around: Around,
    visit: &mut dyn FnMut(Place<'_>),
) {
    let Some(parts) = parts(value) else { return };
    for attribute in attributes {
        let Some(value) = parts.get(&attribute.name) else { continue };
        let at = at.clone().attribute(&attribute.name);
        let secret = around.secret || attribute.sensitive || attribute.write_only;
        let computed = attribute.need == Need::Computed;
        let outermost_computed = computed && !around.computed;
        let required = attribute.need == Need::Required && !around.absent && !around.computed;
        visit(Place::Attribute { attribute, value, at: &at, secret, outermost_computed, required });
        if let Kind::Nested(_, inner) = &attribute.kind {
            let around = Around { secret, computed: computed || around.computed, absent: false };
            many(inner, &[], value, &at, around, visit);
        }
    }
    for block in blocks {
        let Some(value) = parts.get(&block.name) else { continue };
        let at = at.clone().attribute(&block.name);
        let absent = block.nesting == BlockNesting::Group && is_empty(value);
        many(&block.attributes, &block.blocks, value, &at, Around { absent, ..around }, visit);
    }
}

/// The objects that a nested attribute or block holds.
fn many(
    attributes: &[Attribute],
    blocks: &[Block],
    value: &Value,
    at: &Path,
    around: Around,
    visit: &mut dyn FnMut(Place<'_>),
) {
    let mut one = |value, at: Path| object(attributes, blocks, value, &at, around, visit);
    match value {
        Value::Object(_) => one(value, at.clone()),
        Value::List(all) => all.iter().enumerate().for_each(|(index, value)| one(value, at.clone().index(index))),
        Value::Map(all) => all.iter().for_each(|(key, value)| one(value, at.clone().key(key))),
        Value::Set(all) => {
            for value in all {
                one(value, at.clone().element());
            }
            visit(Place::Set { attributes, blocks, elements: all, at });
        }
        _ => {}
    }
}

/// Whether a group says nothing, as one that was not written.
fn is_empty(value: &Value) -> bool {
    let says_nothing = |part: &Value| match part {
        Value::Null => true,
        Value::List(all) | Value::Set(all) => all.is_empty(),
        Value::Map(all) => all.is_empty(),
        part => is_empty(part),
    };
    parts(value).is_some_and(|parts: &BTreeMap<String, Value>| parts.values().all(says_nothing))
}

/// The attributes on the way to `path`, from the outside to the inside, as far as the schema knows the way.
pub(super) fn attributes<'a>(schema: &'a Schema, path: &Path) -> impl Iterator<Item = &'a Attribute> {
    let (mut attributes, mut blocks) = (schema.attributes.as_slice(), schema.blocks.as_slice());
    let mut found = Vec::new();
    for step in path.steps() {
        let Step::Attribute(name) = step else { continue };
        if let Some(attribute) = attributes.iter().find(|one| one.name == *name) {
            found.push(attribute);
            let inner: &[Attribute] = if let Kind::Nested(_, inner) = &attribute.kind { inner } else { &[] };
            (attributes, blocks) = (inner, &[]);
        } else if let Some(block) = blocks.iter().find(|one| one.name == *name) {
            (attributes, blocks) = (&block.attributes, &block.blocks);
        } else {
            break;
        }
    }
    found.into_iter()
}
