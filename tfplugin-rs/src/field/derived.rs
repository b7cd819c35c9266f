//! What derived code calls.

use std::collections::BTreeMap;

use crate::field::{Field, Keyword, Model, Problems, Why};
use crate::schema::{Attribute, Constraint, Kind, Need};
use crate::value::Value;

/// An attribute that holds a `T`. Nobody configures a part of what is computed as a whole.
#[must_use]
pub fn attribute<T: Field>(name: &str, need: Need, description: &str) -> Attribute {
    let kind = if need == Need::Computed { computed(T::kind()) } else { T::kind() };
    Attribute { words: T::words(), ..Attribute::new(name, kind, need, description) }
}

fn computed(kind: Kind) -> Kind {
    let inside = |attribute: Attribute| Attribute {
        need: Need::Computed,
        kind: computed(attribute.kind),
        default: None,
        replace: false,
        constraints: Vec::new(),
        ..attribute
    };
    match kind {
        Kind::Nested(nesting, attributes) => Kind::Nested(nesting, attributes.into_iter().map(inside).collect()),
        kind @ Kind::Value(_) => kind,
    }
}

/// The default of the attribute `name`, which must read as a `T`. The first test that asks for the schema finds one that
/// does not.
///
/// # Panics
/// In a build with debug assertions, when it does not.
#[must_use]
pub fn default_of<T: Field>(name: &str, default: Value) -> Value {
    if cfg!(debug_assertions) {
        let problems = T::from_value(&default).err().unwrap_or_default();
        assert!(problems.is_empty(), "The default of {name:?} is none: {problems}");
    }
    default
}

/// The object of a model's defaults, with null where there is none.
#[must_use]
pub fn defaults<M: Model>() -> Value {
    let default = |attribute: Attribute| (attribute.name, attribute.default.unwrap_or(Value::Null));
    Value::Object(M::attributes().into_iter().map(default).collect::<BTreeMap<_, _>>())
}

/// Reads a keyword.
///
/// # Errors
/// It is none of the words, and which there are.
pub fn keyword<K: Keyword>(value: &Value) -> Result<K, Problems> {
    let word = String::from_value(value)?;
    K::from_word(&word).ok_or_else(|| {
        let words = Constraint::OneOf(K::WORDS.iter().map(|(word, _)| *word).collect());
        Problems::one(Why::Invalid(format!("{word:?} was given; this must be {words}.")))
    })
}
