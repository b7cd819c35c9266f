//! A plan in the making, as a resource sees and refines it.

use std::collections::BTreeSet;

use crate::field::{Field, Problems, Why};
use crate::path::Path;
use crate::private::Private;
use crate::value::{Refinement, Value};
use crate::view::{View, value_at, value_at_mut};

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
        self.put(path, value.to_value())
    }

    /// Plans that a computed attribute is known after apply.
    ///
    /// # Errors
    /// There is no such place in the plan.
    pub fn set_unknown(&mut self, path: impl Into<Path>) -> Result<(), Problems> {
        self.put(path, Value::unknown())
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
        self.put(path, Value::refined(promise))
    }

    /// Plans what the state says, as it is: what is configured says the same in other words.
    ///
    /// # Errors
    /// There is no such place in the plan, or in the state.
    pub fn keep(&mut self, path: impl Into<Path>) -> Result<(), Problems> {
        let path = path.into();
        let before = value_at(self.prior, &path).cloned().ok_or_else(|| nowhere(&path, "an attribute of the state"))?;
        self.put(path, before)
    }

    /// Plans exactly this value, with unknown parts and what is promised of them.
    ///
    /// # Errors
    /// There is no such place in the plan.
    pub fn put(&mut self, path: impl Into<Path>, value: Value) -> Result<(), Problems> {
        let path = path.into();
        match value_at_mut(&mut self.planned, &path) {
            Some(place) => *place = value,
            None => return Err(nowhere(&path, "an attribute of the plan")),
        }
        Ok(())
    }

    /// Says that the change at `path` means another object. Inside of a set, any change of the set does.
    pub fn require_replace(&mut self, path: impl Into<Path>) {
        self.replace.insert(path.into().addressable());
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

fn nowhere(path: &Path, wanted: &'static str) -> Problems {
    path.steps().iter().rev().fold(Problems::one(Why::Mismatch(wanted)), Problems::under)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::value::Refinement;

    fn named(name: Value) -> Value {
        Value::Object(BTreeMap::from([("name".to_owned(), name)]))
    }

    #[test]
    fn a_value_is_put_as_it_is_and_kept_as_it_was() {
        let promised = Value::refined(Refinement { null: Some(false), ..Refinement::default() });
        let (prior, config) = (named("A".into()), named(promised.clone()));
        let mut plan = Plan::new(&prior, &config, config.clone(), Private::default());
        plan.keep("name").unwrap();
        assert_eq!(plan.planned().value(), &prior);
        plan.put("name", promised).unwrap();
        assert_eq!(plan.planned().value(), &config);
        assert_eq!(plan.keep("other").unwrap_err().to_string(), "other is not an attribute of the state");
        assert_eq!(plan.put("other", Value::Null).unwrap_err().to_string(), "other is not an attribute of the plan");
    }

    #[test]
    fn a_reason_to_replace_inside_of_a_set_is_the_set() {
        let (prior, config) = (named("a".into()), named("b".into()));
        let mut plan = Plan::new(&prior, &config, config.clone(), Private::default());
        plan.require_replace(Path::from("rules").element().attribute("port"));
        assert_eq!(plan.replaced(), &BTreeSet::from([Path::from("rules")]));
    }
}
