//! Rust types as attributes: each says what it looks like in a schema, and reads and writes its value.
//!
//! An unknown value inside a plain type makes the whole of it unknown, up to the nearest [`Attr`].

mod attr;
mod collection;
mod problem;
mod scalar;

use std::collections::BTreeMap;

use crate::schema::{Attribute, Kind, Nesting};
use crate::value::Value;

pub use attr::Attr;
pub use collection::Dynamic;
pub use problem::{Problem, Problems, Why};

/// A Rust type that an attribute can hold.
pub trait Field: Sized {
    /// What it looks like in a schema.
    fn kind() -> Kind;

    /// Reads a value.
    ///
    /// # Errors
    /// All that is wrong with it, each with its path from here.
    fn from_value(value: &Value) -> Result<Self, Problems>;

    /// Writes it.
    fn to_value(&self) -> Value;
}

/// A struct whose fields are attributes: what `#[derive(Model)]` implements, together with [`Field`] as a single nested
/// object.
pub trait Model: Field {
    /// Its attributes in the order of declaration.
    fn attributes() -> Vec<Attribute>;

    /// Its documentation, in Markdown.
    fn description() -> &'static str;
}

/// The kind of a field that holds several of `element`: nested objects stay nested.
fn kind_of_many(element: Kind, nesting: Nesting) -> Kind {
    use crate::value::Type;
    match element {
        Kind::Nested(Nesting::Single, attributes) => Kind::Nested(nesting, attributes),
        other => {
            let element = Box::new(other.ty());
            Kind::Value(match nesting {
                Nesting::Single => *element,
                Nesting::List => Type::List(element),
                Nesting::Set => Type::Set(element),
                Nesting::Map => Type::Map(element),
            })
        }
    }
}

/// Reads one attribute of an object: what a derived [`Field::from_value`] calls for each of its fields. A value that is
/// null, or missing, is read as `default` where there is one. What is wrong is added to `problems`.
pub fn read_attribute<T: Field>(
    object: &BTreeMap<String, Value>,
    name: &str,
    default: Option<Value>,
    problems: &mut Problems,
) -> Option<T> {
    let value = match (object.get(name), default) {
        (None | Some(Value::Null), Some(default)) => default,
        (None, None) => Value::Null,
        (Some(value), _) => value.clone(),
    };
    T::from_value(&value).map_err(|found| problems.extend(found.under_attribute(name))).ok()
}
