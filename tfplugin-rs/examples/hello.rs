//! The next step after `tiny.rs`: a provider with a configuration, a client made of it, and a resource with a life of its own.
//!
//! ```hcl
//! provider "hello" {
//!   greeting = "Hello"
//! }
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

/// What the provider greets with.
struct Words(String);

impl Words {
    fn said(&self, to: Greeting) -> Greeting {
        Greeting { text: Attr::Known(format!("{}, {}!", self.0, to.name)), ..to }
    }
}

struct Greeter;

impl Resource for Greeter {
    type Client = Words;
    type Model = Greeting;
    const TYPE: &'static str = "hello_greeting";

    async fn create(&self, request: Create<'_, Greeting>, context: Context<Words>) -> Outcome<Greeting> {
        Outcome::is(context.client.said(request.planned))
    }

    async fn read(&self, _request: Current<Greeting>, _context: Context<Words>) -> Outcome<Greeting> {
        // Nothing but the state remembers a greeting. Others ask their service here, and say `Outcome::gone()` of what is not there.
        Outcome::unchanged()
    }

    async fn update(&self, request: Update<'_, Greeting>, context: Context<Words>) -> Outcome<Greeting> {
        Outcome::is(context.client.said(request.planned))
    }

    async fn delete(&self, _request: Current<Greeting>, _context: Context<Words>) -> Outcome<Greeting> {
        Outcome::gone()
    }
}

/// Greets.
#[derive(Model)]
struct Settings {
    /// The word that goes first.
    #[attr(default = "Hello")]
    greeting: String,
}

struct Hello;

impl Provider for Hello {
    type Config = Settings;
    type Client = Words;

    async fn configure(&self, request: Configure<'_>) -> Result<(Words, Diagnostics), Diagnostics> {
        let settings = request.config.model::<Settings>().map_err(|problems| problems.diagnostics())?;
        // Not known yet while planning: whatever greets then is told again when it is.
        let greeting = settings.into_known().map_or_else(String::new, |settings| settings.greeting);
        Ok((Words(greeting), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<Words> {
        Offers::new().resource(Greeter)
    }
}

fn main() -> ExitCode {
    tfplugin_rs::serve(|| Hello)
}
