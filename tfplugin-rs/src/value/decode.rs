//! msgpack to values, directed by the type.

use std::collections::BTreeMap;

use super::reader::{Reader, Token};
use super::{Bound, MAX_DEPTH, Number, Refinement, Type, Value};

/// The extension that marks an unknown value with refinements.
pub(super) const REFINED: i8 = 12;

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

fn read(reader: &mut Reader<'_>, ty: &Type, depth: usize) -> Result<Value, DecodeError> {
    if depth > MAX_DEPTH {
        return Err(DecodeError::new(format!("the value is nested deeper than {MAX_DEPTH}")));
    }
    let depth = depth + 1;
    match (reader.next()?, ty) {
        (Token::Nil, _) => Ok(Value::Null),
        (Token::Ext(REFINED, payload), _) => refinement(payload).map(Value::Unknown),
        (Token::Ext(..), _) => Ok(Value::unknown()),
        (Token::Bool(flag), Type::Bool) => Ok(Value::Bool(flag)),
        (Token::Number(number), Type::Number) => Ok(Value::Number(number)),
        (Token::Str(text), Type::Number) => {
            text.parse().map(Value::Number).map_err(|_| DecodeError::new("a number is not a decimal"))
        }
        (Token::Str(text), Type::String) => Ok(Value::String(text.to_owned())),
        (Token::Array(count), Type::List(element)) => elements(reader, count, depth, |_| Ok(element)).map(Value::List),
        (Token::Array(count), Type::Set(element)) => elements(reader, count, depth, |_| Ok(element)).map(Value::set),
        (Token::Array(count), Type::Tuple(types)) => {
            if count != types.len() {
                return Err(DecodeError::new(format!("{} elements are wanted, {count} came", types.len())));
            }
            elements(reader, count, depth, |n| Ok(&types[n])).map(Value::Tuple)
        }
        (Token::Map(count), Type::Map(element)) => entries(reader, count, depth, |_| Ok(element)).map(Value::Map),
        (Token::Map(count), Type::Object(types, _)) => {
            let attributes = entries(reader, count, depth, |name| {
                types.get(name).ok_or_else(|| DecodeError::new(format!("there is no attribute {name:?}")))
            })?;
            match types.keys().find(|name| !attributes.contains_key(*name)) {
                Some(missing) => Err(DecodeError::new(format!("attribute {missing:?} is missing"))),
                None => Ok(Value::Object(attributes)),
            }
        }
        (Token::Array(2), Type::Dynamic) => {
            let Token::Bin(json) = reader.next()? else {
                return Err(DecodeError::new("a dynamic value does not begin with its type"));
            };
            let ty = Type::from_json(json).map_err(|err| DecodeError::new(err.to_string()))?;
            let value = read(reader, &ty, depth)?;
            Ok(Value::Dynamic(Box::new((ty, value))))
        }
        (_, ty) => Err(DecodeError::new(format!("a value of type {} is wanted", ty.to_json()))),
    }
}

fn elements<'t>(
    reader: &mut Reader<'_>,
    count: usize,
    depth: usize,
    ty: impl Fn(usize) -> Result<&'t Type, DecodeError>,
) -> Result<Vec<Value>, DecodeError> {
    (0..count).map(|n| read(reader, ty(n)?, depth).map_err(|err| err.under(format!("[{n}]")))).collect()
}

fn entries<'t>(
    reader: &mut Reader<'_>,
    count: usize,
    depth: usize,
    ty: impl Fn(&str) -> Result<&'t Type, DecodeError>,
) -> Result<BTreeMap<String, Value>, DecodeError> {
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        let Token::Str(key) = reader.next()? else { return Err(DecodeError::new("a key is not a string")) };
        let value = read(reader, ty(key)?, depth).map_err(|err| err.under(format!(".{key}")))?;
        if entries.insert(key.to_owned(), value).is_some() {
            return Err(DecodeError::new(format!("key {key:?} comes twice")));
        }
    }
    Ok(entries)
}

/// Reads the promises of an unknown value. Keys that a later protocol adds are passed over.
fn refinement(payload: &[u8]) -> Result<Refinement, DecodeError> {
    let wrong = || DecodeError::new("the refinement of an unknown value is malformed");
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
