//! Answers in XML, of IAM, STS, EC2 and Elastic Load Balancing.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::Response;
use quick_xml::DeError;
use quick_xml::events::Event;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};

use super::refusal;
use crate::ApiError;

/// What a successful answer of EC2 holds, or the refusal.
pub(super) fn answer<T: DeserializeOwned>(answer: &Response<Bytes>, operation: &str) -> Result<T, ApiError> {
    if !answer.status().is_success() {
        return Err(refusal::xml(answer));
    }
    let malformed = |why: &str| refusal::malformed(answer, why);
    let text = std::str::from_utf8(answer.body()).map_err(|_| malformed("not UTF-8"))?;
    if root(text).and_then(|root| root.strip_suffix("Response").map(|name| name == operation)) != Some(true) {
        return Err(malformed("its root is not the operation's"));
    }
    quick_xml::de::from_str(text).map_err(|err| malformed(&describe(&err)))
}

/// What a successful answer of any other of them holds, which is an element deeper than EC2's.
pub(super) fn result<T: DeserializeOwned>(from: &Response<Bytes>, operation: &str) -> Result<T, ApiError> {
    answer(from, operation).map(|Wrapped(result)| result)
}

/// A successful answer that says nothing.
pub(super) fn done(from: &Response<Bytes>, operation: &str) -> Result<(), ApiError> {
    answer::<Nothing>(from, operation).map(|Nothing {}| ())
}

#[derive(Deserialize)]
struct Nothing {}

/// The name of the outermost element.
fn root(text: &str) -> Option<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => return String::from_utf8(tag.local_name().as_ref().to_vec()).ok(),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// What is wrong, without a word of the body: it may hold secrets.
fn describe(err: &DeError) -> String {
    match err {
        DeError::Custom(text) if text.starts_with("missing field") => text.clone(),
        DeError::InvalidXml(_) | DeError::UnexpectedEof => "not well-formed XML".to_owned(),
        _ => "an element is not of its documented type".to_owned(),
    }
}

/// The element whose name ends in `Result`.
struct Wrapped<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Wrapped<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Unwrap(PhantomData)).map(Self)
    }
}

struct Unwrap<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Unwrap<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element with a result in it")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut result = None;
        while let Some(name) = map.next_key::<String>()? {
            if name.ends_with("Result") {
                result = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        result.ok_or_else(|| de::Error::missing_field("…Result"))
    }
}

/// A list: `item` elements in EC2, `member` elements elsewhere.
#[derive(Deserialize)]
struct List<T> {
    #[serde(default = "Vec::new", alias = "member")]
    item: Vec<T>,
}

/// For `deserialize_with`, beside `default`: a list.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    List::deserialize(from).map(|List { item }| item)
}

/// For `deserialize_with`, beside `default`: tags.
pub(super) fn tags<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    #[derive(Deserialize)]
    struct Tag {
        #[serde(alias = "Key")]
        key: String,
        #[serde(default, alias = "Value")]
        value: String,
    }
    Ok(list(from)?.into_iter().map(|Tag { key, value }| (key, value)).collect())
}

/// For `deserialize_with`, beside `default`: text, of which an empty element is none.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(String::deserialize(from)?).filter(|text| !text.is_empty()))
}

/// For `deserialize_with`, beside `default`: a point in time.
pub(super) fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<jiff::Timestamp>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(|_| D::Error::custom("not an RFC 3339 time"))
}
