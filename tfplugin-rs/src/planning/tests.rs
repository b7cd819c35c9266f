//! Plans, replacements and constraints over small schemas.

use std::collections::BTreeSet;

use super::*;
use crate::path::Path;
use crate::schema::{Attribute, Computed, Constraint, Kind, Need, Nesting};
use crate::value::Type;

pub(super) fn text(name: &str, need: Need) -> Attribute {
    Attribute::new(name, Kind::Value(Type::String), need, "")
}

pub(super) fn object<'a>(parts: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::Object(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A name, an id that stays, a URL that follows the name, a stamp that is anew with every change, and elements.
fn schema(nesting: Nesting) -> Schema {
    let element = vec![
        text("key", Need::Required),
        Attribute { default: Some("none".into()), ..text("effect", Need::Optional) },
        text("id", Need::Computed),
    ];
    Schema {
        attributes: vec![
            Attribute { replace: true, ..text("name", Need::Required) },
            text("note", Need::Optional),
            Attribute { computed: Computed::Keep, ..text("id", Need::Computed) },
            Attribute { computed: Computed::With(vec!["name"]), ..text("url", Need::Computed) },
            text("stamp", Need::Computed),
            Attribute::new("elements", Kind::Nested(nesting, element), Need::Optional, ""),
        ],
        ..Schema::default()
    }
}

fn config(name: &str, note: Value, elements: Value) -> Value {
    let null = || Value::Null;
    object([
        ("name", name.into()),
        ("note", note),
        ("id", null()),
        ("url", null()),
        ("stamp", null()),
        ("elements", elements),
    ])
}

fn state(name: &str, note: Value, elements: Value) -> Value {
    object([
        ("name", name.into()),
        ("note", note),
        ("id", "1".into()),
        ("url", "u".into()),
        ("stamp", "s".into()),
        ("elements", elements),
    ])
}

fn element(key: &str, effect: Value, id: Value) -> Value {
    object([("key", key.into()), ("effect", effect), ("id", id)])
}

pub(super) fn at(value: &Value, path: impl Into<Path>) -> Value {
    crate::view::value_at(value, &path.into()).cloned().unwrap_or(Value::Null)
}

fn planned(nesting: Nesting, prior: &Value, config: &Value) -> Value {
    plan(&schema(nesting), prior, config, config)
}

#[test]
fn a_creation_promises_what_is_computed_and_fills_defaults() {
    let wanted = config("a", Value::Null, Value::List(vec![element("k", Value::Null, Value::Null)]));
    let plan = planned(Nesting::List, &Value::Null, &wanted);
    assert!(at(&plan, "id").is_unknown() && at(&plan, "stamp").is_unknown());
    assert_eq!(at(&plan, "note"), Value::Null);
    let expected = element("k", "none".into(), Value::unknown());
    assert_eq!(at(&plan, "elements"), Value::List(vec![expected]));
}

#[test]
fn an_unchanged_configuration_plans_the_state() {
    for (nesting, hold) in [
        (Nesting::List, Value::List as fn(Vec<Value>) -> Value),
        (Nesting::Set, |all| Value::set(all)),
        (Nesting::Map, |all| Value::Map(all.into_iter().zip(["x", "y"]).map(|(v, k)| (k.to_owned(), v)).collect())),
    ] {
        let (left, right) = (("k", Value::Null, "i"), ("l", "drain".into(), "j"));
        let wanted = [&left, &right].map(|(key, effect, _)| element(key, effect.clone(), Value::Null));
        let known = [&left, &right].map(|(key, effect, id): &(&str, Value, &str)| {
            let effect = if effect.is_null() { "none".into() } else { effect.clone() };
            element(key, effect, (*id).into())
        });
        let prior = state("a", Value::Null, hold(known.to_vec()));
        let wanted = config("a", Value::Null, hold(wanted.to_vec()));
        assert_eq!(planned(nesting, &prior, &wanted), prior, "{nesting:?}");
    }
}

#[test]
fn a_change_unsettles_only_what_follows_it() {
    let prior = state("a", Value::Null, Value::Null);
    let plan = planned(Nesting::List, &prior, &config("a", "n".into(), Value::Null));
    assert_eq!((at(&plan, "id"), at(&plan, "url")), ("1".into(), "u".into()));
    assert!(at(&plan, "stamp").is_unknown(), "it is anew with every change");
    let plan = planned(Nesting::List, &prior, &config("b", Value::Null, Value::Null));
    assert_eq!(at(&plan, "id"), "1".into());
    assert!(at(&plan, "url").is_unknown());
}

#[test]
fn a_kept_value_that_never_came_is_still_to_come() {
    let Value::Object(mut parts) = state("a", Value::Null, Value::Null) else { unreachable!() };
    parts.insert("id".to_owned(), Value::Null);
    let plan = planned(Nesting::List, &Value::Object(parts), &config("a", "n".into(), Value::Null));
    assert!(at(&plan, "id").is_unknown());
}

#[test]
fn a_write_only_value_stays_out_of_the_plan() {
    let schema = Schema {
        attributes: vec![Attribute { write_only: true, ..text("secret", Need::Optional) }],
        ..Schema::default()
    };
    let config = object([("secret", "s3cr3t".into())]);
    assert_eq!(plan(&schema, &Value::Null, &config, &config), object([("secret", Value::Null)]));
    assert!(write_only_problems(&schema, &config).has_error());
    assert!(!write_only_problems(&schema, &object([("secret", Value::Null)])).has_error());
}

#[test]
fn only_what_replaces_and_differs_is_named() {
    let prior = state("a", Value::Null, Value::Null);
    let replaced = replace_paths(&schema(Nesting::List), &prior, &state("b", "n".into(), Value::Null));
    assert_eq!(replaced, BTreeSet::from([Path::from("name")]));
    assert_eq!(replace_paths(&schema(Nesting::List), &prior, &prior), BTreeSet::new());
}

#[test]
fn a_constraint_names_the_element() {
    let mut element = text("effect", Need::Required);
    element.constraints = vec![Constraint::OneOf(vec!["drain"])];
    let elements = Attribute::new("taints", Kind::Nested(Nesting::Map, vec![element]), Need::Optional, "");
    let schema = Schema { attributes: vec![elements], ..Schema::default() };
    let taint = |effect: &str| object([("effect", effect.into())]);
    let taints = [("good", taint("drain")), ("bad", taint("dance"))].map(|(key, taint)| (key.to_owned(), taint));
    let told = config_problems(&schema, &object([("taints", Value::Map(taints.into()))]));
    let told: Vec<_> = told.iter().collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].path, Path::from("taints").key("bad").attribute("effect"));
    assert_eq!(told[0].detail, "`taints[\"bad\"].effect` must be one of `drain`; it is \"dance\".");
}

#[test]
fn elements_that_defaults_make_equal_are_the_users_mistake() {
    let elements = [element("k", Value::Null, Value::Null), element("k", "none".into(), Value::Null)];
    let told = config_problems(&schema(Nesting::Set), &config("a", Value::Null, Value::set(elements.clone())));
    let told: Vec<_> = told.iter().map(|told| (told.path.to_string(), told.summary.as_str())).collect();
    assert_eq!(told, [("elements".to_owned(), "Elements of a set are the same")]);
    let other = [elements[0].clone(), element("k", "drain".into(), Value::Null)];
    assert!(config_problems(&schema(Nesting::Set), &config("a", Value::Null, Value::set(other))).is_empty());
}

#[test]
fn nothing_unknown_is_left_of_a_state() {
    let state = object([("a", Value::List(vec![Value::unknown(), "b".into()]))]).with_unknowns(&Value::Null);
    assert_eq!(state, object([("a", Value::List(vec![Value::Null, "b".into()]))]));
}
