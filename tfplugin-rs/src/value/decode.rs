//! msgpack to values, directed by the type.

use std::collections::BTreeMap;

use super::reader::{Reader, Token};
use super::{Bound, MAX_DEPTH, Number, Refinement, Type, Value};

/// The extension that marks an unknown value with refinements.
pub(super) const REFINED: i8 = 12;

/// Largest payload of that extension that go-cty reads. One of a single byte, or of none, promises nothing.
const LARGEST_REFINEMENT: usize = 1_024;

/// The bytes are not a value of the type. Says where, never what: the value may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", if path.is_empty() { String::new() } else { format!(" (at {})", path.concat()) })]
pub struct DecodeError {
    what: String,
    path: Vec<String>,
}

impl DecodeError {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), path: Vec::new() }
    }

    fn under(mut self, step: String) -> Self {
        self.path.insert(0, step);
        self
    }
}

/// Reads one value of type `ty` from msgpack. No bytes at all are null, as an absent `DynamicValue` is.
///
/// # Errors
/// [`DecodeError`] when the bytes are malformed, deeper than [`MAX_DEPTH`], not of the type, or more than one value.
pub fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let mut reader = Reader::new(bytes);
    let value = read(&mut reader, ty, 0)?;
    if reader.is_empty() { Ok(value) } else { Err(DecodeError::new("bytes follow the value")) }
}

/// One value. Each way to nest is a function of its own with one loop, and so are the leaves: in a build for debugging, what
/// this function holds it holds once for each level.
fn read(reader: &mut Reader<'_>, ty: &Type, depth: usize) -> Result<Value, DecodeError> {
    if depth > MAX_DEPTH {
        return too_deep();
    }
    match (reader.next()?, ty) {
        (Token::Array(count), Type::List(element)) => list(reader, count, element, depth + 1),
        (Token::Array(count), Type::Set(element)) => set(reader, count, element, depth + 1),
        (Token::Array(count), Type::Tuple(types)) => tuple(reader, count, types, depth + 1),
        (Token::Map(count), Type::Map(element)) => map(reader, count, element, depth + 1),
        (Token::Map(count), Type::Object(types, _)) => object(reader, count, types, depth + 1),
        (Token::Array(2), Type::Dynamic) => dynamic(reader, depth + 1),
        (token, ty) => leaf(token, ty),
    }
}

fn too_deep() -> Result<Value, DecodeError> {
    Err(DecodeError::new(format!("the value is nested deeper than {MAX_DEPTH}")))
}

fn leaf(token: Token<'_>, ty: &Type) -> Result<Value, DecodeError> {
    match (token, ty) {
        (Token::Nil, _) => Ok(Value::Null),
        (Token::Ext(REFINED, payload), _) if payload.len() > 1 => refinement(payload).map(Value::refined),
        (Token::Ext(..), _) => Ok(Value::unknown()),
        (Token::Bool(flag), Type::Bool) => Ok(Value::Bool(flag)),
        (Token::Number(number), Type::Number) => Ok(Value::Number(number)),
        (Token::Str(text), Type::Number) => {
            text.parse().map(Value::Number).map_err(|_| DecodeError::new("a number is not a decimal"))
        }
        (Token::Str(text), Type::String) => Ok(Value::String(text.to_owned())),
        (_, ty) => Err(DecodeError::new(format!("a value of type {} is wanted", ty.to_json()))),
    }
}

fn list(reader: &mut Reader<'_>, count: usize, element: &Type, depth: usize) -> Result<Value, DecodeError> {
    elements(reader, count, element, depth).map(Value::List)
}

fn set(reader: &mut Reader<'_>, count: usize, element: &Type, depth: usize) -> Result<Value, DecodeError> {
    elements(reader, count, element, depth).map(Value::set)
}

fn elements(reader: &mut Reader<'_>, count: usize, ty: &Type, depth: usize) -> Result<Vec<Value>, DecodeError> {
    let mut all = Vec::new();
    for position in 0..count {
        match read(reader, ty, depth) {
            Ok(value) => all.push(value),
            Err(err) => return Err(err.under(format!("[{position}]"))),
        }
    }
    Ok(all)
}

fn tuple(reader: &mut Reader<'_>, count: usize, types: &[Type], depth: usize) -> Result<Value, DecodeError> {
    if count != types.len() {
        return Err(DecodeError::new(format!("{} elements are wanted, {count} came", types.len())));
    }
    let mut all = Vec::new();
    for (position, ty) in types.iter().enumerate() {
        match read(reader, ty, depth) {
            Ok(value) => all.push(value),
            Err(err) => return Err(err.under(format!("[{position}]"))),
        }
    }
    Ok(Value::Tuple(all))
}

fn map(reader: &mut Reader<'_>, count: usize, ty: &Type, depth: usize) -> Result<Value, DecodeError> {
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        let key = key(reader)?;
        entry(&mut entries, key, read(reader, ty, depth))?;
    }
    Ok(Value::Map(entries))
}

fn object(
    reader: &mut Reader<'_>,
    count: usize,
    types: &BTreeMap<String, Type>,
    depth: usize,
) -> Result<Value, DecodeError> {
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        let key = key(reader)?;
        let Some(ty) = types.get(key) else { return Err(DecodeError::new(format!("there is no attribute {key:?}"))) };
        entry(&mut entries, key, read(reader, ty, depth))?;
    }
    match types.keys().find(|name| !entries.contains_key(*name)) {
        Some(missing) => Err(DecodeError::new(format!("attribute {missing:?} is missing"))),
        None => Ok(Value::Object(entries)),
    }
}

fn key<'a>(reader: &mut Reader<'a>) -> Result<&'a str, DecodeError> {
    match reader.next()? {
        Token::Str(key) => Ok(key),
        _ => Err(DecodeError::new("a key is not a string")),
    }
}

fn entry(
    entries: &mut BTreeMap<String, Value>,
    key: &str,
    read: Result<Value, DecodeError>,
) -> Result<(), DecodeError> {
    let value = read.map_err(|err| err.under(format!(".{key}")))?;
    match entries.insert(key.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err(DecodeError::new(format!("key {key:?} comes twice"))),
    }
}

fn dynamic(reader: &mut Reader<'_>, depth: usize) -> Result<Value, DecodeError> {
    let ty = own_type(reader)?;
    let value = read(reader, &ty, depth)?;
    Ok(Value::Dynamic(Box::new((ty, value))))
}

fn own_type(reader: &mut Reader<'_>) -> Result<Type, DecodeError> {
    match reader.next()? {
        Token::Bin(json) => Type::from_json(json).map_err(|err| DecodeError::new(err.to_string())),
        _ => Err(DecodeError::new("a dynamic value does not begin with its type")),
    }
}

/// Reads the promises of an unknown value. Keys that a later protocol adds are passed over.
fn refinement(payload: &[u8]) -> Result<Refinement, DecodeError> {
    let wrong = || DecodeError::new("the refinement of an unknown value is malformed");
    if payload.len() > LARGEST_REFINEMENT {
        return Err(wrong());
    }
    let mut reader = Reader::new(payload);
    let Token::Map(count) = reader.next()? else { return Err(wrong()) };
    let mut refined = Refinement::default();
    for _ in 0..count {
        let Token::Number(key) = reader.next()? else { return Err(wrong()) };
        match (key.as_i64(), reader.next()?) {
            (Some(1), Token::Bool(null)) => refined.null = Some(null),
            (Some(2), Token::Str(prefix)) => refined.prefix = Some(prefix.to_owned()),
            (Some(3), Token::Array(2)) => refined.min = Some(bound(&mut reader)?),
            (Some(4), Token::Array(2)) => refined.max = Some(bound(&mut reader)?),
            (Some(5), Token::Number(length)) => refined.min_length = length.as_i64(),
            (Some(6), Token::Number(length)) => refined.max_length = length.as_i64(),
            (_, token) => skip(&mut reader, &token, 0)?,
        }
    }
    Ok(refined)
}

fn bound(reader: &mut Reader<'_>) -> Result<Bound, DecodeError> {
    let wrong = || DecodeError::new("a refinement's bound is malformed");
    let value: Number = match reader.next()? {
        Token::Number(number) => number,
        Token::Str(text) => text.parse().map_err(|_| wrong())?,
        _ => return Err(wrong()),
    };
    match reader.next()? {
        Token::Bool(inclusive) => Ok(Bound { value, inclusive }),
        _ => Err(wrong()),
    }
}

fn skip(reader: &mut Reader<'_>, token: &Token<'_>, depth: usize) -> Result<(), DecodeError> {
    if depth > MAX_DEPTH {
        return Err(DecodeError::new("a refinement is nested too deep"));
    }
    let inner = match token {
        Token::Array(count) => *count,
        Token::Map(count) => count * 2,
        _ => 0,
    };
    for _ in 0..inner {
        let token = reader.next()?;
        skip(reader, &token, depth + 1)?;
    }
    Ok(())
}
