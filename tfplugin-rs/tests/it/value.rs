//! The codec against bytes seen from Terraform 1.11, hostile bytes, and itself.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tfplugin_rs::value::{Bound, Number, Refinement, Type, Value, decode, encode};

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

#[test]
fn golden_bytes() {
    let rows: &[(&str, Type, Value)] = &[
        ("c0", Type::String, Value::Null),
        ("d4 00 00", Type::String, Value::unknown()),
        (
            "c7 09 0c 82 01 c2 02 a4 70 72 65 2d",
            Type::String,
            Value::refined(Refinement { null: Some(false), prefix: Some("pre-".into()), ..Refinement::default() }),
        ),
        ("a3 30 2e 31", Type::Number, number("0.1")),
        ("a4 39 39 2e 39", Type::Number, number("99.9")),
        ("cb 3f f8 00 00 00 00 00 00", Type::Number, number("1.5")),
        (
            "b4 31 38 34 34 36 37 34 34 30 37 33 37 30 39 35 35 31 36 31 35",
            Type::Number,
            number("18446744073709551615"),
        ),
        ("ff", Type::Number, number("-1")),
        ("cd 01 00", Type::Number, number("256")),
        ("cb 7f f0 00 00 00 00 00 00", Type::Number, Value::Number(Number::infinity(false))),
        ("c3", Type::Bool, Value::Bool(true)),
        ("92 a1 61 a1 62", Type::List(Box::new(Type::String)), Value::List(vec!["a".into(), "b".into()])),
        (
            "81 a1 6b c2",
            Type::object([("k", Type::Bool)]),
            Value::Object(BTreeMap::from([("k".into(), Value::Bool(false))])),
        ),
        ("92 c4 08 22 73 74 72 69 6e 67 22 a1 78", Type::Dynamic, Value::Dynamic(Box::new((Type::String, "x".into())))),
        ("c0", Type::Dynamic, Value::Null),
        ("d4 00 00", Type::Dynamic, Value::unknown()),
        ("90", Type::Set(Box::new(Type::String)), Value::Set(vec![])),
        ("92 01 a1 61", Type::Tuple(vec![Type::Number, Type::String]), Value::Tuple(vec![1.into(), "a".into()])),
        ("81 a1 6b c0", Type::Map(Box::new(Type::Bool)), Value::Map(BTreeMap::from([("k".into(), Value::Null)]))),
        // Eight bytes of promises have a shorter head.
        (
            "d7 0c 82 01 c2 02 a3 70 72 65",
            Type::String,
            Value::refined(Refinement { null: Some(false), prefix: Some("pre".into()), ..Refinement::default() }),
        ),
        (
            "c7 0e 0c 83 01 c2 03 92 01 c3 04 92 a3 30 2e 31 c2",
            Type::Number,
            Value::refined(Refinement {
                null: Some(false),
                min: Some(Bound { value: 1_i64.into(), inclusive: true }),
                max: Some(Bound { value: "0.1".parse().unwrap(), inclusive: false }),
                ..Refinement::default()
            }),
        ),
        (
            "c7 05 0c 82 05 01 06 03",
            Type::List(Box::new(Type::String)),
            Value::refined(Refinement { min_length: Some(1), max_length: Some(3), ..Refinement::default() }),
        ),
    ];
    for (hex, ty, value) in rows {
        assert_eq!(decode(&bytes(hex), ty).as_ref(), Ok(value), "{hex}");
        assert_eq!(encode(value), bytes(hex), "{value:?}");
    }
}

/// `any = { k = [1, "x"] }` for an attribute of any type, as Terraform 1.11 sends it.
#[test]
fn golden_bytes_of_a_dynamic_object() {
    let json = r#"["object",{"k":["tuple",["number","string"]]}]"#;
    let sent = [&[0x92, 0xc4, u8::try_from(json.len()).unwrap()], json.as_bytes(), b"\x81\xa1k\x92\x01\xa1x"].concat();
    let ty = Type::object([("k", Type::Tuple(vec![Type::Number, Type::String]))]);
    let value = Value::Object(BTreeMap::from([("k".to_owned(), Value::Tuple(vec![1.into(), "x".into()]))]));
    let value = Value::Dynamic(Box::new((ty, value)));
    assert_eq!(decode(&sent, &Type::Dynamic).as_ref(), Ok(&value));
    assert_eq!(encode(&value), sent);
}

/// go-cty never writes an exponent; we do where a few bytes would ask for very many zeros.
#[test]
fn a_number_travels_in_full_as_far_as_is_sensible() {
    for (text, sent) in [
        ("1e60", format!("1{}", "0".repeat(60))),
        ("-3e-30", format!("-0.{}3", "0".repeat(29))),
        ("2e500", "2e500".to_owned()),
    ] {
        let bytes = encode(&number(text));
        assert_eq!(decode(&bytes, &Type::String), Ok(sent.as_str().into()));
        assert_eq!(decode(&bytes, &Type::Number), Ok(number(text)));
    }
}

/// A promise of more than go-cty takes is shortened, which keeps it true.
#[test]
fn a_long_prefix_is_cut_where_a_character_ends() {
    let promised = Refinement { prefix: Some("ä".repeat(200)), ..Refinement::default() };
    let Ok(Value::Unknown(kept)) = decode(&encode(&Value::refined(promised)), &Type::String) else {
        panic!("it reads as an unknown value")
    };
    assert_eq!(kept.prefix, Some("ä".repeat(128)));
}

#[test]
fn any_extension_is_an_unknown_and_any_number_form_is_a_number() {
    for hex in ["d4 07 00", "d5 63 00 00", "c7 00 00", "c7 00 0c", "d4 0c 00"] {
        assert_eq!(decode(&bytes(hex), &Type::String), Ok(Value::unknown()), "{hex}");
    }
    for (hex, text) in [("cc ff", "255"), ("d0 80", "-128"), ("ca 3f 00 00 00", "0.5"), ("a1 37", "7"), ("e0", "-32")] {
        assert_eq!(decode(&bytes(hex), &Type::Number), Ok(number(text)), "{hex}");
    }
}

#[test]
fn a_set_holds_each_known_element_once_and_every_unknown_one() {
    let ty = Type::Set(Box::new(Type::String));
    let set = decode(&bytes("95 a1 62 d4 00 00 a1 61 d4 00 00 a1 62"), &ty).unwrap();
    assert_eq!(set, Value::Set(vec![Value::unknown(), Value::unknown(), "a".into(), "b".into()]));
    assert_eq!(encode(&set), bytes("94 d4 00 00 d4 00 00 a1 61 a1 62"));
}

#[test]
fn hostile_bytes_are_errors() {
    let list = Type::List(Box::new(Type::String));
    for (hex, ty) in [
        ("dd ff ff ff ff", &list),
        ("db ff ff ff ff 61", &Type::String),
        ("c1", &Type::String),
        ("a1 ff", &Type::String),
        ("c3", &Type::String),
        ("c3 c3", &Type::Bool),
        ("a3 61 62 63", &Type::Number),
        ("cb 7f f8 00 00 00 00 00 00", &Type::Number),
        ("80", &Type::object([("missing", Type::Bool)])),
        ("81 a1 78 c3", &Type::object([("k", Type::Bool)])),
        ("82 a1 6b c3 a1 6b c3", &Type::object([("k", Type::Bool)])),
        ("92 c3 c3", &Type::Dynamic),
    ] {
        assert!(decode(&bytes(hex), ty).is_err(), "{hex}");
    }
}

#[test]
fn a_thousand_levels_are_an_error() {
    let mut ty = Type::String;
    for _ in 0..1_000 {
        ty = Type::List(Box::new(ty));
    }
    let err = decode(&[0x91; 1_000], &ty).unwrap_err();
    assert!(err.to_string().contains("nested deeper than 128"), "{err}");

    // The same depth by way of dynamic values, each of which brings a type of its own.
    let level = bytes("92 c4 09 22 64 79 6e 61 6d 69 63 22");
    assert!(decode(&level.repeat(1_000), &Type::Dynamic).is_err());
}

#[test]
fn an_error_says_where_and_not_what() {
    let ty = Type::object([("outer", Type::List(Box::new(Type::Number)))]);
    let mut hex = bytes("81 a5 6f 75 74 65 72 91");
    hex.extend(b"\xa6secret");
    let err = decode(&hex, &ty).unwrap_err().to_string();
    assert!(err.contains(".outer[0]"), "{err}");
    assert!(!err.contains("secret"), "{err}");
}

fn any_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("NaN", Number::from_f64),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?(e-?[0-9]{1,3})?".prop_filter_map("decimal", |text| text.parse().ok()),
    ]
}

fn any_refinement() -> impl Strategy<Value = Refinement> {
    let bound =
        || prop::option::of((any_number(), any::<bool>()).prop_map(|(value, inclusive)| Bound { value, inclusive }));
    (
        prop::option::of(any::<bool>()),
        prop::option::of("[a-z]{0,40}"),
        bound(),
        bound(),
        prop::option::of(any::<i64>()),
        prop::option::of(any::<i64>()),
    )
        .prop_map(|(null, prefix, min, max, min_length, max_length)| Refinement {
            null,
            prefix,
            min,
            max,
            min_length,
            max_length,
        })
}

/// A type and a value of it, together.
fn typed() -> impl Strategy<Value = (Type, Value)> {
    let leaf = prop_oneof![
        Just((Type::String, Value::Null)),
        any_refinement().prop_map(|refined| (Type::String, Value::refined(refined))),
        any::<bool>().prop_map(|flag| (Type::Bool, flag.into())),
        any_number().prop_map(|number| (Type::Number, Value::Number(number))),
        any::<String>().prop_map(|text| (Type::String, text.into())),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| {
                let (types, values) = all.into_iter().unzip();
                (Type::Tuple(types), Value::Tuple(values))
            }),
            prop::collection::btree_map("[a-z]{1,4}", inner.clone(), 0..4).prop_map(|all| {
                let types: Vec<_> = all.iter().map(|(name, typed)| (name.clone(), typed.0.clone())).collect();
                let values = all.into_iter().map(|(name, typed)| (name, typed.1)).collect();
                (Type::object(types), Value::Object(values))
            }),
            inner.clone().prop_map(|(ty, value)| (Type::List(Box::new(ty)), Value::List(vec![value.clone(), value]))),
            inner.clone().prop_map(|(ty, value)| (Type::Set(Box::new(ty)), Value::set([value.clone(), value]))),
            ("[a-z]{1,4}", inner.clone())
                .prop_map(|(key, (ty, value))| (Type::Map(Box::new(ty)), Value::Map([(key, value)].into()))),
            inner.prop_map(|typed| (Type::Dynamic, Value::Dynamic(Box::new(typed)))),
        ]
    })
}

proptest! {
    #[test]
    fn decode_undoes_encode_and_encode_undoes_decode((ty, value) in typed()) {
        let bytes = encode(&value);
        let read = decode(&bytes, &ty);
        prop_assert_eq!(read.as_ref(), Ok(&value));
        prop_assert_eq!(encode(&read.unwrap()), bytes);
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200), (ty, _) in typed()) {
        if let Ok(value) = decode(&bytes, &ty) {
            prop_assert_eq!(decode(&encode(&value), &ty), Ok(value));
        }
    }

    #[test]
    fn numbers_order_as_floats_do(a in any::<f64>(), b in any::<f64>()) {
        if let (Some(x), Some(y)) = (Number::from_f64(a), Number::from_f64(b)) {
            prop_assert_eq!(Some(x.cmp(&y)), a.partial_cmp(&b));
        }
    }
}
