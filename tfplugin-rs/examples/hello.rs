//! A whole provider, to copy: one resource, which greets.
//!
//! ```hcl
//! resource "hello_greeting" "world" {
//!   name = "world"
//! }
//! output "text" { value = hello_greeting.world.text }
//! ```

use std::process::ExitCode;

use tfplugin_rs::{
    Attr, Configure, Context, Create, Current, Diagnostics, Model, Offers, Outcome, Provider, Resource, Update,
};

/// A greeting.
#[derive(Model)]
struct Greeting {
    /// Whom to greet.
    name: String,
    /// The greeting.
    #[attr(computed, changes_with("name"))]
    text: Attr<String>,
}

impl Greeting {
    fn said(self) -> Self {
        let text = Attr::Known(format!("Hello, {}!", self.name));
        Self { text, ..self }
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

/// Greets.
#[derive(Model)]
struct Settings {}

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

fn main() -> ExitCode {
    tfplugin_rs::serve(|| Hello)
}
