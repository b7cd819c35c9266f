//! The smallest provider, to copy: `resource "tiny_greeting" "one" { name = "world" }` has a `text`. Next: `hello.rs`.

use tfplugin_rs::{Attr, Model, Offers};

/// A greeting.
#[derive(Model)]
struct Greeting {
    /// Whom to greet.
    name: String,
    /// The greeting.
    #[attr(computed, changes_with("name"))]
    text: Attr<String>,
}

fn main() -> std::process::ExitCode {
    let greet = |it: Greeting| Greeting { text: Attr::Known(format!("Hello, {}!", it.name)), ..it };
    tfplugin_rs::serve(|| Offers::<()>::new().computed("tiny_greeting", greet))
}
