//! Which changes mean another object.

use std::collections::BTreeSet;

use crate::path::Path;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Nesting, Schema};
use crate::value::Value;

/// Paths of attributes that replace on a change and differ between `prior` and `planned`. A path ends at a set, as its
/// elements have no address. An element of a list or map that comes or goes is no change of the attributes inside it; elements of
/// a set are known by their value alone, so there any difference may be one.
pub(crate) fn replace_paths(schema: &Schema, prior: &Value, planned: &Value) -> BTreeSet<Path> {
    let mut paths = BTreeSet::new();
    object(&schema.attributes, &schema.blocks, prior, planned, &Path::root(), &mut paths);
    paths
}

fn object(
    attributes: &[Attribute],
    blocks: &[Block],
    prior: &Value,
    planned: &Value,
    at: &Path,
    paths: &mut BTreeSet<Path>,
) {
    let (Value::Object(before), Value::Object(after)) = (prior, planned) else { return };
    for attribute in attributes {
        let (Some(before), Some(after)) = (before.get(&attribute.name), after.get(&attribute.name)) else { continue };
        if before == after {
            continue;
        }
        let at = at.clone().attribute(&attribute.name);
        if attribute.replace {
            paths.insert(at);
        } else if let Kind::Nested(nesting, attributes) = &attribute.kind {
            many(Shape::of(*nesting), attributes, &[], before, after, &at, paths);
        }
    }
    for block in blocks {
        if let (Some(before), Some(after)) = (before.get(&block.name), after.get(&block.name)) {
            let at = at.clone().attribute(&block.name);
            many(Shape::of_block(block.nesting), &block.attributes, &block.blocks, before, after, &at, paths);
        }
    }
}

fn many(
    shape: Shape,
    attributes: &[Attribute],
    blocks: &[Block],
    before: &Value,
    after: &Value,
    at: &Path,
    paths: &mut BTreeSet<Path>,
) {
    match (shape, before, after) {
        (Shape::One, ..) => object(attributes, blocks, before, after, at, paths),
        (Shape::List, Value::List(before), Value::List(after)) => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                object(attributes, blocks, before, after, &at.clone().index(index), paths);
            }
        }
        (Shape::Map, Value::Map(before), Value::Map(after)) => {
            for (key, before) in before {
                if let Some(after) = after.get(key) {
                    object(attributes, blocks, before, after, &at.clone().key(key), paths);
                }
            }
        }
        (Shape::Set, before, after) if before != after && any_replaces(attributes, blocks) => {
            paths.insert(at.clone());
        }
        _ => {}
    }
}

fn any_replaces(attributes: &[Attribute], blocks: &[Block]) -> bool {
    let nested = |attribute: &Attribute| matches!(&attribute.kind, Kind::Nested(_, inner) if any_replaces(inner, &[]));
    attributes.iter().any(|attribute| attribute.replace || nested(attribute))
        || blocks.iter().any(|block| any_replaces(&block.attributes, &block.blocks))
}

#[derive(Clone, Copy)]
enum Shape {
    One,
    List,
    Set,
    Map,
}

impl Shape {
    fn of(nesting: Nesting) -> Self {
        match nesting {
            Nesting::Single => Self::One,
            Nesting::List => Self::List,
            Nesting::Set => Self::Set,
            Nesting::Map => Self::Map,
        }
    }

    fn of_block(nesting: BlockNesting) -> Self {
        match nesting {
            BlockNesting::Single | BlockNesting::Group => Self::One,
            BlockNesting::List => Self::List,
            BlockNesting::Set => Self::Set,
            BlockNesting::Map => Self::Map,
        }
    }
}
