//! How writes are made.

/// Who writes, and whether only to see what would come of it. An unknown or doubled field is always refused, never
/// dropped (`fieldValidation=Strict`).
/// Source: <https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Write<'a> {
    /// Whose fields these will be (`fieldManager`): at most 128 printable characters.
    pub manager: &'a str,
    /// Whether everything is checked and answered as if, and nothing is kept.
    pub dry_run: bool,
}

impl<'a> Write<'a> {
    /// A write that is kept.
    #[must_use]
    pub const fn by(manager: &'a str) -> Self {
        Self { manager, dry_run: false }
    }

    /// The same without being kept.
    #[must_use]
    pub const fn dry(self) -> Self {
        Self { dry_run: true, ..self }
    }

    /// In a query.
    pub(super) fn pairs(&self) -> [(&'static str, Option<&'a str>); 3] {
        [
            ("fieldManager", Some(self.manager)),
            ("fieldValidation", Some("Strict")),
            ("dryRun", self.dry_run.then_some("All")),
        ]
    }
}
