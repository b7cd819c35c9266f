//! An attribute that can be absent or not known yet.

use crate::field::{Field, Problems};
use crate::schema::Kind;
use crate::value::Value;

/// A value, its absence, or the promise of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attr<T> {
    /// Absent.
    #[default]
    Null,
    /// Known after apply: the value itself, or something inside it.
    Unknown,
    /// Here.
    Known(T),
}

impl<T> Attr<T> {
    /// The value, when it is known and not null.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// The value, when it is known and not null.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether it is absent.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is not known yet.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// `None` is null.
impl<T> From<Option<T>> for Attr<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

impl<T: Field> Field for Attr<T> {
    fn kind() -> Kind {
        T::kind()
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        match value {
            Value::Null => Ok(Self::Null),
            Value::Unknown(_) => Ok(Self::Unknown),
            value => match T::from_value(value) {
                Ok(known) => Ok(Self::Known(known)),
                Err(problems) if problems.is_only_unknown() => Ok(Self::Unknown),
                Err(problems) => Err(problems),
            },
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::unknown(),
            Self::Known(value) => value.to_value(),
        }
    }

    fn words() -> &'static [(&'static str, &'static str)] {
        T::words()
    }
}
