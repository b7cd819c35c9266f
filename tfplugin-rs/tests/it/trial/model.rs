//! The attributes.

use std::collections::BTreeMap;

use tfplugin_rs::field::read_attribute;
use tfplugin_rs::schema::{Attribute, Computed, Kind, Need, Nesting};
use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Field, Model, Problems};

pub(super) struct Settings;

impl Field for Settings {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Vec::new())
    }

    fn from_value(_value: &Value) -> Result<Self, Problems> {
        Ok(Self)
    }

    fn to_value(&self) -> Value {
        Value::Object(BTreeMap::new())
    }
}

impl Model for Settings {
    fn attributes() -> Vec<Attribute> {
        Vec::new()
    }

    fn description() -> &'static str {
        "For tests."
    }
}

pub(super) struct Thing {
    pub(super) name: String,
    pub(super) echo: Attr<String>,
}

impl Thing {
    pub(super) fn made(self) -> Self {
        Self { echo: Attr::Known(self.name.clone()), ..self }
    }
}

impl Field for Thing {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Self::attributes())
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        let Value::Object(object) = value else { return Err(Problems::misfit(value, "an object")) };
        let mut problems = Problems::none();
        let name = read_attribute(object, "name", None, &mut problems);
        let echo = read_attribute(object, "echo", None, &mut problems);
        match (name, echo) {
            (Some(name), Some(echo)) if problems.is_empty() => Ok(Self { name, echo }),
            _ => Err(problems),
        }
    }

    fn to_value(&self) -> Value {
        let attributes = [("name", self.name.to_value()), ("echo", self.echo.to_value())];
        Value::Object(attributes.map(|(name, value)| (name.to_owned(), value)).into())
    }
}

impl Model for Thing {
    fn attributes() -> Vec<Attribute> {
        let echo = Attribute::new("echo", String::kind(), Need::Computed, "The name again.");
        vec![
            Attribute { replace: true, ..Attribute::new("name", String::kind(), Need::Required, "What to do.") },
            Attribute { computed: Computed::With(vec!["name"]), ..echo },
        ]
    }

    fn description() -> &'static str {
        "A thing that does what its name says."
    }
}
