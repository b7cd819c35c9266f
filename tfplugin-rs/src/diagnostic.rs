//! What a person is told.

use std::fmt;

use crate::path::Path;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The operation did not do what was asked.
    Error,
    /// It did, and there is something to act on.
    Warning,
}

/// One message: what was seen, what is true now, what to do next, and the attribute it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable, short, without names and without a full stop.
    pub summary: String,
    /// What was seen and what is true now.
    pub detail: String,
    /// The attribute it is about; the root when it is about the whole.
    pub path: Path,
}

impl Diagnostic {
    /// An error with its `summary`.
    pub fn error(summary: impl Into<String>) -> Self {
        Self { severity: Severity::Error, summary: summary.into(), detail: String::new(), path: Path::root() }
    }

    /// A warning with its `summary`.
    pub fn warning(summary: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(summary) }
    }

    /// An error that is the provider's own fault, whatever the configuration was.
    pub fn bug(what: impl fmt::Display) -> Self {
        Self::error("Bug in the provider")
            .detail(what.to_string())
            .next_step("Please report this to the provider's developers, with the configuration that led here.")
    }

    /// Names the attribute it is about.
    pub fn at(mut self, path: impl Into<Path>) -> Self {
        self.path = path.into();
        self
    }

    /// Says what was seen and what is true now.
    pub fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = text.into();
        self
    }

    /// Says what to do next: a paragraph of its own after the detail.
    pub fn next_step(mut self, text: impl AsRef<str>) -> Self {
        if !self.detail.is_empty() {
            self.detail.push_str("\n\n");
        }
        self.detail.push_str(text.as_ref());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.severity, self.summary)?;
        if !self.path.steps().is_empty() {
            write!(f, " (at {})", self.path)?;
        }
        if self.detail.is_empty() { Ok(()) } else { write!(f, "\n{}", self.detail) }
    }
}

/// Everything an operation has to say, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing to say.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_next_is_a_paragraph_of_its_own() {
        let told = Diagnostic::error("Pool too small").at("name").detail("min is 3.").next_step("Raise max.");
        assert_eq!(told.to_string(), "Error: Pool too small (at name)\nmin is 3.\n\nRaise max.");
        assert!(Diagnostics::from(told).has_error());
        assert!(!Diagnostics::from(Diagnostic::warning("Old")).has_error());
    }
}
