//! Each rule, broken once.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::schema::{Attribute, Block, BlockNesting, Kind, Need, Nesting};
use crate::value::{Bound, Refinement, Type};

fn text(name: &str, need: Need) -> Attribute {
    Attribute::new(name, Kind::Value(Type::String), need, "")
}

fn object<'a>(parts: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::Object(parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn schema() -> Schema {
    let rule = || vec![text("port", Need::Required)];
    Schema {
        attributes: vec![
            text("name", Need::Required),
            text("note", Need::Optional),
            text("id", Need::Computed),
            Attribute { write_only: true, ..text("secret", Need::Optional) },
            Attribute::new("rules", Kind::Nested(Nesting::List, rule()), Need::Optional, ""),
        ],
        blocks: vec![Block::new("disk", BlockNesting::List, rule())],
        ..Schema::default()
    }
}

/// `{ name = "a", rules = [{ port = "1" }] }`, with `changes` made to it.
fn value(changes: &[(&str, Value)]) -> Value {
    let rules = || Value::List(vec![object([("port", "1".into())])]);
    let mut parts = BTreeMap::from(
        [
            ("name", "a".into()),
            ("note", Value::Null),
            ("id", Value::Null),
            ("secret", Value::Null),
            ("rules", rules()),
            ("disk", rules()),
        ]
        .map(|(name, value): (&str, Value)| (name.to_owned(), value)),
    );
    parts.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    Value::Object(parts)
}

#[track_caller]
fn broken(found: &[Violation], expected: &[(u8, &str)]) {
    let found: Vec<_> = found.iter().map(|violation| (violation.rule, violation.path.to_string())).collect();
    let expected: Vec<_> = expected.iter().map(|(rule, path)| (*rule, (*path).to_owned())).collect();
    assert_eq!(found, expected);
}

/// A plan to create with `changes`, of the plain configuration.
#[track_caller]
fn planned(changes: &[(&str, Value)], expected: &[(u8, &str)]) {
    broken(&check_plan(&schema(), &Value::Null, &value(&[]), &value(changes), &BTreeSet::new()), expected);
}

/// A state with `changes`, of a plan in which the id is unknown.
#[track_caller]
fn applied(changes: &[(&str, Value)], expected: &[(u8, &str)]) {
    broken(&check_apply(&schema(), &value(&[("id", Value::unknown())]), &value(changes)), expected);
}

#[test]
fn a_good_plan_and_a_good_state_break_nothing() {
    planned(&[], &[]);
    planned(&[("id", Value::unknown())], &[]);
    planned(&[("id", "anything".into())], &[]);
    applied(&[("id", "1".into())], &[]);
    applied(&[("id", Value::Null)], &[]);
}

#[test]
fn rules_of_a_plan() {
    planned(&[("name", true.into())], &[(1, "name")]);
    broken(&check_plan(&schema(), &Value::Null, &value(&[]), &Value::Null, &BTreeSet::new()), &[(2, "")]);
    planned(&[("name", "b".into())], &[(3, "name")]);
    planned(&[("note", "b".into())], &[(4, "note")]);
    planned(&[("secret", "b".into())], &[(7, "secret")]);
    planned(&[("rules", Value::unknown())], &[(8, "rules")]);
    planned(&[("rules", Value::List(vec![]))], &[(8, "rules")]);
    planned(&[("rules", Value::List(vec![object([("port", "2".into())])]))], &[(3, "rules[0].port")]);
    planned(&[("disk", Value::unknown())], &[(9, "disk")]);
    planned(&[("disk", Value::Null)], &[(9, "disk")]);
    planned(&[("disk", Value::List(vec![]))], &[(9, "disk")]);
    let reasons = BTreeSet::from([Path::from("name"), Path::from("nowhere")]);
    broken(&check_plan(&schema(), &Value::Null, &value(&[]), &value(&[]), &reasons), &[(10, "nowhere")]);
    let inside = BTreeSet::from([Path::from("rules").element().attribute("port")]);
    broken(&check_plan(&schema(), &Value::Null, &value(&[]), &value(&[]), &inside), &[]);
    broken(&check_destroy_plan(&value(&[])), &[(11, "")]);
}

#[test]
fn a_plan_may_keep_the_prior_value_in_its_own_form() {
    let (prior, config) = (value(&[("name", "A".into())]), value(&[("name", "a".into())]));
    broken(&check_plan(&schema(), &prior, &config, &prior, &BTreeSet::new()), &[]);
}

/// A plan to create, of this configuration.
#[track_caller]
fn planned_of(schema: &Schema, config: &Value, planned: &Value, expected: &[(u8, &str)]) {
    broken(&check_plan(schema, &Value::Null, config, planned, &BTreeSet::new()), expected);
}

#[test]
fn what_is_promised_of_an_unknown_is_not_compared() {
    let promised = || Value::refined(Refinement { null: Some(false), ..Refinement::default() });
    let rules = |port: Value| Value::List(vec![object([("port", port)])]);
    let config = value(&[("name", promised()), ("rules", rules(promised()))]);
    planned_of(&schema(), &config, &value(&[("name", Value::unknown()), ("rules", rules(Value::unknown()))]), &[]);
    planned_of(&schema(), &config, &value(&[("rules", rules(promised()))]), &[(3, "name")]);
    // Two elements of a set stay in step, whatever is promised of each.
    let set = Attribute::new("all", Kind::Value(Type::Set(Box::new(Type::String))), Need::Required, "");
    let schema = Schema { attributes: vec![set], ..Schema::default() };
    let all = |unknown: Value| object([("all", Value::set([Value::unknown(), unknown]))]);
    planned_of(&schema, &all(promised()), &all(Value::unknown()), &[]);
}

/// A configuration gives what only the provider decides under `ignore_changes`; Terraform holds nobody to it.
#[test]
fn what_only_the_provider_gives_it_gives_also_where_it_is_configured() {
    planned_of(&schema(), &value(&[("id", "1".into())]), &value(&[("id", Value::unknown())]), &[]);
}

/// Nested attributes and blocks in every nesting, each with a port.
fn shapes() -> Schema {
    let nested = |name: &str, nesting| {
        Attribute::new(name, Kind::Nested(nesting, vec![text("port", Need::Required)]), Need::Optional, "")
    };
    let block = |name: &str, nesting| Block::new(name, nesting, vec![text("port", Need::Required)]);
    Schema {
        attributes: vec![
            nested("one", Nesting::Single),
            nested("list", Nesting::List),
            nested("map", Nesting::Map),
            nested("set", Nesting::Set),
        ],
        blocks: vec![
            block("single", BlockNesting::Single),
            block("blocks", BlockNesting::List),
            block("labelled", BlockNesting::Map),
            block("distinct", BlockNesting::Set),
        ],
        ..Schema::default()
    }
}

/// What each part of a plan is held to, where `config` and `planned` stand for it.
#[test]
fn rules_of_what_is_nested_in_every_shape() {
    let port = || object([("port", "1".into())]);
    let list = |one: Value| Value::List(vec![one]);
    let map = |one: Value| Value::Map(BTreeMap::from([("k".to_owned(), one)]));
    let set = |one: Value| Value::set([one]);
    let (null, any) = (|| Value::Null, Value::unknown);
    for (name, config, planned, expected) in [
        // An element that is there is there in the plan.
        ("list", list(port()), list(null()), &[(8, "list[0]")][..]),
        ("list", list(null()), list(port()), &[(8, "list[0]")]),
        ("list", list(port()), list(any()), &[(3, "list[0].port")]),
        ("map", map(port()), map(null()), &[(8, "map[\"k\"]")]),
        ("map", map(null()), map(port()), &[(8, "map[\"k\"]")]),
        ("map", map(port()), map(any()), &[(3, "map[\"k\"].port")]),
        ("blocks", list(port()), list(null()), &[(9, "blocks[0]")]),
        ("blocks", list(port()), list(any()), &[(9, "blocks[0]")]),
        ("labelled", map(port()), map(null()), &[(9, "labelled[\"k\"]")]),
        ("labelled", map(port()), map(any()), &[(9, "labelled[\"k\"]")]),
        ("distinct", set(port()), set(any()), &[(9, "distinct[*]")]),
        // What is not known yet is not known in the plan; of sets alone, Terraform lets it pass.
        ("one", any(), port(), &[(3, "one.port")]),
        ("one", any(), null(), &[(8, "one")]),
        ("list", any(), list(port()), &[(8, "list")]),
        ("list", list(any()), list(port()), &[(3, "list[0].port")]),
        ("map", any(), map(port()), &[(8, "map")]),
        ("set", any(), set(port()), &[]),
        ("set", any(), null(), &[(8, "set")]),
        // Blocks of an unknown number.
        ("single", any(), port(), &[(9, "single")]),
        ("blocks", any(), list(port()), &[(9, "blocks")]),
        ("labelled", any(), map(port()), &[(9, "labelled")]),
        ("distinct", any(), set(port()), &[(9, "distinct")]),
        ("distinct", any(), any(), &[]),
        // Nothing is wrong with what stays as it is.
        ("list", list(null()), list(null()), &[]),
        ("blocks", list(any()), list(any()), &[]),
        ("single", null(), port(), &[(9, "single")]),
        ("single", port(), null(), &[(9, "single")]),
        ("distinct", set(port()), null(), &[(9, "distinct")]),
    ] {
        let whole = |part: Value| {
            let empty = ["one", "list", "map", "set", "single"].map(|name| (name, Value::Null));
            let blocks = [
                ("blocks", Value::List(vec![])),
                ("labelled", Value::Map(BTreeMap::new())),
                ("distinct", Value::Set(vec![])),
            ];
            object(empty.into_iter().chain(blocks).chain([(name, part)]))
        };
        let found = check_plan(&shapes(), &Value::Null, &whole(config), &whole(planned), &BTreeSet::new());
        let found: Vec<_> = found.iter().map(|violation| (violation.rule, violation.path.to_string())).collect();
        let expected: Vec<_> = expected.iter().map(|(rule, path)| (*rule, (*path).to_owned())).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn rules_of_the_plan_made_while_applying() {
    let first = value(&[("id", Value::unknown())]);
    broken(&check_replan(&schema(), &first, &value(&[("id", "1".into())])), &[]);
    broken(&check_replan(&schema(), &first, &Value::Null), &[(12, ""), (13, "")]);
    broken(&check_replan(&schema(), &first, &value(&[("name", "b".into())])), &[(13, "name")]);
}

#[test]
fn rules_of_an_apply() {
    applied(&[("name", "b".into())], &[(14, "name")]);
    applied(&[("rules", Value::List(vec![]))], &[(14, "rules")]);
    applied(&[("id", Value::unknown())], &[(15, "id")]);
    applied(&[("id", true.into())], &[(15, "id")]);
    applied(&[("secret", "b".into())], &[(18, "secret"), (14, "secret")]);
    broken(&check_apply(&schema(), &value(&[]), &Value::Null), &[(17, "")]);
    broken(&check_apply(&schema(), &Value::Null, &value(&[])), &[(17, "")]);
    broken(&check_apply(&schema(), &Value::Null, &Value::Null), &[]);
}

#[test]
fn a_promise_about_an_unknown_is_kept() {
    let promised = |promise| value(&[("id", Value::refined(promise))]);
    let not_null = Refinement { null: Some(false), ..Refinement::default() };
    broken(&check_apply(&schema(), &promised(not_null), &value(&[])), &[(16, "id")]);
    let prefix = Refinement { prefix: Some("vpc-".to_owned()), ..Refinement::default() };
    let state = value(&[("id", "net-1".into())]);
    broken(&check_apply(&schema(), &promised(prefix.clone()), &state), &[(16, "id")]);
    broken(&check_apply(&schema(), &promised(prefix), &value(&[("id", "vpc-1".into())])), &[]);
}

/// Each row: what is promised, a value that keeps it, and values that do not.
#[test]
fn every_promise_is_held_in_both_directions() {
    let number = |whole: i64| Value::from(whole);
    let bound = |value: i64, inclusive| Some(Bound { value: value.into(), inclusive });
    let list = |length: usize| Value::List(vec!["x".into(); length]);
    let set = |length: i64| Value::set((0..length).map(|n| n.to_string().into()));
    let map = |length: i64| Value::Map((0..length).map(|n| (n.to_string(), "x".into())).collect());
    let (strings, nothing) = (|| Box::new(Type::String), Refinement::default);
    let lengths = || Refinement { min_length: Some(1), max_length: Some(2), ..nothing() };
    let rows: Vec<(Type, Refinement, Vec<Value>, Vec<Value>)> = vec![
        (Type::String, Refinement { null: Some(true), ..nothing() }, vec![Value::Null], vec!["x".into()]),
        (Type::String, Refinement { null: Some(false), ..nothing() }, vec!["x".into()], vec![Value::Null]),
        (
            Type::Number,
            Refinement { min: bound(1, true), max: bound(3, true), ..nothing() },
            vec![number(1), number(2), number(3), Value::Null],
            vec![number(0), number(4)],
        ),
        (
            Type::Number,
            Refinement { min: bound(1, false), max: bound(3, false), ..nothing() },
            vec![number(2)],
            vec![number(0), number(1), number(3), number(4)],
        ),
        (Type::Number, Refinement { min: bound(1, true), ..nothing() }, vec![number(9)], vec![number(-9)]),
        (Type::Number, Refinement { max: bound(1, true), ..nothing() }, vec![number(-9)], vec![number(9)]),
        (Type::List(strings()), lengths(), vec![list(1), list(2)], vec![list(0), list(3)]),
        (Type::Set(strings()), lengths(), vec![set(1), set(2)], vec![set(0), set(3)]),
        (Type::Map(strings()), lengths(), vec![map(1), map(2)], vec![map(0), map(3)]),
        (Type::List(strings()), Refinement { min_length: Some(1), ..nothing() }, vec![list(9)], vec![list(0)]),
        (Type::List(strings()), Refinement { max_length: Some(1), ..nothing() }, vec![list(0)], vec![list(9)]),
    ];
    for (ty, promise, kept, not_kept) in rows {
        let attribute = Attribute::new("it", Kind::Value(ty), Need::Computed, "");
        let schema = Schema { attributes: vec![attribute], ..Schema::default() };
        let it = |value: Value| object([("it", value)]);
        let planned = it(Value::refined(promise));
        let rules = |value: &Value| -> Vec<u8> {
            check_apply(&schema, &planned, &it(value.clone())).iter().map(|violation| violation.rule).collect()
        };
        for value in kept {
            assert_eq!(rules(&value), [0; 0], "{planned:?} {value:?}");
        }
        for value in not_kept {
            assert_eq!(rules(&value), [16], "{planned:?} {value:?}");
        }
    }
}

#[test]
fn what_is_inside_of_a_dynamic_value_may_get_its_type_late() {
    let note = Attribute::new("note", Kind::Value(Type::Dynamic), Need::Optional, "");
    let schema = Schema { attributes: vec![note], ..Schema::default() };
    let note = |ty: Type, id: Value| {
        let ty = Type::object([("id".to_owned(), ty)]);
        object([("note", Value::Dynamic(Box::new((ty, object([("id", id)])))))])
    };
    let planned = note(Type::Dynamic, Value::unknown());
    broken(&check_apply(&schema, &planned, &note(Type::String, "a".into())), &[]);
    let planned = note(Type::String, Value::unknown());
    broken(&check_apply(&schema, &planned, &note(Type::Number, 1.into())), &[(14, "note")]);
}

#[test]
fn elements_of_a_set_correlate_both_ways() {
    let set = Attribute::new("all", Kind::Value(Type::Set(Box::new(Type::String))), Need::Optional, "");
    let schema = Schema { attributes: vec![set], ..Schema::default() };
    let all = |elements: &[Value]| object([("all", Value::set(elements.iter().cloned()))]);
    let planned = all(&["a".into(), Value::unknown()]);
    broken(&check_apply(&schema, &planned, &all(&["a".into(), "b".into()])), &[]);
    broken(&check_apply(&schema, &planned, &all(&["a".into(), "b".into(), "c".into()])), &[(14, "all")]);
    broken(&check_apply(&schema, &planned, &all(&["b".into(), "c".into()])), &[(14, "all")]);
    broken(
        &check_apply(&schema, &all(&["a".into(), "b".into()]), &all(&["a".into(), "c".into()])),
        &[(14, "all"), (14, "all")],
    );
}

#[test]
fn elements_of_a_set_are_found_by_what_was_known_of_them() {
    let element = Type::object([("key", Type::String), ("id", Type::String)]);
    let set = Attribute::new("all", Kind::Value(Type::Set(Box::new(element))), Need::Optional, "");
    let schema = Schema { attributes: vec![set], ..Schema::default() };
    let one = |key: Value, id: Value| object([("key", key), ("id", id)]);
    let all = |elements: &[Value]| object([("all", Value::set(elements.iter().cloned()))]);
    let any = Value::unknown;
    let planned = all(&[one("a".into(), any()), one(any(), "2".into()), one("c".into(), "3".into())]);
    let good = [one("a".into(), "1".into()), one("b".into(), "2".into()), one("c".into(), "3".into())];
    broken(&check_apply(&schema, &planned, &all(&good)), &[]);
    // One element may be what two became.
    broken(&check_apply(&schema, &planned, &all(&[one("a".into(), "2".into()), good[2].clone()])), &[]);
    let vanished = [good[0].clone(), one("b".into(), "4".into()), good[2].clone()];
    broken(&check_apply(&schema, &planned, &all(&vanished)), &[(14, "all"), (14, "all")]);
    let prefix = Refinement { prefix: Some("x-".to_owned()), ..Refinement::default() };
    let promised = all(&[one("a".into(), Value::refined(prefix))]);
    broken(&check_apply(&schema, &promised, &all(&good[..1])), &[(14, "all"), (14, "all")]);
}

#[test]
fn rules_of_what_is_stored() {
    let unknown = value(&[("id", Value::unknown())]);
    broken(&check_read(&schema(), &unknown), &[(21, "id")]);
    broken(&check_read(&schema(), &Value::Null), &[]);
    broken(
        &check_upgrade(&schema(), &object([])),
        &[(22, "disk"), (22, "id"), (22, "name"), (22, "note"), (22, "rules"), (22, "secret")],
    );
    broken(&check_import(&schema(), &Value::Null), &[(25, "")]);
    broken(&check_move(&schema(), &value(&[("secret", "b".into())])), &[(26, "secret")]);
    broken(&check_data_source(&schema(), &value(&[]), &value(&[("name", "b".into())])), &[(23, "name")]);
    broken(&check_data_source(&schema(), &value(&[]), &unknown), &[(23, "id")]);
    broken(&check_ephemeral(&schema(), &value(&[]), &value(&[("name", "b".into())])), &[(24, "name")]);
    broken(&check_deferral(false, true), &[(27, "")]);
    broken(&check_deferral(true, true), &[]);
    let ty = Type::object([("name", Type::String)]);
    broken(&check_identity(&ty, &object([("name", Value::unknown())]), false), &[(28, "name")]);
    broken(&check_identity(&ty, &object([("name", Value::unknown())]), true), &[]);
    broken(&check_identity(&ty, &object([]), false), &[(28, "name")]);
    broken(&check_identity(&ty, &Value::Null, false), &[(28, "")]);
}
