//! Rules 12 to 20: what may become of a plan.

use super::correlate::set;
use super::{Found, Violation, check_presence, conform, known};
use crate::path::Path;
use crate::schema::Schema;
use crate::value::{Bound, Number, Refinement, Type, Value};

/// Checks the state after an apply without errors.
#[must_use]
pub fn check_apply(schema: &Schema, planned: &Value, state: &Value) -> Vec<Violation> {
    let mut found = Found(check_presence(planned, state));
    if !found.0.is_empty() || state.is_null() {
        return found.0;
    }
    let root = Path::root();
    conform::check(15, &schema.ty(), state, &root, &mut found);
    known::check(15, state, &root, &mut found);
    known::check_write_only(18, schema, state, &mut found);
    came_true(14, planned, state, &root, &mut found);
    found.0
}

/// Checks the plan that is made again while applying: what was known stays, what was unknown may become known.
#[must_use]
pub fn check_replan(schema: &Schema, first: &Value, second: &Value) -> Vec<Violation> {
    let mut found = Found::default();
    let root = Path::root();
    if first.is_null() != second.is_null() {
        found.add(12, &root, "the plan made while applying does something else");
    }
    conform::check(13, &schema.ty(), second, &root, &mut found);
    came_true(13, first, second, &root, &mut found);
    found.0
}

/// Reports where `after` is not what `before` promised.
pub(super) fn came_true(rule: u8, before: &Value, after: &Value, at: &Path, found: &mut Found) {
    match (before, after) {
        (Value::Unknown(_), Value::Unknown(_)) => {}
        (Value::Unknown(promise), after) => {
            if let Some(broken) = broken_promise(promise, after) {
                found.add(if rule == 14 { 16 } else { rule }, at, broken);
            }
        }
        (Value::List(before), Value::List(after)) | (Value::Tuple(before), Value::Tuple(after))
            if before.len() == after.len() =>
        {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                came_true(rule, before, after, &at.clone().index(index), found);
            }
        }
        (Value::Map(before), Value::Map(after)) if before.keys().eq(after.keys()) => {
            for ((key, before), after) in before.iter().zip(after.values()) {
                came_true(rule, before, after, &at.clone().key(key), found);
            }
        }
        (Value::Object(before), Value::Object(after)) => {
            for (name, before) in before {
                let after = after.get(name).unwrap_or(&Value::Null);
                came_true(rule, before, after, &at.clone().attribute(name), found);
            }
        }
        (Value::Set(before), Value::Set(after)) => set(rule, before, after, at, found),
        (Value::Dynamic(before), Value::Dynamic(after)) => {
            if !fits(&before.0, &after.0) {
                found.add(rule, at, "of another type than planned");
            }
            came_true(rule, &before.1, &after.1, at, found);
        }
        (Value::List(_) | Value::Tuple(_) | Value::Map(_), Value::List(_) | Value::Tuple(_) | Value::Map(_)) => {
            found.add(rule, at, "elements vanished or appeared");
        }
        (before, after) if before == after => {}
        _ => found.add(rule, at, "not what was planned"),
    }
}

/// Whether a value of the type `after` can become of what was planned with the type `before`: what is not known yet may be of any.
fn fits(before: &Type, after: &Type) -> bool {
    match (before, after) {
        (Type::Dynamic, _) => true,
        (Type::List(before), Type::List(after))
        | (Type::Set(before), Type::Set(after))
        | (Type::Map(before), Type::Map(after)) => fits(before, after),
        (Type::Tuple(before), Type::Tuple(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(before, after)| fits(before, after))
        }
        (Type::Object(before, _), Type::Object(after, _)) => {
            let mut both = before.values().zip(after.values());
            before.keys().eq(after.keys()) && both.all(|(before, after)| fits(before, after))
        }
        _ => before == after,
    }
}

fn broken_promise(promise: &Refinement, value: &Value) -> Option<&'static str> {
    match (promise.null, value) {
        (Some(false), Value::Null) => return Some("null, though it was promised not to be"),
        (Some(true), value) if !value.is_null() => return Some("not null, though it was promised to be"),
        _ => {}
    }
    let length = |length: usize| {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let fits =
            promise.min_length.is_none_or(|min| length >= min) && promise.max_length.is_none_or(|max| length <= max);
        (!fits).then_some("of another length than promised")
    };
    match value {
        Value::String(text) => {
            let prefix = promise.prefix.as_deref().unwrap_or_default();
            (!text.starts_with(prefix)).then_some("does not start as promised")
        }
        Value::Number(number) => (!within(promise, number)).then_some("outside of the promised range"),
        Value::List(all) | Value::Set(all) => length(all.len()),
        Value::Map(all) => length(all.len()),
        _ => None,
    }
}

fn within(promise: &Refinement, number: &Number) -> bool {
    let above = |Bound { value, inclusive }: &Bound| number > value || (*inclusive && number == value);
    let below = |Bound { value, inclusive }: &Bound| number < value || (*inclusive && number == value);
    promise.min.as_ref().is_none_or(above) && promise.max.as_ref().is_none_or(below)
}
