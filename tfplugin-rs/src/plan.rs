//! A plan in the making, as a resource sees and refines it.

use std::collections::BTreeSet;

use crate::field::{Field, Problems, Why};
use crate::path::Path;
use crate::private::Private;
use crate::value::{Refinement, Value};
use crate::view::{View, value_at_mut};

/// A plan to create or update: defaults are filled in, and what is computed is already kept or unknown.
#[derive(Debug)]
pub struct Plan<'a> {
    prior: &'a Value,
    config: &'a Value,
    planned: Value,
    replace: BTreeSet<Path>,
    /// Notes for the apply.
    pub private: Private,
}

impl<'a> Plan<'a> {
    /// A plan that leads from `prior` (null to create) to `planned`.
    #[must_use]
    pub fn new(prior: &'a Value, config: &'a Value, planned: Value, private: Private) -> Self {
        Self { prior, config, planned, replace: BTreeSet::new(), private }
    }

    /// Whether nothing exists yet.
    #[must_use]
    pub fn is_create(&self) -> bool {
        self.prior.is_null()
    }

    /// Whether the plan, as it stands, changes anything.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        self.planned != *self.prior
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> View<'a> {
        View::new(self.config)
    }

    /// The state before, null when there is none.
    #[must_use]
    pub fn prior(&self) -> View<'a> {
        View::new(self.prior)
    }

    /// The plan as it stands.
    #[must_use]
    pub fn planned(&self) -> View<'_> {
        View::new(&self.planned)
    }

    /// Plans a value for a computed attribute.
    ///
    /// # Errors
    /// There is no such place in the plan.
    pub fn set(&mut self, path: impl Into<Path>, value: &impl Field) -> Result<(), Problems> {
        self.put(&path.into(), value.to_value())
    }

    /// Plans that a computed attribute is known after apply.
    ///
    /// # Errors
    /// There is no such place in the plan.
    pub fn set_unknown(&mut self, path: impl Into<Path>) -> Result<(), Problems> {
        self.put(&path.into(), Value::unknown())
    }

    /// Plans that a computed attribute is known after apply, and what is known of it already. Terraform decides by it what else
    /// is known, and holds the apply to it.
    ///
    /// ```
    /// use tfplugin_rs::value::{Refinement, Value};
    /// use tfplugin_rs::{Plan, Private};
    ///
    /// let planned = Value::Object([("arn".to_owned(), Value::unknown())].into());
    /// let mut plan = Plan::new(&Value::Null, &Value::Null, planned, Private::default());
    /// let arn = Refinement { null: Some(false), prefix: Some("arn:aws:".to_owned()), ..Refinement::default() };
    /// plan.promise("arn", arn).unwrap();
    /// ```
    ///
    /// # Errors
    /// There is no such place in the plan.
    pub fn promise(&mut self, path: impl Into<Path>, promise: Refinement) -> Result<(), Problems> {
        self.put(&path.into(), Value::Unknown(promise))
    }

    fn put(&mut self, path: &Path, value: Value) -> Result<(), Problems> {
        if let Some(place) = value_at_mut(&mut self.planned, path) {
            *place = value;
            return Ok(());
        }
        let problems = Problems::one(Why::Mismatch("an attribute of the plan"));
        Err(path.steps().iter().rev().fold(problems, Problems::under))
    }

    /// Says that the change at `path` means another object.
    pub fn require_replace(&mut self, path: impl Into<Path>) {
        self.replace.insert(path.into());
    }

    /// The paths whose change means another object, without those of which the schema says it.
    #[must_use]
    pub fn replaced(&self) -> &BTreeSet<Path> {
        &self.replace
    }

    /// The plan and the paths that require a replacement.
    #[must_use]
    pub fn finish(self) -> (Value, BTreeSet<Path>, Private) {
        (self.planned, self.replace, self.private)
    }
}
