//! Terraform values: what an attribute can hold, and how it travels.
//!
//! Source: <https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md>.

mod decode;
mod encode;
mod number;
mod reader;
mod refinement;
mod ty;

use std::collections::BTreeMap;

pub use decode::{DecodeError, decode};
pub use encode::encode;
pub use number::{Number, NumberError};
pub use refinement::{Bound, Promises, Refinement};
pub use ty::{Type, TypeError};

/// Deepest nesting that is decoded. Terraform's own values stay far below; deeper input is hostile or a bug.
pub const MAX_DEPTH: usize = 128;

/// One Terraform value. Null and unknown carry no type: the schema's [`Type`] gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Absent.
    Null,
    /// Known after apply, with what is promised about it already.
    Unknown(Promises),
    /// `true` or `false`.
    Bool(bool),
    /// An exact decimal, or an infinity.
    Number(Number),
    /// Unicode text.
    String(String),
    /// Elements of one type, in order.
    List(Vec<Value>),
    /// Distinct elements of one type; kept sorted, so that equal sets are equal values.
    Set(Vec<Value>),
    /// Elements of one type by key.
    Map(BTreeMap<String, Value>),
    /// One value for each attribute of the type.
    Object(BTreeMap<String, Value>),
    /// Elements, each of a type of its own.
    Tuple(Vec<Value>),
    /// A value of a dynamic attribute, with the type that came with it.
    Dynamic(Box<(Type, Value)>),
}

impl Value {
    /// An unknown value of which nothing is promised.
    #[must_use]
    pub fn unknown() -> Self {
        Self::Unknown(Promises::default())
    }

    /// An unknown value of which this is promised.
    #[must_use]
    pub fn refined(promised: Refinement) -> Self {
        Self::Unknown(promised.into())
    }

    /// A set of `elements`: sorted, each once. Elements with something unknown in them may still turn out to differ, and are
    /// all kept, as Terraform does.
    #[must_use]
    pub fn set(elements: impl IntoIterator<Item = Value>) -> Self {
        let mut elements: Vec<_> = elements.into_iter().collect();
        elements.sort();
        elements.dedup_by(|one, other| one == other && one.is_wholly_known());
        Self::Set(elements)
    }

    /// Whether this is [`Value::Null`].
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether this is [`Value::Unknown`].
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether nothing in this value, at any depth, is unknown.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(all) | Self::Set(all) | Self::Tuple(all) => all.iter().all(Self::is_wholly_known),
            Self::Map(all) | Self::Object(all) => all.values().all(Self::is_wholly_known),
            Self::Dynamic(inner) => inner.1.is_wholly_known(),
        }
    }

    /// The same value with `stand_in` in place of everything unknown, at any depth.
    #[must_use]
    pub(crate) fn with_unknowns(self, stand_in: &Self) -> Self {
        let all = |values: Vec<Self>| values.into_iter().map(|one| one.with_unknowns(stand_in)).collect();
        let each = |values: BTreeMap<String, Self>| {
            values.into_iter().map(|(key, one)| (key, one.with_unknowns(stand_in))).collect()
        };
        match self {
            Self::Unknown(_) => stand_in.clone(),
            Self::List(values) => Self::List(all(values)),
            Self::Tuple(values) => Self::Tuple(all(values)),
            Self::Set(values) => Self::set(values.into_iter().map(|one| one.with_unknowns(stand_in))),
            Self::Map(values) => Self::Map(each(values)),
            Self::Object(values) => Self::Object(each(values)),
            Self::Dynamic(inner) => {
                let (ty, value) = *inner;
                Self::Dynamic(Box::new((ty, value.with_unknowns(stand_in))))
            }
            known @ (Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_)) => known,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Self::Number(whole.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A large set is thousands of values: none is larger than a number.
    #[test]
    fn a_value_is_small() {
        assert_eq!(size_of::<Value>(), size_of::<Number>());
    }
}
