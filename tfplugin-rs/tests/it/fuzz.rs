//! The bodies of the fuzz targets as properties, on any bytes and on bytes that nearly read; and input that is as deep as it
//! can be, on a stack as small as a thread may have.

use proptest::collection::vec;
use proptest::prelude::*;
use tfplugin_rs::fuzz;
use tfplugin_rs::value::{Type, Value, decode};

type Body = fn(&[u8]);

const BODIES: [(&str, Body); 5] = [
    ("msgpack", fuzz::msgpack),
    ("state_json", fuzz::state_json),
    ("type_json", fuzz::type_json),
    ("upgrade", fuzz::upgrade),
    ("path", fuzz::path),
];

/// Inputs that read, for all bodies: a byte that chooses, and a value.
const SEEDS: [&[u8]; 12] = [
    b"\x02\x92\xc4\x0f[\"list\",\"bool\"]\x92\xc3\xc2",
    b"\x00\xc7\x09\x0c\x82\x01\xc2\x02\xa4pre-",
    b"\x01\xc7\x0b\x0c\x82\x03\x92\x01\xc3\x04\x92\xa3\x30.1\xc2",
    b"\x04\x91\x82\xa1a\xa1x\xa1b\xa4\x39\x39.9",
    b"\x07\x82\xa1a\x81\xa1k\x81\xa1b\x91\x92\x01\x02\xa1c\xc0",
    b"\x06\x92\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\x92\xa1a\xa1b",
    br#"[7]["object",{"a":["tuple",["number","string"]]},["a"]]"#,
    br#"["object",{"a":["tuple",["number","string"]]},["a"]]"#,
    b"\x02{\"type\":[\"list\",\"number\"],\"value\":[1.50,1e400,-0]}",
    b"\x07{\"a\":{\"k\":{\"b\":[[1,1,2]]}},\"c\":null}",
    b"\x01{\"create\":\"5m\",\"update\":null,\"more\":[{}]}",
    b"\x03\x08\x0d\x04\x07\x82\xa1a\x81\xa1b\x81\xa1b\x91\x92\x01\x02\xa1c\xc0",
];

/// A seed with some bytes changed, cut out or doubled.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..3_u8);
    (prop::sample::select(&SEEDS[..]), vec(change, 0..4)).prop_map(|(seed, changes)| {
        let mut bytes = seed.to_vec();
        for (place, byte, what) in changes {
            let at = place.index(bytes.len().max(1));
            match what {
                _ if bytes.is_empty() => bytes.push(byte),
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.extend_from_within(at..),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_keep_every_promise(bytes in prop_oneof![1 => vec(any::<u8>(), 0..300), 3 => nearly()]) {
        for (_, body) in BODIES {
            body(&bytes);
        }
    }
}

#[test]
fn the_seeds_read_as_they_are_meant_to() {
    let dynamic = &SEEDS[0][1..];
    assert_eq!(
        decode(dynamic, &Type::Dynamic),
        Ok(Value::Dynamic(Box::new((Type::List(Box::new(Type::Bool)), Value::List(vec![true.into(), false.into()])))))
    );
    assert!(Type::from_json(SEEDS[7]).is_ok());
    assert!(matches!(decode(&SEEDS[1][1..], &Type::String), Ok(Value::Unknown(promise)) if promise.prefix.is_some()));
}

/// Input of `depth` levels, one for each way to nest.
fn deep(depth: usize) -> Vec<Vec<u8>> {
    let dynamic = b"\x92\xc4\x09\"dynamic\"";
    let lists = ["[\"list\",".repeat(depth), "\"bool\"".to_owned(), "]".repeat(depth)].concat().into_bytes();
    let head = |choice: u8, level: &[u8]| [&[choice][..], &level.repeat(depth)].concat();
    let typed = {
        let length = u16::try_from(lists.len()).unwrap().to_be_bytes();
        [&[2, 0x92, 0xc5], &length[..], &lists, &vec![0x91; depth], &[0xc3]].concat()
    };
    let json = |open: &str, inner: &str, close: &str| {
        [&[2], open.repeat(depth).as_bytes(), inner.as_bytes(), close.repeat(depth).as_bytes()].concat()
    };
    vec![
        head(2, dynamic),
        head(3, b"\x91\x92\xc4\x10[\"list\",\"dynamic\"]"),
        head(0, b"\x91"),
        // A refinement with a key that nobody knows.
        [&[0, 0xc8, 0x03, 0xf0, 0x0c, 0x81, 0x07][..], &vec![0x91; 1_006]].concat(),
        typed,
        lists,
        json("[", "", "]"),
        json("{\"type\":\"dynamic\",\"value\":", "1", "}"),
        json("{\"old\":", "1", "}"),
    ]
}

#[test]
fn depth_is_an_error_and_never_an_abort() {
    for depth in [100, 127, 128, 129, 1_000] {
        for input in deep(depth) {
            for (name, body) in BODIES {
                let input = input.clone();
                let thread = std::thread::Builder::new().stack_size(SMALL_STACK);
                let done = thread.spawn(move || body(&input)).unwrap().join();
                assert!(done.is_ok(), "{name} at depth {depth}");
            }
        }
    }
}

/// Half of what a worker of the runtime has. A build for debugging takes the most.
const SMALL_STACK: usize = 1 << 20;

/// Each claims more than there is: nothing may be set aside for it.
#[test]
fn a_claimed_length_is_not_believed() {
    for claim in [
        &b"\xdd\xff\xff\xff\xff"[..],
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x0c",
    ] {
        for choice in 0..8 {
            fuzz::msgpack(&[&[choice], claim].concat());
            fuzz::msgpack(&[&[choice, 0x92, 0xc4, 0x10], &b"[\"list\",\"string\"]"[..], claim].concat());
        }
        for ty in [Type::String, Type::Dynamic, Type::List(Box::new(Type::Bool)), Type::Map(Box::new(Type::Bool))] {
            assert!(decode(claim, &ty).is_err(), "{claim:?} as {ty:?}");
        }
    }
    // A count is refused where it is claimed, before any element is read. Two follow here.
    let list = |claim: &[u8]| decode(&[claim, b"\xc3\xc3"].concat(), &Type::List(Box::new(Type::Bool)));
    let map = |claim: &[u8]| decode(&[claim, b"\xa1a\xc3"].concat(), &Type::Map(Box::new(Type::Bool)));
    assert_eq!((list(b"\xdc\x00\x02").is_ok(), map(b"\xde\x00\x01").is_ok()), (true, true));
    for refused in
        [list(b"\xdc\x00\x03"), list(b"\xdd\x00\x00\x00\x03"), map(b"\xde\x00\x02"), map(b"\xdf\x00\x00\x00\x02")]
    {
        assert_eq!(refused.unwrap_err().to_string(), "a collection claims more elements than there are bytes");
    }
}
