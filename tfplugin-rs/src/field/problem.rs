//! Why a value does not fit a Rust type.

use std::fmt;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::path::{Path, Step};
use crate::planning::is_secret;
use crate::schema::Schema;
use crate::value::Value;

/// The kind of misfit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Known only after apply.
    Unknown,
    /// The user's mistake, in words: what was seen and what is allowed.
    Invalid(String),
    /// The value is not of the schema's type, or null where it cannot be: a bug, Terraform checks both.
    Mismatch(&'static str),
}

/// One misfit and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// From the value that was read.
    pub path: Path,
    /// What is wrong there.
    pub why: Why,
}

/// Every misfit of one value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// No misfit yet.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One misfit, right here.
    #[must_use]
    pub fn one(why: Why) -> Self {
        Self(vec![Problem { path: Path::root(), why }])
    }

    /// `value` is not `expected`, or not known yet.
    #[must_use]
    pub fn misfit(value: &Value, expected: &'static str) -> Self {
        Self::one(if value.is_unknown() { Why::Unknown } else { Why::Mismatch(expected) })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether waiting for values is all that is needed.
    #[must_use]
    pub fn is_only_unknown(&self) -> bool {
        self.0.iter().all(|problem| problem.why == Why::Unknown)
    }

    /// Adds the misfits of a part.
    pub fn extend(&mut self, more: Problems) {
        self.0.extend(more.0);
    }

    /// The same misfits, seen from the object around.
    #[must_use]
    pub fn under_attribute(self, name: &str) -> Self {
        self.under(&Step::Attribute(name.to_owned()))
    }

    /// The same misfits, seen from the value around.
    #[must_use]
    pub fn under(self, step: &Step) -> Self {
        let around = |problem: Problem| Problem {
            path: std::iter::once(step.clone()).chain(problem.path.steps().iter().cloned()).collect(),
            ..problem
        };
        Self(self.0.into_iter().map(around).collect())
    }

    /// Each misfit.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// What to tell of a value of `schema`: as [`Problems::diagnostics`], without what must not be shown.
    #[must_use]
    pub(crate) fn diagnostics_of(&self, schema: &Schema) -> Diagnostics {
        self.veiled(schema).diagnostics()
    }

    /// The same misfits of a value of `schema`, without the words of a mistake in what must not be shown, as they may hold
    /// the value.
    #[must_use]
    pub(crate) fn veiled(&self, schema: &Schema) -> Self {
        let veiled = |problem: &Problem| match &problem.why {
            Why::Invalid(_) if is_secret(schema, &problem.path) => {
                let text = "The value is none that is allowed here. It is sensitive, so it is not shown.";
                Problem { why: Why::Invalid(text.to_owned()), ..problem.clone() }
            }
            _ => problem.clone(),
        };
        Self(self.0.iter().map(veiled).collect())
    }

    /// What to tell: mistakes of the user and of the provider, not what is merely unknown.
    #[must_use]
    pub fn diagnostics(&self) -> Diagnostics {
        let tell = |problem: &Problem| match &problem.why {
            Why::Unknown => None,
            Why::Invalid(text) => {
                Some(Diagnostic::error("Invalid value").at(problem.path.clone()).detail(text.clone()))
            }
            Why::Mismatch(expected) => {
                let text = format!("The value of {} is not {expected}, as its schema says.", problem.path);
                Some(Diagnostic::bug(text).at(problem.path.clone()))
            }
        };
        self.0.iter().filter_map(tell).collect()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            match &problem.why {
                Why::Unknown => write!(f, "{separator}{} is not known yet", problem.path)?,
                Why::Invalid(text) => write!(f, "{separator}{}: {text}", problem.path)?,
                Why::Mismatch(expected) => write!(f, "{separator}{} is not {expected}", problem.path)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
