//! The attributes.

use tfplugin_rs::{Attr, Model};

/// For tests.
#[derive(Model)]
pub(super) struct Settings {}

/// A thing that does what its name says.
#[derive(Model)]
pub(super) struct Thing {
    /// What to do.
    #[attr(replace)]
    pub(super) name: String,
    /// The name again.
    #[attr(computed, changes_with("name"))]
    pub(super) echo: Attr<String>,
    /// What nobody may see.
    #[attr(write_only)]
    #[expect(dead_code, reason = "a write-only value is in the configuration only")]
    pub(super) secret: Option<String>,
    /// How much of it.
    #[attr(default = 1, between(0, 10))]
    pub(super) size: i64,
    /// Parts of it.
    #[attr(optional)]
    pub(super) parts: Option<Vec<Part>>,
}

/// A part.
#[derive(Model)]
pub(super) struct Part {
    /// What it is called.
    pub(super) label: String,
}

impl Thing {
    /// The thing of this name, as it is when it is not described further.
    pub(super) fn named(name: String) -> Self {
        Self { echo: Attr::Known(name.clone()), name, secret: None, size: 1, parts: None }
    }

    pub(super) fn made(self) -> Self {
        Self { echo: Attr::Known(self.name.clone()), ..self }
    }
}
