//! Plans that surprised a user once.

use std::collections::BTreeMap;

use super::tests::{at, object, text};
use super::*;
use crate::field::Field as _;
use crate::path::Path;
use crate::schema::{Attribute, Block, BlockNesting, Computed, Constraint, Kind, Need, Nesting};

fn told(schema: &Schema, config: &Value) -> Vec<String> {
    config_problems(schema, config).iter().map(|told| format!("{}: {}", told.path, told.summary)).collect()
}

/// What changes with something that changes, changes too.
#[test]
fn a_change_goes_on_through_what_is_computed_from_it() {
    let with = |name: &str, cause| Attribute { computed: Computed::With(vec![cause]), ..text(name, Need::Computed) };
    let attributes =
        vec![text("name", Need::Required), with("url", "host"), with("host", "name"), with("zone", "zones")];
    let zones = text("zones", Need::Optional);
    let schema = Schema { attributes: [attributes, vec![zones]].concat(), ..Schema::default() };
    let state = |name: &str, zones: Value| {
        let known = ["url", "host", "zone"].map(|name| (name, Value::from("known")));
        object([("name", name.into()), ("zones", zones)].into_iter().chain(known))
    };
    let config = object([("name", "b".into()), ("zones", Value::Null)]);
    let plan = plan(&schema, &state("a", Value::Null), &config, &config);
    assert!(at(&plan, "host").is_unknown() && at(&plan, "url").is_unknown());
    assert_eq!(at(&plan, "zone"), "known".into());
}

/// Which of two elements was which is found also when one leaves out what the other writes.
#[test]
fn elements_of_a_set_that_differ_in_what_one_leaves_out_stay_themselves() {
    let element = vec![text("key", Need::Required), text("size", Need::OptionalComputed), text("id", Need::Computed)];
    let set = Attribute::new("all", Kind::Nested(Nesting::Set, element), Need::Optional, "");
    let schema = Schema { attributes: vec![set], ..Schema::default() };
    let one = |size: Value, id: Value| object([("key", "k".into()), ("size", size), ("id", id)]);
    let all = |elements: [Value; 2]| object([("all", Value::set(elements))]);
    let prior = all([one("a".into(), "1".into()), one("b".into(), "2".into())]);
    let config = all([one(Value::Null, Value::Null), one("a".into(), Value::Null)]);
    assert_eq!(plan(&schema, &prior, &config, &config), prior);
}

/// How long an operation may take says nothing of the object.
#[test]
fn a_change_of_timeouts_unsettles_nothing() {
    let timeouts = Attribute::new("timeouts", crate::Timeouts::kind(), Need::Optional, "");
    let schema = Schema { attributes: vec![text("stamp", Need::Computed), timeouts], ..Schema::default() };
    let timeouts = |create: &str| object([("create", create.into()), ("update", Value::Null), ("delete", Value::Null)]);
    let prior = object([("stamp", "s".into()), ("timeouts", Value::Null)]);
    let config = object([("stamp", Value::Null), ("timeouts", timeouts("5m"))]);
    let planned = plan(&schema, &prior, &config, &config);
    assert_eq!(planned, object([("stamp", "s".into()), ("timeouts", timeouts("5m"))]));
    assert!(only_timeouts_differ(&schema, &prior, &planned) && !only_timeouts_differ(&schema, &prior, &prior));
    let other = object([("stamp", "t".into()), ("timeouts", timeouts("5m"))]);
    assert!(!only_timeouts_differ(&schema, &prior, &other));
}

/// Terraform itself refuses neither a null that is written out nor a value for what the provider decides.
#[test]
fn who_must_and_who_may_give_a_value_is_checked() {
    let inside = || vec![text("label", Need::Required), text("id", Need::Computed)];
    let block = |name: &str, nesting| Block::new(name, nesting, inside());
    let nested = |name: &str, nesting| Attribute::new(name, Kind::Nested(nesting, inside()), Need::Optional, "");
    let schema = Schema {
        attributes: vec![
            text("name", Need::Required),
            text("id", Need::Computed),
            Attribute::new("status", Kind::Nested(Nesting::Single, inside()), Need::Computed, ""),
            nested("map", Nesting::Map),
            nested("set", Nesting::Set),
        ],
        blocks: vec![block("disk", BlockNesting::List), block("group", BlockNesting::Group)],
        ..Schema::default()
    };
    let one = |label: Value, id: Value| object([("label", label), ("id", id)]);
    let config = |changes: &[(&str, Value)]| {
        let null = ["id", "status", "map", "set"].map(|name| (name.to_owned(), Value::Null));
        let mut parts = BTreeMap::from(null);
        parts.insert("name".to_owned(), "a".into());
        parts.insert("disk".to_owned(), Value::List(vec![]));
        parts.insert("group".to_owned(), one(Value::Null, Value::Null));
        parts.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Value::Object(parts)
    };
    let missing = |at: &str| vec![format!("{at}: Missing required argument")];
    let read_only = |at: &str| vec![format!("{at}: Value for unconfigurable attribute")];
    assert_eq!(told(&schema, &config(&[])), Vec::<String>::new());
    assert_eq!(told(&schema, &config(&[("name", Value::unknown())])), Vec::<String>::new());
    assert_eq!(told(&schema, &config(&[("name", Value::Null)])), missing("name"));
    assert_eq!(told(&schema, &config(&[("id", "1".into())])), read_only("id"));
    assert_eq!(told(&schema, &config(&[("id", Value::unknown())])), read_only("id"));
    assert_eq!(told(&schema, &config(&[("status", one("x".into(), "y".into()))])), read_only("status"));
    let map = |value: Value| Value::Map(BTreeMap::from([("k".to_owned(), value)]));
    assert_eq!(told(&schema, &config(&[("map", map(one(Value::Null, Value::Null)))])), missing("map[\"k\"].label"));
    assert_eq!(told(&schema, &config(&[("map", map(one("x".into(), "1".into())))])), read_only("map[\"k\"].id"));
    let set = Value::set([one(Value::Null, Value::Null)]);
    assert_eq!(told(&schema, &config(&[("set", set)])), missing("set[*].label"));
    let disk = Value::List(vec![one("x".into(), "1".into())]);
    assert_eq!(told(&schema, &config(&[("disk", disk)])), read_only("disk[0].id"));
    assert_eq!(told(&schema, &config(&[("group", one(Value::Null, "1".into()))])).len(), 2);
}

/// What is sensitive is not shown, and neither is what is inside it or never stored.
#[test]
fn a_secret_is_in_no_message() {
    let word = |name: &str| Attribute { constraints: vec![Constraint::OneOf(vec!["a"])], ..text(name, Need::Optional) };
    let schema = Schema {
        attributes: vec![
            Attribute { sensitive: true, ..word("hidden") },
            Attribute { write_only: true, ..word("fleeting") },
            Attribute {
                sensitive: true,
                ..Attribute::new("inside", Kind::Nested(Nesting::Single, vec![word("part")]), Need::Optional, "")
            },
        ],
        ..Schema::default()
    };
    let secret = || Value::from("swordfish");
    let config = object([("hidden", secret()), ("fleeting", secret()), ("inside", object([("part", secret())]))]);
    let told = config_problems(&schema, &config);
    assert_eq!(told.iter().count(), 3);
    assert!(!format!("{told:?}").contains("swordfish"), "{told:?}");
    for path in ["hidden", "fleeting", "inside.part"] {
        assert!(is_secret(&schema, &Path::from(path)), "{path}");
    }
    assert!(!is_secret(&schema, &Path::from("other")));
}

#[test]
fn elements_of_blocks_that_defaults_make_equal_are_the_users_mistake() {
    let protocol = Attribute { default: Some("tcp".into()), ..text("protocol", Need::Optional) };
    let block = Block::new("rule", BlockNesting::Set, vec![protocol]);
    let schema = Schema { blocks: vec![block], ..Schema::default() };
    let rule = |protocol: Value| object([("protocol", protocol)]);
    let config = object([("rule", Value::set([rule(Value::Null), rule("tcp".into())]))]);
    assert_eq!(told(&schema, &config), ["rule: Elements of a set are the same"]);
}

/// A set has no addresses: what is wrong in an element is told at the set.
#[test]
fn a_constraint_in_a_set_names_the_set() {
    let element = Attribute { constraints: vec![Constraint::OneOf(vec!["drain"])], ..text("effect", Need::Required) };
    let set = Attribute::new("taints", Kind::Nested(Nesting::Set, vec![element]), Need::Optional, "");
    let schema = Schema { attributes: vec![set], ..Schema::default() };
    let config = object([("taints", Value::set([object([("effect", "dance".into())])]))]);
    let told = config_problems(&schema, &config).into_iter().next().unwrap();
    assert_eq!(told.path, Path::from("taints").element().attribute("effect"));
    assert_eq!(told.detail, "`taints[*].effect` must be one of `drain`; it is \"dance\".");
}
