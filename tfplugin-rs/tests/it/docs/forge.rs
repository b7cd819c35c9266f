//! A provider that shows everything pages can say. It is never served.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{
    Attr, Configure, Context, Create, Current, DataSource, Diagnostics, Ephemeral, Function, FunctionError, Keyword,
    Model, Offers, Opened, Outcome, Parameter, Provider, Resource, Signature, Timeouts, Update,
};

/// Forges things.
///
/// For those who need things.
#[derive(Debug, Model)]
pub(super) struct Settings {
    /// Token of the forge.
    #[attr(sensitive)]
    token: Option<String>,
}

/// A blade.
///
/// It is sharp.
#[derive(Debug, Model)]
pub(super) struct Blade {
    /// Its name.
    #[attr(replace, length(1, 20))]
    name: String,
    /// Of what it is.
    #[attr(default = "steel")]
    metal: Metal,
    /// How it is held.
    #[attr(default)]
    grip: Grip,
    /// Its gems, by place.
    #[attr(default = {})]
    gems: BTreeMap<String, Gem>,
    /// What is engraved.
    #[attr(write_only)]
    #[expect(dead_code, reason = "a write-only value is in the configuration only")]
    secret: Option<String>,
    /// Its length in centimetres.
    #[attr(optional_computed, between(10, 200))]
    length: Attr<i64>,
    /// Its owner.
    #[attr(deprecated = "use `name`")]
    owner: Option<String>,
    /// Its number.
    #[attr(computed, keep)]
    id: Attr<String>,
    /// Its makers.
    #[attr(computed)]
    makers: Attr<Vec<Gem>>,
    /// How long it takes.
    timeouts: Option<Timeouts>,
}

/// A metal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Keyword)]
pub(super) enum Metal {
    /// Hard.
    Steel,
    /// Dear.
    Gold,
}

/// A grip.
#[derive(Debug, Model)]
pub(super) struct Grip {
    /// Whether it is wrapped.
    #[attr(default = true)]
    wrapped: bool,
    /// Metals of its wire.
    #[attr(default = ["gold"])]
    wires: BTreeSet<Metal>,
}

/// A gem.
#[derive(Debug, Model)]
pub(super) struct Gem {
    /// Its colour.
    colour: String,
}

pub(super) struct Forge;

impl Provider for Forge {
    type Config = Settings;
    type Client = ();

    async fn configure(&self, _request: Configure<'_>) -> Result<((), Diagnostics), Diagnostics> {
        Ok(((), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<()> {
        Offers::new().resource(Blades).data_source(Blades).ephemeral(Blades).function(Weigh)
    }
}

struct Blades;

impl Resource for Blades {
    type Client = ();
    type Model = Blade;
    const TYPE: &'static str = "forge_blade";

    async fn create(&self, request: Create<'_, Blade>, _context: Context<()>) -> Outcome<Blade> {
        Outcome::is(request.planned)
    }

    async fn read(&self, _request: Current<Blade>, _context: Context<()>) -> Outcome<Blade> {
        Outcome::unchanged()
    }

    async fn update(&self, request: Update<'_, Blade>, _context: Context<()>) -> Outcome<Blade> {
        Outcome::is(request.planned)
    }

    async fn delete(&self, _request: Current<Blade>, _context: Context<()>) -> Outcome<Blade> {
        Outcome::gone()
    }
}

impl DataSource for Blades {
    type Client = ();
    type Model = Gem;
    const TYPE: &'static str = "forge_gem";

    async fn read(&self, config: Gem, _context: Context<()>) -> Result<(Gem, Diagnostics), Diagnostics> {
        Ok((config, Diagnostics::none()))
    }
}

/// A spark, soon gone.
#[derive(Debug, Model)]
pub(super) struct Spark {
    #[attr(computed)]
    heat: Attr<i64>,
}

impl Ephemeral for Blades {
    type Client = ();
    type Model = Spark;
    const TYPE: &'static str = "forge_spark";

    async fn open(&self, _config: Spark, _context: Context<()>) -> Result<Opened<Spark>, Diagnostics> {
        Err(Diagnostics::none())
    }
}

struct Weigh;

impl Function for Weigh {
    const NAME: &'static str = "weigh";

    fn signature(&self) -> Signature {
        let parameter =
            |name, ty, description| Parameter { name, ty, allow_null: false, allow_unknown: false, description };
        Signature {
            summary: "Weighs parts.",
            description: "Weighs all parts of a thing.",
            deprecated: None,
            parameters: vec![parameter("unit", Type::String, "Unit of the result.")],
            variadic: Some(Parameter {
                allow_null: true,
                ..parameter("parts", Type::Map(Box::new(Type::Number)), "Weights by part.")
            }),
            returns: Type::Number,
        }
    }

    fn call(&self, _arguments: &[Value]) -> Result<Value, FunctionError> {
        Err(FunctionError { argument: None, text: "There is no scale.".to_owned() })
    }
}
