//! A whole provider, to copy: one resource, which greets.
//!
//! ```hcl
//! resource "hello_greeting" "world" {
//!   name = "world"
//! }
//! output "text" { value = hello_greeting.world.text }
//! ```

use std::collections::BTreeMap;
use std::process::ExitCode;

use tfplugin_rs::field::read_attribute;
use tfplugin_rs::schema::{Attribute, Kind, Need, Nesting};
use tfplugin_rs::value::Value;
use tfplugin_rs::{
    Attr, Configure, Context, Create, Current, Diagnostics, Field, Model, Offers, Outcome, Problems, Provider,
    Resource, Update,
};

fn main() -> ExitCode {
    tfplugin_rs::serve(|| Hello)
}

struct Hello;

impl Provider for Hello {
    type Config = Settings;
    type Client = ();

    async fn configure(&self, _request: Configure<'_>) -> Result<((), Diagnostics), Diagnostics> {
        Ok(((), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<()> {
        Offers::new().resource(Greeter)
    }
}

struct Greeter;

impl Resource for Greeter {
    type Client = ();
    type Model = Greeting;
    const TYPE: &'static str = "hello_greeting";

    async fn create(&self, request: Create<'_, Greeting>, _context: Context<()>) -> Outcome<Greeting> {
        Outcome::is(request.planned.said())
    }

    async fn read(&self, _request: Current<Greeting>, _context: Context<()>) -> Outcome<Greeting> {
        Outcome::unchanged()
    }

    async fn update(&self, request: Update<'_, Greeting>, _context: Context<()>) -> Outcome<Greeting> {
        Outcome::is(request.planned.said())
    }

    async fn delete(&self, _request: Current<Greeting>, _context: Context<()>) -> Outcome<Greeting> {
        Outcome::gone()
    }
}

impl Greeting {
    fn said(self) -> Self {
        let text = Attr::Known(format!("Hello, {}!", self.name));
        Self { text, ..self }
    }
}

struct Settings;

struct Greeting {
    /// Whom to greet.
    name: String,
    /// The greeting.
    text: Attr<String>,
}

impl Field for Settings {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Self::attributes())
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
        "Greets."
    }
}

impl Field for Greeting {
    fn kind() -> Kind {
        Kind::Nested(Nesting::Single, Self::attributes())
    }

    fn from_value(value: &Value) -> Result<Self, Problems> {
        let Value::Object(object) = value else { return Err(Problems::misfit(value, "an object")) };
        let mut problems = Problems::none();
        let name = read_attribute(object, "name", None, &mut problems);
        let text = read_attribute(object, "text", None, &mut problems);
        match (name, text) {
            (Some(name), Some(text)) if problems.is_empty() => Ok(Self { name, text }),
            _ => Err(problems),
        }
    }

    fn to_value(&self) -> Value {
        let attributes = [("name", self.name.to_value()), ("text", self.text.to_value())];
        Value::Object(attributes.map(|(name, value)| (name.to_owned(), value)).into())
    }
}

impl Model for Greeting {
    fn attributes() -> Vec<Attribute> {
        vec![
            Attribute::new("name", String::kind(), Need::Required, "Whom to greet."),
            Attribute::new("text", String::kind(), Need::Computed, "The greeting."),
        ]
    }

    fn description() -> &'static str {
        "A greeting."
    }
}
