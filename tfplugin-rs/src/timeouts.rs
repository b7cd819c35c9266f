//! How long an operation may take: the `timeouts` attribute that Terraform users know.

use std::time::Duration;

use crate::field::read_attribute;
use crate::field::{Field, Model, Problems, Why};
use crate::schema::{Attribute, Kind, Need, Nesting};
use crate::value::{Type, Value};
use std::collections::BTreeMap;

/// A length of time as Go writes it: `"90s"`, `"1h30m"`, `"1.5h"`. Units: `h`, `m`, `s`, `ms`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoDuration {
    text: String,
    duration: Duration,
}

impl GoDuration {
    /// The length of time.
    #[must_use]
    pub fn get(&self) -> Duration {
        self.duration
    }
}

impl std::str::FromStr for GoDuration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("{text:?} is not a duration. Write a number with a unit, such as \"90s\", \"30m\" or \"1h30m\".")
        };
        let mut milliseconds = 0.0_f64;
        let mut rest = text;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
            let number: f64 = rest[..digits].parse().map_err(|_| wrong())?;
            rest = &rest[digits..];
            let unit = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
            milliseconds += number
                * match &rest[..unit] {
                    "h" => 3_600_000.0,
                    "m" => 60_000.0,
                    "s" => 1_000.0,
                    "ms" => 1.0,
                    _ => return Err(wrong()),
                };
            rest = &rest[unit..];
        }
        let duration = Duration::try_from_secs_f64(milliseconds / 1_000.0).map_err(|_| wrong())?;
        if duration.is_zero() { Err(wrong()) } else { Ok(Self { text: text.to_owned(), duration }) }
    }
}

impl Field for GoDuration {
    fn kind() -> Kind {
        Kind::Value(Type::String)
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        String::from_value(value)?.parse().map_err(|text| Problems::one(Why::Invalid(text)))
    }

    fn to_value(&self) -> Value {
        Value::String(self.text.clone())
    }
}

/// How long each operation may take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// Longest creation.
    pub create: Option<GoDuration>,
    /// Longest update.
    pub update: Option<GoDuration>,
    /// Longest deletion.
    pub delete: Option<GoDuration>,
}

impl Field for Timeouts {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Self::attributes())
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        let Value::Object(object) = value else { return Err(Problems::misfit(value, "an object")) };
        let mut problems = Problems::none();
        let mut read = |name| read_attribute(object, name, None, &mut problems).flatten();
        let timeouts = Self { create: read("create"), update: read("update"), delete: read("delete") };
        if problems.is_empty() { Ok(timeouts) } else { Err(problems) }
    }

    fn to_value(&self) -> Value {
        let attributes = [("create", &self.create), ("update", &self.update), ("delete", &self.delete)];
        Value::Object(BTreeMap::from(attributes.map(|(name, value)| (name.to_owned(), value.to_value()))))
    }
}

impl Model for Timeouts {
    fn attributes() -> Vec<Attribute> {
        let attribute = |name: &str, description: &str| {
            let description = format!("{description} A duration such as `\"60m\"` or `\"1h30m\"`.");
            Attribute::new(name, GoDuration::kind(), Need::Optional, description)
        };
        vec![
            attribute("create", "Longest time a creation may take."),
            attribute("update", "Longest time an update may take."),
            attribute("delete", "Longest time a deletion may take."),
        ]
    }

    fn description() -> &'static str {
        "How long each operation may take."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let seconds = |text: &str| text.parse::<GoDuration>().map(|duration| duration.get().as_secs());
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("1h30m"), Ok(5_400));
        assert_eq!(seconds("1.5h"), Ok(5_400));
        for wrong in ["", "0s", "5", "5 m", "m", "-5m", "1d", "1.2.3s", "9e99h"] {
            assert!(seconds(wrong).unwrap_err().starts_with(&format!("{wrong:?} is not a duration")), "{wrong}");
        }
    }

    #[test]
    fn every_wrong_timeout_is_told_with_its_path() {
        let given = Timeouts::from_value(&Value::Object(BTreeMap::from([
            ("create".to_owned(), "soon".into()),
            ("update".to_owned(), Value::Null),
            ("delete".to_owned(), "later".into()),
        ])));
        let told = given.unwrap_err().diagnostics();
        assert_eq!(told.iter().map(|told| told.path.to_string()).collect::<Vec<_>>(), ["create", "delete"]);
    }
}
