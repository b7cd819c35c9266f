//! Rust types as attributes: each says what it looks like in a schema, and reads and writes its value.
//!
//! An unknown value inside a plain type makes the whole of it unknown, up to the nearest [`Attr`].

mod attr;
mod collection;
pub mod derived;
mod keyword;
mod problem;
mod scalar;

use std::collections::BTreeMap;

use crate::schema::{Attribute, Kind, Nesting};
use crate::value::Value;

pub use attr::Attr;
pub use collection::Dynamic;
pub use keyword::Keyword;
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

    /// The words that it, or each of its elements, is drawn from, with what each means; none when it is no
    /// [`Keyword`]. Reading refuses others, so this is for the documentation.
    #[must_use]
    fn words() -> &'static [(&'static str, &'static str)] {
        &[]
    }
}

/// A struct whose fields are attributes: what `#[derive(Model)]` implements, together with [`Field`] as a single nested
/// object. Doc comments become descriptions.
///
/// A field of type `T` is required, or optional when it has a default; `Option<T>` is optional, and so is [`Attr<T>`],
/// which can also be not known yet. `#[attr(...)]` takes, between commas:
///
/// | option | meaning |
/// |---|---|
/// | `required`, `optional`, `computed`, `optional_computed` | who gives the value, where the type does not say it; an optional collection is empty when left out |
/// | `default = VALUE` | a literal, `[]`, `{}`, a function without arguments, or anything that is `Into<Value>` |
/// | `default` | of a nested model: the object of its attributes' defaults |
/// | `keep`, `changes_with("ATTRIBUTE", ...)` | when a computed value changes: never, or with these root attributes |
/// | `replace` | a change means another object |
/// | `sensitive`, `write_only`, `deprecated = "WHAT TO USE"`, `name = "NAME"` | as they say |
/// | `one_of("WORD", ...)`, `between(LOW, HIGH)`, `length(LOW, HIGH)`, `must("WHAT IT MUST BE", CHECK)` | constraints |
///
/// ```
/// use tfplugin_rs::{Attr, Model};
///
/// /// A bucket.
/// #[derive(Debug, Model)]
/// struct Bucket {
///     /// Its name.
///     #[attr(replace, length(3, 63))]
///     name: String,
///     /// How many versions of an object it keeps.
///     #[attr(default = 1, between(1, 100))]
///     versions: i64,
///     /// Where it answers.
///     #[attr(computed, changes_with("name"))]
///     url: Attr<String>,
/// }
///
/// assert_eq!(Bucket::description(), "A bucket.");
/// assert_eq!(Bucket::attributes()[1].default, Some(1.into()));
/// ```
pub trait Model: Field {
    /// Its attributes in the order of declaration.
    fn attributes() -> Vec<Attribute>;

    /// Its documentation, in Markdown.
    fn description() -> &'static str;
}

/// Nothing: the configuration of a provider that needs none.
impl Field for () {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Vec::new())
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        if matches!(value, Value::Object(_)) { Ok(()) } else { Err(Problems::misfit(value, "an object")) }
    }

    fn to_value(&self) -> Value {
        Value::Object(BTreeMap::new())
    }
}

impl Model for () {
    fn attributes() -> Vec<Attribute> {
        Vec::new()
    }

    fn description() -> &'static str {
        ""
    }
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
    default: Option<&dyn Fn() -> Value>,
    problems: &mut Problems,
) -> Option<T> {
    let read = match (object.get(name), default) {
        (None | Some(Value::Null), Some(default)) => T::from_value(&default()),
        (None, None) => T::from_value(&Value::Null),
        (Some(value), _) => T::from_value(value),
    };
    read.map_err(|found| problems.extend(found.under_attribute(name))).ok()
}
