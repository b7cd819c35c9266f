//! How long an operation may take: the `timeouts` attribute that Terraform users know.

use std::time::Duration;

use crate::field::read_attribute;
use crate::field::{Field, Model, Problems, Why};
use crate::schema::{Attribute, Kind, Need, Nesting};
use crate::value::{Type, Value};
use std::collections::BTreeMap;

/// A length of time as Go writes it: `"90s"`, `"1h30m"`, `"1.5h"`. Units: `h`, `m`, `s`, `ms`, `us` or `µs`, `ns`.
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
                    // Go takes the micro sign, and the Greek letter too.
                    "us" | "\u{b5}s" | "\u{3bc}s" => 1e-3,
                    "ns" => 1e-6,
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

fn attribute(name: &str, description: &str) -> Attribute {
    let description = format!("{description} A duration such as `\"60m\"` or `\"1h30m\"`.");
    Attribute::new(name, GoDuration::kind(), Need::Optional, description)
}

impl Model for Timeouts {
    fn attributes() -> Vec<Attribute> {
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

/// [`Timeouts`] for a resource whose reading takes long enough to be limited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeoutsWithRead {
    /// Longest reading.
    pub read: Option<GoDuration>,
    /// Longest changes.
    pub changes: Timeouts,
}

impl Field for TimeoutsWithRead {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Self::attributes())
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        let Value::Object(object) = value else { return Err(Problems::misfit(value, "an object")) };
        let mut problems = Problems::none();
        let read = read_attribute(object, "read", None, &mut problems).flatten();
        let changes = Timeouts::from_value(value).map_err(|found| problems.extend(found)).unwrap_or_default();
        if problems.is_empty() { Ok(Self { read, changes }) } else { Err(problems) }
    }

    fn to_value(&self) -> Value {
        let mut value = self.changes.to_value();
        if let Value::Object(parts) = &mut value {
            parts.insert("read".to_owned(), self.read.to_value());
        }
        value
    }
}

impl Model for TimeoutsWithRead {
    fn attributes() -> Vec<Attribute> {
        let mut attributes = Timeouts::attributes();
        attributes.insert(1, attribute("read", "Longest time a reading may take."));
        attributes
    }

    fn description() -> &'static str {
        Timeouts::description()
    }
}

/// Whether attributes of this kind say how long operations may take, and nothing else. A model may ask for some of them only.
pub(crate) fn are_timeouts(kind: &Kind) -> bool {
    let Kind::Nested(Nesting::Single, attributes) = kind else { return false };
    let operations = TimeoutsWithRead::attributes();
    let is_timeout = |one: &Attribute| {
        let is_optional_text = one.need == Need::Optional && matches!(one.kind, Kind::Value(Type::String));
        is_optional_text && operations.iter().any(|operation| operation.name == one.name)
    };
    !attributes.is_empty() && attributes.iter().all(is_timeout)
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
        let nanoseconds = |text: &str| text.parse::<GoDuration>().map(|duration| duration.get().as_nanos());
        assert_eq!(nanoseconds("1500us"), Ok(1_500_000));
        assert_eq!(nanoseconds("2\u{b5}s"), nanoseconds("2\u{3bc}s"));
        assert_eq!(nanoseconds("1us500ns"), Ok(1_500));
        assert_eq!(nanoseconds("1ns"), Ok(1));
        for wrong in ["", "0s", "5", "5 m", "m", "-5m", "1d", "1.2.3s", "9e99h", "0.1ns", "5\u{b5}"] {
            assert!(seconds(wrong).unwrap_err().starts_with(&format!("{wrong:?} is not a duration")), "{wrong}");
        }
    }

    #[test]
    fn every_wrong_timeout_is_told_with_its_path() {
        let given =
            [("create", "soon".into()), ("read", "never".into()), ("update", Value::Null), ("delete", "later".into())];
        let given = Value::Object(given.map(|(name, value)| (name.to_owned(), value)).into());
        let paths = |problems: Problems| problems.iter().map(|problem| problem.path.to_string()).collect::<Vec<_>>();
        assert_eq!(paths(Timeouts::from_value(&given).unwrap_err()), ["create", "delete"]);
        assert_eq!(paths(TimeoutsWithRead::from_value(&given).unwrap_err()), ["read", "create", "delete"]);
    }

    #[test]
    fn a_reading_is_limited_where_it_is_asked_for() {
        let names = |attributes: Vec<Attribute>| attributes.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(Timeouts::attributes()), ["create", "update", "delete"]);
        assert_eq!(names(TimeoutsWithRead::attributes()), ["create", "read", "update", "delete"]);
        let given = TimeoutsWithRead { read: "90s".parse().ok(), changes: Timeouts::default() };
        assert_eq!(TimeoutsWithRead::from_value(&given.to_value()), Ok(given));
    }

    #[test]
    fn timeouts_are_known_by_what_they_hold() {
        let nested =
            |names: &[&str]| Kind::Nested(Nesting::Single, names.iter().map(|name| attribute(name, "")).collect());
        assert!(are_timeouts(&Timeouts::kind()) && are_timeouts(&TimeoutsWithRead::kind()));
        assert!(are_timeouts(&nested(&["create"])));
        assert!(!are_timeouts(&nested(&[])) && !are_timeouts(&nested(&["create", "arrival"])));
        let required = Attribute::new("create", GoDuration::kind(), Need::Required, "");
        assert!(!are_timeouts(&Kind::Nested(Nesting::Single, vec![required])));
        assert!(!are_timeouts(&Kind::Nested(Nesting::List, Timeouts::attributes())));
    }
}
