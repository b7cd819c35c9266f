use std::collections::BTreeMap;

use kgas_api::kubernetes::{IntOrPercent, LabelSelector, Pointer, Quantity};
use proptest::prelude::*;
use serde_json::json;

const UNIT: i128 = 1_000_000_000;

#[test]
fn amounts_are_what_they_say() {
    let table = [
        ("0", 0),
        ("12", 12 * UNIT),
        ("100m", UNIT / 10),
        ("1.5", UNIT * 3 / 2),
        (".5", UNIT / 2),
        ("5.", 5 * UNIT),
        ("1k", 1_000 * UNIT),
        ("2M", 2_000_000 * UNIT),
        ("1Ki", 1_024 * UNIT),
        ("1.5Gi", 1_610_612_736 * UNIT),
        ("2Ei", (2 << 60) * UNIT),
        ("3E", 3 * UNIT.pow(3)),
        ("12e6", 12_000_000 * UNIT),
        ("1E2", 100 * UNIT),
        ("1e-3", UNIT / 1_000),
        ("7n", 7),
        ("7u", 7_000),
        ("-1", -UNIT),
        ("+1", UNIT),
        // What is finer than a nano is rounded up.
        ("0.1n", 1),
        ("1e-30", 1),
        ("0e-30", 0),
        ("0e90", 0),
    ];
    for (text, nano) in table {
        assert_eq!(Quantity::parse(text).map(|it| it.nano()), Ok(nano), "{text}");
    }
    for text in
        ["", "m", ".", "1 Gi", "1gi", "1K", "1mi", "1.2.3", "--1", "1e", "1e200", "9e90", "Ki", "1Zi", "0x1", "1-1"]
    {
        assert!(Quantity::parse(text).is_err(), "{text}");
    }
}

#[test]
fn amounts_are_compared_by_what_they_are() {
    let read = |value| serde_json::from_value::<Quantity>(value).unwrap();
    assert_eq!(read(json!("1000m")), read(json!(1)));
    assert!(read(json!("1Gi")) > read(json!("1G")));
    assert_eq!(read(json!("1.50Gi")).to_string(), "1.50Gi");
    assert_eq!(serde_json::to_value(read(json!("1.50Gi"))).unwrap(), json!("1.50Gi"));
    assert!(serde_json::from_value::<Quantity>(json!(["1"])).is_err());
}

#[test]
fn a_number_or_a_percentage() {
    let read = |value| serde_json::from_value::<IntOrPercent>(value).ok();
    assert_eq!(read(json!(3)), Some(IntOrPercent::Int(3)));
    assert_eq!(read(json!("25%")), Some(IntOrPercent::Percent(25)));
    for wrong in [json!("3"), json!("%"), json!("2.5%"), json!("-1%"), json!(-1), json!(1.5), json!(true)] {
        assert_eq!(read(wrong.clone()), None, "{wrong}");
    }
}

#[test]
fn labels_that_are_asked_for() {
    let selector: LabelSelector = serde_json::from_value(json!({
        "matchLabels": { "app": "api" },
        "matchExpressions": [
            { "key": "slot", "operator": "In", "values": ["a", "b"] },
            { "key": "env", "operator": "NotIn", "values": ["dev"] },
            { "key": "team", "operator": "Exists" },
            { "key": "old", "operator": "DoesNotExist" },
        ],
    }))
    .unwrap();
    assert_eq!(selector.query().as_deref(), Some("app=api,slot in (a,b),env notin (dev),team,!old"));
    let fine = BTreeMap::from([("app", "api"), ("slot", "b"), ("team", "")]);
    assert_eq!(selector.selects(&fine), Some(true));
    for (label, value) in [("app", "web"), ("slot", "c"), ("env", "dev"), ("old", "")] {
        let mut other = fine.clone();
        other.insert(label, value);
        assert_eq!(selector.selects(&other), Some(false), "{label}");
    }
    let mut without = fine.clone();
    without.remove("team");
    assert_eq!(selector.selects(&without), Some(false));
    assert_eq!(LabelSelector::default().selects(&fine), Some(true));
    let later = json!({ "matchExpressions": [{ "key": "a", "operator": "OfALaterDay" }] });
    let later: LabelSelector = serde_json::from_value(later).unwrap();
    assert_eq!((later.selects(&fine), later.query()), (None, None));
}

proptest! {
    #[test]
    fn a_pointer_points_where_it_was_told(names in prop::collection::vec("[a-z/~01-]{0,6}", 1..4)) {
        let (mut document, mut pointer) = (json!("found"), Pointer::default());
        for name in names.iter().rev() {
            document = json!({ name: document });
        }
        for name in &names {
            pointer = pointer.field(name);
        }
        prop_assert_eq!(document.pointer(&pointer.to_string()), Some(&json!("found")));
    }
}

#[test]
fn a_pointer_into_a_list() {
    assert_eq!(Pointer::to("spec").index(2).end().to_string(), "/spec/2/-");
    assert_eq!(Pointer::default().to_string(), "");
}
