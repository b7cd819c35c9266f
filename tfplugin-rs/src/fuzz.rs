//! What must hold for any bytes: the readers of this crate never panic, never overflow the stack and never read a value that
//! they cannot write.
//!
//! Each function takes bytes as a fuzzer makes them and panics when a promise is broken. Tests run them as properties; the
//! crate's `fuzz` directory has a target for each, outside of the workspace, for `cargo fuzz run`.

use serde_json::json;

use crate::outcome::Outcome;
use crate::path::{Path, Step};
use crate::plugin::Plugin;
use crate::provider::Offers;
use crate::resource::{Context, Create, Current, Resource, Update, Upgrade};
use crate::schema::Schema;
use crate::state_json::{from_json, to_json};
use crate::value::{Type, Value, decode, encode};
use crate::view::{value_at, value_at_mut};

/// Types to read values of, in every nesting: the first byte of an input chooses one.
const TYPES: [&str; 8] = [
    r#""string""#,
    r#""number""#,
    r#""dynamic""#,
    r#"["list","dynamic"]"#,
    r#"["set",["object",{"a":"string","b":"number"}]]"#,
    r#"["map",["list","bool"]]"#,
    r#"["tuple",["number",["set","string"]]]"#,
    r#"["object",{"a":["map",["object",{"b":["list",["set","number"]]}]],"c":"dynamic"}]"#,
];

/// A type, and the bytes that are left to be a value of it.
fn chosen(bytes: &[u8]) -> (Type, &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let ty = TYPES[usize::from(*first) % TYPES.len()];
    (Type::from_json(ty.as_bytes()).expect("the table has types only"), rest)
}

/// msgpack: what is read is written in one form, which reads as the same value.
///
/// # Panics
/// When that does not hold.
pub fn msgpack(bytes: &[u8]) {
    let (ty, bytes) = chosen(bytes);
    let Ok(value) = decode(bytes, &ty) else { return };
    let written = encode(&value);
    assert_eq!(decode(&written, &ty).as_ref(), Ok(&value), "what was written reads otherwise");
    assert_eq!(encode(&value), written);
}

/// A state as Terraform stores it: what is read is written, and reads as the same value.
///
/// # Panics
/// When that does not hold.
pub fn state_json(bytes: &[u8]) {
    let (ty, bytes) = chosen(bytes);
    let Ok(value) = from_json(bytes, &ty) else { return };
    let written = to_json(&value).to_string();
    assert_eq!(from_json(written.as_bytes(), &ty), Ok(value), "{written} reads otherwise");
}

/// A type's JSON: what is read is written, and reads as the same type.
///
/// # Panics
/// When that does not hold.
pub fn type_json(bytes: &[u8]) {
    let Ok(ty) = Type::from_json(bytes) else { return };
    let written = ty.to_json().to_string();
    assert_eq!(Type::from_json(written.as_bytes()), Ok(ty), "{written} reads otherwise");
}

/// Stored state of any version, the first byte: upgraded and conformant, or refused with words.
///
/// # Panics
/// When that does not hold.
pub fn upgrade(bytes: &[u8]) {
    let (version, json) = bytes.split_first().unwrap_or((&0, &[]));
    let plugin = Plugin::new(Offers::<()>::new().resource(Stored));
    let version = i64::from(version % 5) - 1;
    match plugin.upgrade(Stored::TYPE, version, json) {
        Ok(state) => {
            let json = to_json(&state).to_string();
            assert_eq!(plugin.upgrade(Stored::TYPE, 2, json.as_bytes()), Ok(state), "{json} reads otherwise");
        }
        Err(told) => assert!(told.has_error()),
    }
}

/// Attribute paths, one step for each byte, on a value read from the rest: looking and changing find the same place, and no
/// way leads beyond a set.
///
/// # Panics
/// When that does not hold.
pub fn path(bytes: &[u8]) {
    let (count, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let (steps, rest) = rest.split_at(usize::from(count % 8).min(rest.len()));
    let (ty, bytes) = chosen(rest);
    let mut value = decode(bytes, &ty).unwrap_or(Value::Null);
    let name = |byte: u8| char::from(b'a' + byte % 4).to_string();
    let path: Path = steps
        .iter()
        .map(|byte| match byte % 4 {
            0 => Step::Attribute(name(byte / 4)),
            1 => Step::Key(name(byte / 4)),
            2 => Step::Index(usize::from(byte / 4)),
            _ => Step::Element,
        })
        .collect();
    assert_eq!(path.to_string().is_empty(), path.steps().is_empty());
    let seen = value_at(&value, &path).cloned();
    assert!(seen.as_ref().is_none_or(Value::is_unknown) || !path.steps().contains(&Step::Element));
    let place = value_at_mut(&mut value, &path).map(|place| std::mem::replace(place, Value::Bool(true)));
    // Looking answers with an unknown on the way; there is no place in one to change.
    assert!(place.is_none() || place == seen);
    assert!(place.is_none() || value_at(&value, &path) == Some(&Value::Bool(true)));
    let _ = Path::from(&*String::from_utf8_lossy(bytes)).to_string();
}

/// A resource with a past.
struct Stored;

impl Resource for Stored {
    type Client = ();
    type Model = crate::timeouts::Timeouts;
    const TYPE: &'static str = "fuzz_stored";

    fn schema(&self) -> Schema {
        Schema::of::<Self::Model>().version(2)
    }

    async fn create(&self, request: Create<'_, Self::Model>, _context: Context<()>) -> Outcome<Self::Model> {
        Outcome::is(request.planned)
    }

    async fn update(&self, request: Update<'_, Self::Model>, _context: Context<()>) -> Outcome<Self::Model> {
        Outcome::is(request.planned)
    }

    async fn delete(&self, _request: Current<Self::Model>, _context: Context<()>) -> Outcome<Self::Model> {
        Outcome::gone()
    }

    fn upgrades(&self) -> Vec<Upgrade> {
        let wrapped = |state: serde_json::Value| Ok(json!({ "old": state }));
        let unwrapped = |mut state: serde_json::Value| match state.get_mut("old") {
            Some(old) => Ok(old.take()),
            None => Err("it has nothing old in it.".to_owned()),
        };
        vec![Upgrade { from: 0, to: 1, step: wrapped }, Upgrade { from: 1, to: 2, step: unwrapped }]
    }
}
