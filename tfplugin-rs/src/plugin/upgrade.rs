//! State as it was stored, perhaps by an older version of the provider, becomes state of today's schema.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Plugin, broken};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::field::{Problem, Problems, Why};
use crate::resource::Upgrade;
use crate::rules::{check_identity, check_upgrade};
use crate::schema::{Block, BlockNesting, Schema};
use crate::state_json::from_json;
use crate::value::Value;

impl Plugin {
    /// Reads stored state of `version`, taking every described step up to today's.
    ///
    /// # Errors
    /// No way leads from that version to today's, or the state does not read.
    pub(crate) fn upgrade(&self, type_name: &str, version: i64, json: &[u8]) -> Result<Value, Diagnostics> {
        let offered = self.resource(type_name)?;
        let today = offered.schema.version;
        let unreadable = |why: String| {
            Diagnostic::error("State cannot be upgraded")
                .detail(format!(
                    "The state of this {type_name} has schema version {version}, today's is {today}: {why}"
                ))
                .next_step(
                    "The state was not changed. Use the provider version that wrote it, or import the object anew.",
                )
        };
        let json = stepped(version, today, json, &offered.thing.upgrades()).map_err(unreadable)?;
        let state = from_json(&json, &offered.ty).map_err(|err| unreadable(err.to_string()))?;
        let state = with_absent_blocks(&offered.schema.blocks, state);
        let mut told: Diagnostics = broken(check_upgrade(&offered.schema, &state)).collect();
        told.extend(not_carried_over(
            type_name,
            (version, today),
            &offered.thing.unreadable(&state).veiled(&offered.schema),
        ));
        if told.has_error() { Err(told) } else { Ok(state) }
    }

    /// Reads a stored identity of `version`, taking every described step up to today's.
    ///
    /// # Errors
    /// No way leads from that version to today's, or the identity does not read.
    pub(crate) fn upgrade_identity(&self, type_name: &str, version: i64, json: &[u8]) -> Result<Value, Diagnostics> {
        let thing = &self.resource(type_name)?.thing;
        let today = thing.identity_version();
        let unreadable = |why: String| {
            Diagnostic::error("Identity cannot be upgraded")
                .detail(format!("The identity of this {type_name} has version {version}, today's is {today}: {why}"))
                .next_step("It was not changed. Use the provider version that wrote it, or import the object anew.")
        };
        let json = stepped(version, today, json, &thing.identity_upgrades()).map_err(unreadable)?;
        let ty = Schema::object(&thing.identity_attributes());
        let identity = from_json(&json, &ty).map_err(|err| unreadable(err.to_string()))?;
        let told: Diagnostics = broken(check_identity(&ty, &identity, false)).collect();
        if told.has_error() { Err(told) } else { Ok(identity) }
    }
}

/// A state in which today's provider misses something, or finds what it no longer knows: a schema may gain an attribute without
/// a new version, but not one that must have a value. Nothing could be done with the object, so this is where it is said.
fn not_carried_over(type_name: &str, (version, today): (i64, i64), problems: &Problems) -> Option<Diagnostic> {
    let missing = |problem: &Problem| match &problem.why {
        Why::Invalid(text) => format!("- `{}`: {text}", problem.path),
        Why::Mismatch(_) | Why::Unknown => format!("- `{}` has no value there, and must have one.", problem.path),
    };
    let missing: Vec<_> = problems.iter().map(missing).collect();
    (!missing.is_empty()).then(|| {
        Diagnostic::error("State cannot be upgraded")
            .detail(format!(
                "The state of this {type_name} has schema version {version}, today's is {today}. It does not fit this version of \
                 the provider:\n{}\n\nThe provider lacks an `Upgrade` step that carries it over: this is a bug in the provider. \
                 The state was not changed.",
                missing.join("\n")
            ))
            .next_step("Use the provider version that wrote it and report this, or import the object anew.")
    })
}

/// What is stored, after every step that leads to `today`.
fn stepped<'j>(mut version: i64, today: i64, json: &'j [u8], steps: &[Upgrade]) -> Result<Cow<'j, [u8]>, String> {
    if version == today {
        return Ok(json.into());
    }
    let mut state = serde_json::from_slice(json).map_err(|err| err.to_string())?;
    while version != today {
        let step = steps.iter().find(|step| step.from == version && step.to > version && step.to <= today);
        let step = step.ok_or_else(|| format!("there is no step from version {version}."))?;
        state = (step.step)(state)?;
        version = step.to;
    }
    Ok(state.to_string().into_bytes().into())
}

/// The state with every block that it lacks as an absent block is written: empty, or a group of nulls, and never null. A
/// schema may gain a block without a new version.
fn with_absent_blocks(blocks: &[Block], state: Value) -> Value {
    let Value::Object(mut parts) = state else { return state };
    for block in blocks {
        let Some(part) = parts.get_mut(&block.name) else { continue };
        *part = present(block, std::mem::replace(part, Value::Null));
    }
    Value::Object(parts)
}

fn present(block: &Block, value: Value) -> Value {
    let inside = |value| with_absent_blocks(&block.blocks, value);
    match (block.nesting, value) {
        (BlockNesting::List, Value::Null) => Value::List(Vec::new()),
        (BlockNesting::Set, Value::Null) => Value::Set(Vec::new()),
        (BlockNesting::Map, Value::Null) => Value::Map(BTreeMap::new()),
        (BlockNesting::Group, Value::Null) => {
            let attributes = block.attributes.iter().map(|one| (one.name.clone(), Value::Null));
            let blocks = block.blocks.iter().map(|one| (one.name.clone(), present(one, Value::Null)));
            Value::Object(attributes.chain(blocks).collect())
        }
        (_, Value::List(all)) => Value::List(all.into_iter().map(inside).collect()),
        (_, Value::Set(all)) => Value::set(all.into_iter().map(inside)),
        (_, Value::Map(all)) => Value::Map(all.into_iter().map(|(key, one)| (key, inside(one))).collect()),
        (_, value) => inside(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(name: &str, nesting: BlockNesting, blocks: Vec<Block>) -> Block {
        Block { blocks, ..Block::new(name, nesting, Vec::new()) }
    }

    #[test]
    fn a_block_that_the_state_lacks_is_absent_and_not_null() {
        let inner = || vec![block("list", BlockNesting::List, Vec::new()), block("map", BlockNesting::Map, Vec::new())];
        let all = [BlockNesting::Single, BlockNesting::Group, BlockNesting::List, BlockNesting::Set];
        let names = ["single", "group", "many", "set"];
        let blocks: Vec<_> = names.into_iter().zip(all).map(|(name, nesting)| block(name, nesting, inner())).collect();
        let schema = Schema { blocks, ..Schema::default() };
        let read = |json: &[u8]| with_absent_blocks(&schema.blocks, from_json(json, &schema.ty()).unwrap());
        let json = |value: &Value| crate::state_json::to_json(value).to_string();
        let absent = r#"{"group":{"list":[],"map":{}},"many":[],"set":[],"single":null}"#;
        assert_eq!(json(&read(b"{}")), absent);
        assert_eq!(json(&read(absent.as_bytes())), absent);
        let some = json(&read(br#"{"many":[{"list":[{}]}],"single":{}}"#));
        let inside = r#""many":[{"list":[{}],"map":{}}],"set":[],"single":{"list":[],"map":{}}"#;
        assert_eq!(some, format!(r#"{{"group":{{"list":[],"map":{{}}}},{inside}}}"#));
    }
}
