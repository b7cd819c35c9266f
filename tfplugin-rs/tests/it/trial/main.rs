//! A provider that misbehaves on request: what the tests of the protocol call.

mod house;
mod model;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use house::Houses;
use model::{Settings, Thing};
use tfplugin_rs::schema::{Attribute, Need};
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{
    Attr, Configure, Context, Create, Current, DataSource, Diagnostic, Diagnostics, Ephemeral, Field, Function,
    FunctionError, Import, Moved, Offers, Opened, Outcome, Parameter, Private, Provider, Resource, Signature, Update,
    Upgrade,
};

fn main() -> ExitCode {
    tfplugin_rs::serve(|| Trial)
}

struct Trial;

impl Provider for Trial {
    type Config = Settings;
    type Client = ();
    const ADDRESS: &'static str = "example.com/acme/trial";

    async fn configure(&self, _request: Configure<'_>) -> Result<((), Diagnostics), Diagnostics> {
        Ok(((), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<()> {
        Offers::new().resource(Things).resource(Houses).data_source(Look).ephemeral(Token).function(Shout)
    }
}

struct Things;

impl Resource for Things {
    type Client = ();
    type Model = Thing;
    const TYPE: &'static str = "trial_thing";

    async fn create(&self, request: Create<'_, Thing>, context: Context<()>) -> Outcome<Thing> {
        let made = request.planned.made();
        if let Some(begun) = made.name.strip_prefix("waits:") {
            let _ = std::fs::write(begun, "");
        }
        match made.name.as_str() {
            "panics" => panic!("asked to, on {}", made.name),
            "leaves unknown" => Outcome::is(Thing { echo: Attr::Unknown, ..made }),
            "counts" => {
                let secret = request.config.get::<String>("secret").ok().and_then(Attr::into_known);
                let letters = secret.map_or(0, |secret| secret.len());
                Outcome::is(Thing { echo: Attr::Known(format!("{letters} letters")), ..made })
            }
            "fails late" => Outcome::is(made).with(Diagnostic::error("Too late").at("name")),
            waits if waits.starts_with("waits") => {
                context.stop.requested().await;
                if let Some(begun) = waits.strip_prefix("waits:") {
                    let _ = std::fs::remove_file(begun);
                }
                Outcome::is(made).with(Diagnostic::warning("Stopped"))
            }
            _ => Outcome::is(made),
        }
    }

    async fn read(&self, request: Current<Thing>, _context: Context<()>) -> Outcome<Thing> {
        match request.state.name.as_str() {
            "gone" => Outcome::gone(),
            "renames itself" => Outcome::is(Thing::named("other".to_owned())),
            _ => Outcome::unchanged(),
        }
    }

    async fn update(&self, request: Update<'_, Thing>, _context: Context<()>) -> Outcome<Thing> {
        Outcome::is(request.planned.made())
    }

    async fn delete(&self, _request: Current<Thing>, _context: Context<()>) -> Outcome<Thing> {
        Outcome::gone()
    }

    async fn import(&self, request: Import, _context: Context<()>) -> Outcome<Thing> {
        match request {
            Import::Id(name) if name == "nothing" => Outcome::gone(),
            Import::Id(name) => Outcome::is(Thing::named(name)),
            Import::Identity(parts) => match parts.get("name") {
                Some(Value::String(name)) => Outcome::is(Thing::named(name.clone())),
                _ => Outcome::gone(),
            },
        }
    }

    fn moved(&self, from: &Moved) -> Option<Result<Thing, Diagnostics>> {
        let state = &from.state;
        let name = match from.resource_type.as_str() {
            "other_thing" => state["title"].as_str()?.to_owned(),
            "terraform_data" => state["input"]["value"].as_str()?.to_owned(),
            "noted_thing" => {
                let (notes, number) = (String::from_utf8_lossy(&from.private), from.identity.get("number"));
                let number = number.map_or_else(|| "none".to_owned(), ToString::to_string);
                format!("{}, {notes}, {number}", state["title"].as_str()?)
            }
            _ => return None,
        };
        Some(Ok(Thing::named(name)))
    }

    fn identity_attributes(&self) -> Vec<Attribute> {
        vec![Attribute::new("name", String::kind(), Need::Required, "Its name.")]
    }

    fn identity_version(&self) -> i64 {
        1
    }

    fn identity_upgrades(&self) -> Vec<Upgrade> {
        let renamed = |identity: serde_json::Value| match identity.get("title") {
            Some(title) => Ok(serde_json::json!({ "name": title })),
            None => Err("it has no title.".to_owned()),
        };
        vec![Upgrade { from: 0, to: 1, step: renamed }]
    }

    fn identity(&self, state: &Thing) -> BTreeMap<String, Value> {
        BTreeMap::from([("name".to_owned(), state.name.to_value())])
    }
}

struct Look;

impl DataSource for Look {
    type Client = ();
    type Model = Thing;
    const TYPE: &'static str = "trial_look";

    async fn read(&self, config: Thing, _context: Context<()>) -> Result<(Thing, Diagnostics), Diagnostics> {
        Ok((config.made(), Diagnostics::none()))
    }
}

struct Token;

impl Ephemeral for Token {
    type Client = ();
    type Model = Thing;
    const TYPE: &'static str = "trial_token";

    async fn open(&self, config: Thing, _context: Context<()>) -> Result<Opened<Thing>, Diagnostics> {
        let mut private = Private::default();
        private.set("opened", config.name.clone());
        let renew_at = Some(UNIX_EPOCH + Duration::from_millis(1_500));
        Ok(Opened { result: config.made(), renew_at, private, diagnostics: Diagnostics::none() })
    }

    async fn close(&self, private: Private, _context: Context<()>) -> Diagnostics {
        let opened = private.get("opened").map(ToString::to_string).unwrap_or_default();
        Diagnostic::warning("Closed").detail(opened).into()
    }
}

struct Shout;

impl Function for Shout {
    const NAME: &'static str = "shout";

    fn signature(&self) -> Signature {
        let word = |name| Parameter {
            name,
            ty: Type::String,
            allow_null: false,
            allow_unknown: false,
            description: "A word.",
        };
        Signature {
            summary: "Words in capitals.",
            description: "Words in capitals.",
            deprecated: None,
            parameters: vec![word("first")],
            variadic: Some(word("more")),
            returns: Type::String,
        }
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let mut shouted = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            match argument {
                Value::String(word) if word.is_empty() => {
                    return Err(FunctionError {
                        argument: Some(position),
                        text: "There is nothing to shout.".to_owned(),
                    });
                }
                Value::String(word) => shouted.push(word.to_uppercase()),
                other => panic!("{other:?} is no string"),
            }
        }
        Ok(shouted.join(" ").into())
    }
}
