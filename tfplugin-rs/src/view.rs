//! Looking into a value of which parts may not be known yet.

use crate::field::{Attr, Field, Problems};
use crate::path::{Path, Step};
use crate::value::Value;

/// A configuration, plan or state, read attribute by attribute.
#[derive(Debug, Clone, Copy)]
pub struct View<'a>(&'a Value);

impl<'a> View<'a> {
    /// A view of `value`.
    #[must_use]
    pub fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// The value itself.
    #[must_use]
    pub fn value(self) -> &'a Value {
        self.0
    }

    /// What is at `path`: null where something on the way is absent, unknown where something on the way is.
    ///
    /// # Errors
    /// The value there does not read as a `T`.
    pub fn get<T: Field>(self, path: impl Into<Path>) -> Result<Attr<T>, Problems> {
        let path = path.into();
        let problem_at = |problems: Problems| path.steps().iter().rev().fold(problems, Problems::under);
        match value_at(self.0, &path) {
            None => Ok(Attr::Null),
            Some(value) => Attr::from_value(value).map_err(problem_at),
        }
    }

    /// The whole as a model, unknown while any part that must be known is not.
    ///
    /// # Errors
    /// It does not read as an `M`.
    pub fn model<M: Field>(self) -> Result<Attr<M>, Problems> {
        Attr::from_value(self.0)
    }
}

/// The value at `path`, if the way there exists. An unknown on the way is the answer.
#[must_use]
pub fn value_at<'a>(root: &'a Value, path: &Path) -> Option<&'a Value> {
    path.steps().iter().try_fold(root, |value, step| match (value, step) {
        (Value::Unknown(_), _) => Some(value),
        (Value::Object(all), Step::Attribute(name)) => all.get(name),
        (Value::Map(all), Step::Key(key)) => all.get(key),
        (Value::List(all) | Value::Tuple(all), Step::Index(index)) => all.get(*index),
        _ => None,
    })
}

/// The place of the value at `path`, if the way there exists and is known.
#[must_use]
pub fn value_at_mut<'a>(root: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    path.steps().iter().try_fold(root, |value, step| match (value, step) {
        (Value::Object(all), Step::Attribute(name)) => all.get_mut(name),
        (Value::Map(all), Step::Key(key)) => all.get_mut(key),
        (Value::List(all) | Value::Tuple(all), Step::Index(index)) => all.get_mut(*index),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_unknown_on_the_way_is_the_answer_and_an_absence_is_null() {
        let object = |name: &str, value| Value::Object(BTreeMap::from([(name.to_owned(), value)]));
        let known = object("network", object("ids", Value::List(vec!["a".into(), Value::unknown()])));
        let view = View::new(&known);
        assert_eq!(view.get::<String>(Path::from("network.ids").index(0)), Ok(Attr::Known("a".to_owned())));
        assert_eq!(view.get::<Vec<String>>("network.ids"), Ok(Attr::Unknown));
        assert_eq!(view.get::<String>("network.zone"), Ok(Attr::Null));
        assert_eq!(View::new(&object("network", Value::unknown())).get::<bool>("network.x.y"), Ok(Attr::Unknown));
        let wrong = view.get::<bool>(Path::from("network.ids").index(0)).unwrap_err();
        assert_eq!(wrong.to_string(), "network.ids[0] is not a bool");
    }
}
