//! What holds for every plan, over random configurations of one schema in every nesting.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{plan, replace_paths};
use crate::rules::{check_apply, check_plan, check_replan};
use crate::schema::{Attribute, Computed, Kind, Need, Nesting, Schema};
use crate::value::{Type, Value};

fn text(name: &str, need: Need) -> Attribute {
    Attribute::new(name, Kind::Value(Type::String), need, "")
}

fn element() -> Vec<Attribute> {
    vec![
        text("key", Need::Required),
        text("note", Need::Optional),
        Attribute { default: Some("none".into()), ..text("effect", Need::Optional) },
        Attribute { computed: Computed::Keep, ..text("id", Need::Computed) },
        text("size", Need::OptionalComputed),
        Attribute { write_only: true, ..text("secret", Need::Optional) },
    ]
}

fn schema() -> Schema {
    let nested =
        |name, nesting, attributes| Attribute::new(name, Kind::Nested(nesting, attributes), Need::Optional, "");
    let no_secret = || element().into_iter().filter(|one| !one.write_only).collect();
    let mut attributes = element();
    attributes[0].replace = true;
    attributes.push(Attribute { computed: Computed::With(vec!["key"]), ..text("url", Need::Computed) });
    attributes.push(text("stamp", Need::Computed));
    attributes.push(nested("one", Nesting::Single, element()));
    attributes.push(nested("list", Nesting::List, element()));
    attributes.push(nested("set", Nesting::Set, no_secret()));
    let mut inner = element();
    inner.push(nested("inner", Nesting::Set, no_secret()));
    attributes.push(nested("map", Nesting::Map, inner));
    Schema { attributes, ..Schema::default() }
}

/// A configuration of some attributes. Keys of a set's elements are distinct, so that defaults make no two of them equal.
fn object(attributes: Vec<Attribute>) -> BoxedStrategy<Value> {
    let parts: Vec<_> = attributes.into_iter().map(|one| attribute(one).boxed()).collect();
    parts.prop_map(|parts| Value::Object(parts.into_iter().collect())).boxed()
}

fn attribute(one: Attribute) -> impl Strategy<Value = (String, Value)> {
    let some = match one.kind {
        Kind::Value(_) => prop_oneof![5 => "[a-c]".prop_map(Value::from), 1 => Just(Value::unknown())].boxed(),
        Kind::Nested(nesting, inner) => {
            let all = prop::collection::vec(object(inner.clone()), 0..4);
            match nesting {
                Nesting::Single => object(inner).boxed(),
                Nesting::List => all.prop_map(Value::List).boxed(),
                Nesting::Set => all.prop_map(|all| Value::set(all.into_iter().enumerate().map(with_own_key))).boxed(),
                Nesting::Map => prop::collection::btree_map("[a-c]", object(inner), 0..4).prop_map(Value::Map).boxed(),
            }
        }
    };
    let value = match one.need {
        Need::Required => some,
        Need::Computed => Just(Value::Null).boxed(),
        Need::Optional | Need::OptionalComputed => prop_oneof![Just(Value::Null), some].boxed(),
    };
    value.prop_map(move |value| (one.name.clone(), value))
}

fn with_own_key((index, element): (usize, Value)) -> Value {
    let Value::Object(mut parts) = element else { return element };
    parts.insert("key".to_owned(), format!("k{index}").into());
    Value::Object(parts)
}

/// What an apply may make of a plan: each unknown becomes a text of its own.
fn filled(value: &Value, count: &mut usize) -> Value {
    let mut all = |all: &[Value]| all.iter().map(|one| filled(one, count)).collect::<Vec<_>>();
    match value {
        Value::Unknown(_) => {
            *count += 1;
            format!("v{count}").into()
        }
        Value::List(elements) => Value::List(all(elements)),
        Value::Set(elements) => Value::set(all(elements)),
        Value::Map(parts) => Value::Map(each(parts, count)),
        Value::Object(parts) => Value::Object(each(parts, count)),
        known => known.clone(),
    }
}

fn each(parts: &BTreeMap<String, Value>, count: &mut usize) -> BTreeMap<String, Value> {
    parts.iter().map(|(name, part)| (name.clone(), filled(part, count))).collect()
}

proptest! {
    #[test]
    fn a_plan_keeps_the_rules_and_comes_to_rest(first in object(schema().attributes), second in object(schema().attributes)) {
        let schema = schema();
        let first = filled(&first, &mut 0);
        let create = plan(&schema, &Value::Null, &first, &first);
        prop_assert_eq!(check_plan(&schema, &Value::Null, &first, &create, &BTreeSet::new()), vec![]);
        let state = filled(&create, &mut 0);
        prop_assert_eq!(check_apply(&schema, &create, &state), vec![]);
        prop_assert_eq!(plan(&schema, &state, &first, &first), state.clone());

        let update = plan(&schema, &state, &second, &second);
        let replace = replace_paths(&schema, &state, &update);
        prop_assert_eq!(check_plan(&schema, &state, &second, &update, &replace), vec![]);
        // What is unknown in the configuration becomes known before the apply, and the plan of that keeps this one.
        let known = filled(&second, &mut 0);
        let again = plan(&schema, &state, &known, &known);
        prop_assert_eq!(check_replan(&schema, &update, &again), vec![]);
        let state = filled(&again, &mut 0);
        prop_assert_eq!(check_apply(&schema, &again, &state), vec![]);
        prop_assert_eq!(plan(&schema, &state, &known, &known), state);
    }
}
