//! What a configured value must satisfy, as data, so that documentation says it too.

use std::fmt;

use crate::value::Value;

/// A condition on one known, non-null value.
#[derive(Debug, Clone)]
pub enum Constraint {
    /// A string that is one of these.
    OneOf(Vec<&'static str>),
    /// A whole number within bounds, both included.
    Between(i64, i64),
    /// A string, list, set or map whose length (characters, elements) is within bounds, both included.
    Length(usize, usize),
    /// Anything else: what must hold, in words that follow "must be", and the check.
    Must(&'static str, fn(&Value) -> bool),
}

impl Constraint {
    /// Whether `value` satisfies it. Null and unknown do: the one is absent, the other not there yet.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null | Value::Unknown(_)) => true,
            (Self::OneOf(allowed), Value::String(text)) => allowed.contains(&text.as_str()),
            (Self::Between(low, high), Value::Number(number)) => {
                number.as_i64().is_some_and(|n| (*low..=*high).contains(&n))
            }
            (Self::Length(low, high), Value::String(text)) => (*low..=*high).contains(&text.chars().count()),
            (Self::Length(low, high), Value::List(all) | Value::Set(all) | Value::Tuple(all)) => {
                (*low..=*high).contains(&all.len())
            }
            (Self::Length(low, high), Value::Map(all)) => (*low..=*high).contains(&all.len()),
            (Self::Must(_, check), value) => check(value),
            (Self::OneOf(_) | Self::Between(..) | Self::Length(..), _) => false,
        }
    }
}

/// In words that follow "must be".
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(allowed) => {
                write!(f, "one of ")?;
                for (position, one) in allowed.iter().enumerate() {
                    write!(f, "{}`{one}`", if position == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Between(low, high) => write!(f, "a whole number from {low} to {high}"),
            Self::Length(low, usize::MAX) => write!(f, "at least {low} long"),
            Self::Length(low, high) => write!(f, "{low} to {high} long"),
            Self::Must(what, _) => write!(f, "{what}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_holds_for_what_it_says_only() {
        let levels = Constraint::OneOf(vec!["admin", "view"]);
        assert!(levels.holds(&"view".into()) && !levels.holds(&"root".into()) && !levels.holds(&Value::Bool(true)));
        assert!(levels.holds(&Value::Null) && levels.holds(&Value::unknown()));
        assert_eq!(levels.to_string(), "one of `admin`, `view`");
        let port = Constraint::Between(1, 65_535);
        assert!(port.holds(&443.into()) && !port.holds(&0.into()));
        let name = Constraint::Length(1, 3);
        assert!(name.holds(&"äöü".into()) && !name.holds(&"".into()) && !name.holds(&Value::List(vec![])));
        assert!(!Constraint::Must("true", |value| *value == Value::Bool(true)).holds(&Value::Bool(false)));
    }
}
