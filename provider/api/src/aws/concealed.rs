//! Text that must not be shown.

use std::fmt;

use serde::Deserialize;

/// A secret. It has no `Display`, no `Serialize`, and its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Concealed(String);

impl Concealed {
    pub(super) fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The secret itself, for whoever keeps it from here on.
    #[must_use]
    pub fn into_revealed(self) -> String {
        self.0
    }

    /// The secret, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Concealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[concealed]")
    }
}
