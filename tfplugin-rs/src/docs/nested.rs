//! The schema of a page: what is required, optional and read-only, then the same for each nested object.

use std::collections::VecDeque;
use std::fmt::Write as _;

use super::words;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Schema};

/// An object that has a section of its own.
struct Inside<'a> {
    /// Names on the way there.
    way: Vec<&'a str>,
    /// `nestedatt` or `nestedblock`, as the registry's links have it.
    anchor: &'static str,
    attributes: &'a [Attribute],
    blocks: &'a [Block],
}

/// All sections of a schema.
pub(super) fn sections(schema: &Schema) -> String {
    let root = Inside { way: Vec::new(), anchor: "", attributes: &schema.attributes, blocks: &schema.blocks };
    let mut text = String::new();
    let mut waiting = VecDeque::from([root]);
    while let Some(inside) = waiting.pop_front() {
        let found = section(&mut text, &inside);
        // What is inside comes right after, before the neighbours.
        for one in found.into_iter().rev() {
            waiting.push_front(one);
        }
    }
    text
}

/// Writes one object, and returns the objects in it.
fn section<'a>(text: &mut String, inside: &Inside<'a>) -> Vec<Inside<'a>> {
    let is_root = inside.way.is_empty();
    if !is_root {
        let (anchor, title) = (anchor(inside.anchor, &inside.way), inside.way.join("."));
        let _ = write!(text, "<a id=\"{anchor}\"></a>\n### Nested Schema for `{title}`\n\n");
    }
    let mut found = Vec::new();
    for (title, wanted) in [
        ("Required", [Need::Required, Need::Required]),
        ("Optional", [Need::Optional, Need::OptionalComputed]),
        ("Read-Only", [Need::Computed, Need::Computed]),
    ] {
        let attributes: Vec<_> = inside.attributes.iter().filter(|one| wanted.contains(&shown_need(one))).collect();
        let is_here = |block: &&Block| title == if block.min_items > 0 { "Required" } else { "Optional" };
        let blocks: Vec<_> = inside.blocks.iter().filter(is_here).collect();
        if attributes.is_empty() && blocks.is_empty() {
            continue;
        }
        let _ = if is_root { write!(text, "### {title}\n\n") } else { write!(text, "{title}:\n\n") };
        for one in attributes {
            let way = inside.way.iter().copied().chain([one.name.as_str()]).collect();
            text.push_str(&item(one, &way));
            if let Kind::Nested(_, attributes) = &one.kind {
                found.push(Inside { way, anchor: "nestedatt", attributes, blocks: &[] });
            }
        }
        for one in blocks {
            let way: Vec<_> = inside.way.iter().copied().chain([one.name.as_str()]).collect();
            text.push_str(&block(one, &way));
            found.push(Inside { way, anchor: "nestedblock", attributes: &one.attributes, blocks: &one.blocks });
        }
        text.push('\n');
    }
    found
}

/// What the configuration must do: nothing where there is a default.
fn shown_need(attribute: &Attribute) -> Need {
    if attribute.need == Need::Required && attribute.default.is_some() { Need::Optional } else { attribute.need }
}

fn anchor(kind: &str, way: &[&str]) -> String {
    format!("{kind}--{}", way.join("--"))
}

/// The line of an attribute.
fn item(attribute: &Attribute, way: &Vec<&str>) -> String {
    let mut marks = vec![words::kind(&attribute.kind)];
    let marked = [
        (attribute.sensitive, "Sensitive"),
        (attribute.write_only, "Write-only"),
        (attribute.deprecated.is_some(), "Deprecated"),
    ];
    marks.extend(marked.iter().filter(|(is, _)| *is).map(|(_, mark)| (*mark).to_owned()));
    let mut says = vec![attribute.description.clone()];
    says.extend(words::default(attribute).map(|default| format!("Default: `{default}`.")));
    if attribute.need == Need::OptionalComputed && attribute.default.is_none() {
        says.push("Chosen by the provider when left out.".to_owned());
    }
    says.extend(attribute.constraints.iter().map(|constraint| format!("Must be {constraint}.")));
    if attribute.replace {
        says.push("A change replaces the resource.".to_owned());
    }
    if attribute.write_only {
        says.push("Never stored in plan or state.".to_owned());
    }
    says.extend(attribute.deprecated.as_ref().map(|instead| format!("Deprecated: {instead}.")));
    if let Kind::Nested(..) = attribute.kind {
        says.push(format!("(see [below for nested schema](#{}))", anchor("nestedatt", way)));
    }
    let mut item = line(&attribute.name, &marks.join(", "), &says);
    for (word, meaning) in attribute.words {
        let _ = writeln!(item, "  - `{word}`: {}", meaning.replace('\n', "\n    "));
    }
    item
}

/// The line of a block.
fn block(block: &Block, way: &[&str]) -> String {
    let mut marks = vec![
        match block.nesting {
            BlockNesting::Single | BlockNesting::Group => "Block",
            BlockNesting::List => "Block List",
            BlockNesting::Set => "Block Set",
            BlockNesting::Map => "Block Map",
        }
        .to_owned(),
    ];
    marks.extend((block.min_items > 0).then(|| format!("Min: {}", block.min_items)));
    marks.extend((block.max_items > 0).then(|| format!("Max: {}", block.max_items)));
    let mut says = vec![block.description.clone()];
    says.extend(block.deprecated.as_ref().map(|instead| format!("Deprecated: {instead}.")));
    says.push(format!("(see [below for nested schema](#{}))", anchor("nestedblock", way)));
    line(&block.name, &marks.join(", "), &says)
}

/// An item of a list. Further lines belong to it because they are indented.
fn line(name: &str, marks: &str, says: &[String]) -> String {
    let says: Vec<_> = says.iter().filter(|one| !one.is_empty()).map(|one| one.replace('\n', "\n  ")).collect();
    format!("{}\n", format!("- `{name}` ({marks}) {}", says.join(" ")).trim_end())
}
