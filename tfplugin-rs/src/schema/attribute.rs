//! One attribute.

#[cfg(doc)]
use crate::field::Field;
use crate::schema::Constraint;
use crate::value::{Type, Value};

/// How several of a nested thing are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// Objects in order.
    List,
    /// Distinct objects.
    Set,
    /// Objects by key.
    Map,
}

/// What an attribute holds.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A value of a type.
    Value(Type),
    /// One or more objects whose attributes have needs, defaults and descriptions of their own.
    Nested(Nesting, Vec<Attribute>),
}

impl Kind {
    /// The type of its values.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Value(ty) => ty.clone(),
            Self::Nested(nesting, attributes) => {
                let object =
                    Type::object(attributes.iter().map(|attribute| (attribute.name.clone(), attribute.kind.ty())));
                match nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::List(Box::new(object)),
                    Nesting::Set => Type::Set(Box::new(object)),
                    Nesting::Map => Type::Map(Box::new(object)),
                }
            }
        }
    }
}

/// Who gives an attribute its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The configuration must.
    Required,
    /// The configuration may.
    Optional,
    /// The provider does.
    Computed,
    /// The configuration may; when it does not, the provider does.
    OptionalComputed,
}

impl Need {
    /// Whether the configuration may set it.
    #[must_use]
    pub fn is_configurable(self) -> bool {
        self != Self::Computed
    }

    /// Whether the provider may set it.
    #[must_use]
    pub fn is_computed(self) -> bool {
        matches!(self, Self::Computed | Self::OptionalComputed)
    }
}

/// What an update plans for a computed attribute that the configuration leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Computed {
    /// It may change with anything: known after apply.
    #[default]
    Anew,
    /// It never changes once it is known.
    Keep,
    /// It changes only when one of these root attributes does.
    With(Vec<&'static str>),
}

/// One attribute of an object.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name in HCL: lower case, digits and underscores.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Who sets it.
    pub need: Need,
    /// Markdown for the documentation.
    pub description: String,
    /// Terraform hides its value.
    pub sensitive: bool,
    /// Its value reaches the provider and never the plan or the state.
    pub write_only: bool,
    /// What to use instead, when it is on its way out.
    pub deprecated: Option<String>,
    /// The value when the configuration leaves it out. Such an attribute is optional and computed on the wire.
    pub default: Option<Value>,
    /// What an update plans when the configuration leaves it out.
    pub computed: Computed,
    /// A change means another object: destroy and create.
    pub replace: bool,
    /// What a configured value must satisfy.
    pub constraints: Vec<Constraint>,
    /// The words that it, or each of its elements, is drawn from, with what each means: see [`Field::words`].
    pub words: &'static [(&'static str, &'static str)],
}

impl Attribute {
    /// An attribute of which only these are said; the rest is off.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind, need: Need, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind,
            need,
            description: description.into(),
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            computed: Computed::Anew,
            replace: false,
            constraints: Vec::new(),
            words: &[],
        }
    }
}
