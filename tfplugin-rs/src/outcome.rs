//! What an operation leaves behind.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::private::Private;

/// What is true after an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reality<M> {
    /// This.
    Is(M),
    /// What the state said before; after a creation, nothing.
    Unchanged,
    /// Nothing: it does not exist.
    Gone,
}

/// What is true after an operation, and what is to be said of it. An error beside a state keeps the state.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Outcome<M> {
    /// What is true now.
    pub reality: Reality<M>,
    /// Notes for the next operation; those the operation was given when it says nothing.
    pub private: Option<Private>,
    /// What to tell.
    pub diagnostics: Diagnostics,
}

impl<M> Outcome<M> {
    /// It is so.
    pub fn is(model: M) -> Self {
        Self { reality: Reality::Is(model), private: None, diagnostics: Diagnostics::none() }
    }

    /// It is as the state said.
    pub fn unchanged() -> Self {
        Self { reality: Reality::Unchanged, private: None, diagnostics: Diagnostics::none() }
    }

    /// It does not exist.
    pub fn gone() -> Self {
        Self { reality: Reality::Gone, private: None, diagnostics: Diagnostics::none() }
    }

    /// The same, with one more thing to tell.
    pub fn with(mut self, diagnostic: Diagnostic) -> Self {
        self.diagnostics.push(diagnostic);
        self
    }

    /// The same, with more things to tell.
    pub fn with_all(mut self, diagnostics: Diagnostics) -> Self {
        self.diagnostics.extend(diagnostics);
        self
    }

    /// The same, with notes for the next operation.
    pub fn noting(mut self, private: Private) -> Self {
        self.private = Some(private);
        self
    }

    /// The same, with another form of what is true.
    pub fn map<N>(self, form: impl FnOnce(M) -> N) -> Outcome<N> {
        let reality = match self.reality {
            Reality::Is(model) => Reality::Is(form(model)),
            Reality::Unchanged => Reality::Unchanged,
            Reality::Gone => Reality::Gone,
        };
        Outcome { reality, private: self.private, diagnostics: self.diagnostics }
    }
}
