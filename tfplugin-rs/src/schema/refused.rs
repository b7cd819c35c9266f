//! What Terraform refuses of a schema, for the whole provider, when it loads it.
//!
//! Source: `internal/configs/configschema/internal_validate.go` of Terraform 1.11. What the types of a [`Schema`] cannot say
//! wrong is not looked for.

use std::collections::BTreeSet;

use crate::path::Path;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Nesting, Schema};
use crate::value::Type;

impl Schema {
    /// What Terraform would refuse, each with its place; nothing of a schema that it loads.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        let mut told = Vec::new();
        object(&self.attributes, &self.blocks, &Path::root(), &mut told);
        told
    }
}

fn object(attributes: &[Attribute], blocks: &[Block], at: &Path, told: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    for name in attributes.iter().map(|one| &one.name).chain(blocks.iter().map(|one| &one.name)) {
        if !names.insert(name) {
            told.push(format!("{}: two attributes or blocks have this name", at.clone().attribute(name)));
        }
    }
    for attribute in attributes {
        if let Kind::Nested(nesting, inner) = &attribute.kind {
            let at = at.clone().attribute(&attribute.name);
            if *nesting == Nesting::Set {
                set(inner, &[], &attribute.kind.ty(), &at, told);
            }
            object(inner, &[], &at, told);
        }
    }
    for one in blocks {
        let at = at.clone().attribute(&one.name);
        block(one, &at, told);
        object(&one.attributes, &one.blocks, &at, told);
    }
}

fn block(one: &Block, at: &Path, told: &mut Vec<String>) {
    let fits = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '_');
    if one.name.is_empty() || !one.name.chars().all(fits) {
        told.push(format!("{at}: the name of a block may have lower case letters, digits and underscores only"));
    }
    let (min, max) = (one.min_items, one.max_items);
    let wrong = match one.nesting {
        BlockNesting::Single if min != max || min > 1 => "min_items and max_items must both be 0, or both 1",
        BlockNesting::Group | BlockNesting::Map if (min, max) != (0, 0) => "min_items and max_items must be 0",
        BlockNesting::List | BlockNesting::Set if max != 0 && min > max => "min_items is more than max_items",
        _ => "",
    };
    if !wrong.is_empty() {
        told.push(format!("{at}: {wrong}"));
    }
    if one.nesting == BlockNesting::Set {
        set(&one.attributes, &one.blocks, &one.ty(), at, told);
    }
}

/// Elements of a set are known by their value alone: it must have one type, and be there.
fn set(attributes: &[Attribute], blocks: &[Block], ty: &Type, at: &Path, told: &mut Vec<String>) {
    if is_dynamic(ty) {
        told.push(format!("{at}: nothing inside of a set may be dynamic"));
    }
    if has_write_only(attributes, blocks) {
        told.push(format!("{at}: nothing inside of a set may be write-only"));
    }
}

fn is_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => is_dynamic(element),
        Type::Tuple(all) => all.iter().any(is_dynamic),
        Type::Object(all, _) => all.values().any(is_dynamic),
    }
}

fn has_write_only(attributes: &[Attribute], blocks: &[Block]) -> bool {
    let inside = |one: &Attribute| matches!(&one.kind, Kind::Nested(_, inner) if has_write_only(inner, &[]));
    attributes.iter().any(|one| one.write_only || inside(one))
        || blocks.iter().any(|one| has_write_only(&one.attributes, &one.blocks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Need;

    fn attribute(name: &str, kind: Kind) -> Attribute {
        Attribute::new(name, kind, Need::Optional, "")
    }

    fn text(name: &str) -> Attribute {
        attribute(name, Kind::Value(Type::String))
    }

    fn block(name: &str, nesting: BlockNesting, (min_items, max_items): (u64, u64)) -> Block {
        Block { min_items, max_items, ..Block::new(name, nesting, vec![text("port")]) }
    }

    #[track_caller]
    fn check(attributes: Vec<Attribute>, blocks: Vec<Block>, expected: &[&str]) {
        assert_eq!(Schema { attributes, blocks, ..Schema::default() }.refused(), expected);
    }

    #[test]
    fn a_set_holds_neither_secrets_nor_what_is_of_any_type() {
        let secret = || Attribute { write_only: true, ..text("pin") };
        let dynamic = || attribute("any", Kind::Value(Type::List(Box::new(Type::Dynamic))));
        let nested = |nesting, inner: Vec<Attribute>| vec![attribute("all", Kind::Nested(nesting, inner))];
        for nesting in [Nesting::Single, Nesting::List, Nesting::Map] {
            check(nested(nesting, vec![secret(), dynamic()]), vec![], &[]);
        }
        check(nested(Nesting::Set, vec![secret()]), vec![], &["all: nothing inside of a set may be write-only"]);
        check(nested(Nesting::Set, vec![dynamic()]), vec![], &["all: nothing inside of a set may be dynamic"]);
        let deeper = nested(Nesting::Single, nested(Nesting::Set, nested(Nesting::List, vec![secret()])));
        check(deeper, vec![], &["all.all: nothing inside of a set may be write-only"]);
        let deep =
            Block { blocks: vec![block("deep", BlockNesting::List, (0, 0))], ..block("b", BlockNesting::Set, (0, 0)) };
        check(vec![], vec![deep.clone()], &[]);
        let mut secretive = deep.clone();
        secretive.blocks[0].attributes.push(secret());
        check(vec![], vec![secretive], &["b: nothing inside of a set may be write-only"]);
        let mut any = deep;
        any.blocks[0].attributes.push(dynamic());
        check(vec![], vec![any], &["b: nothing inside of a set may be dynamic"]);
    }

    #[test]
    fn a_name_is_given_once_and_a_block_s_in_lower_case() {
        check(
            vec![text("a")],
            vec![block("a", BlockNesting::List, (0, 0))],
            &["a: two attributes or blocks have this name"],
        );
        check(vec![text("a"), text("a")], vec![], &["a: two attributes or blocks have this name"]);
        for name in ["Upper", "a-b", ""] {
            let told = format!("{name}: the name of a block may have lower case letters, digits and underscores only");
            check(vec![], vec![block(name, BlockNesting::List, (0, 0))], &[told.as_str()]);
        }
        check(vec![text("Upper-9")], vec![block("a_9", BlockNesting::List, (0, 0))], &[]);
    }

    #[test]
    fn as_many_blocks_as_their_nesting_can_have() {
        use BlockNesting::{Group, List, Map, Set, Single};
        let both = "b: min_items and max_items must both be 0, or both 1";
        let none = "b: min_items and max_items must be 0";
        let more = "b: min_items is more than max_items";
        for (nesting, bounds, expected) in [
            (Single, (0, 0), None),
            (Single, (1, 1), None),
            (Single, (0, 1), Some(both)),
            (Single, (2, 2), Some(both)),
            (Group, (0, 0), None),
            (Group, (0, 1), Some(none)),
            (Map, (0, 0), None),
            (Map, (1, 0), Some(none)),
            (List, (2, 0), None),
            (List, (2, 2), None),
            (List, (3, 2), Some(more)),
            (Set, (3, 2), Some(more)),
        ] {
            check(vec![], vec![block("b", nesting, bounds)], expected.as_slice());
        }
    }
}
