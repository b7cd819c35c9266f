//! What is promised about a value that is not known yet.

use std::ops::Deref;

use super::Number;

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound {
    /// The end itself.
    pub value: Number,
    /// Whether the end belongs to the range.
    pub inclusive: bool,
}

/// Promises about an unknown value. A provider that plans one must keep it in apply. The default promises nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Refinement {
    /// `Some(false)`: will not be null. `Some(true)`: will be.
    pub null: Option<bool>,
    /// The text will start so. At most 256 bytes on the wire.
    pub prefix: Option<String>,
    /// The number will not be less.
    pub min: Option<Bound>,
    /// The number will not be greater.
    pub max: Option<Bound>,
    /// The collection will have at least so many elements.
    pub min_length: Option<i64>,
    /// The collection will have at most so many elements.
    pub max_length: Option<i64>,
}

impl Refinement {
    /// Whether nothing is promised.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == NOTHING
    }
}

/// Nothing is promised.
static NOTHING: Refinement =
    Refinement { null: None, prefix: None, min: None, max: None, min_length: None, max_length: None };

/// What is promised about one unknown value. It reads as a [`Refinement`], which is large and rare: where nothing is promised,
/// there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Promises(Option<Box<Refinement>>);

impl From<Refinement> for Promises {
    fn from(promised: Refinement) -> Self {
        Self((!promised.is_empty()).then(|| Box::new(promised)))
    }
}

impl Deref for Promises {
    type Target = Refinement;

    fn deref(&self) -> &Refinement {
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}
