//! A provider of shelves in memory, that misbehaves on request.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use tfplugin_rs::schema::{Attribute, Need, Schema};
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{
    Attr, Configure, Context, Create, Current, DataSource, Diagnostic, Diagnostics, Ephemeral, Field as _, Function,
    FunctionError, Import, Model, Moved, Offers, Opened, Outcome, Parameter, Plan, Private, Problems, Provider,
    Resource, Signature, Timeouts, Update, Upgrade,
};

/// What goes wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Fault {
    #[default]
    None,
    /// The creation makes it, and fails.
    HalfCreated,
    /// The creation makes nothing, and fails.
    NotCreated,
    /// The update fails.
    NotUpdated,
    /// The deletion fails.
    NotDeleted,
    /// The creation says another name than was planned.
    OtherName,
    /// The creation leaves something unknown.
    LeavesUnknown,
    /// A plan is never the same.
    Moody,
    /// What is imported is gone when it is read.
    GoneAfterImport,
    /// A reading finds another object.
    OtherId,
    /// The plan changes once it is asked for more than so many times.
    SecondThoughts(u64),
}

/// The world: shelves by id, and how often a plan was asked for.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) shelves: BTreeMap<String, Shelf>,
    pub(super) made: u64,
    pub(super) plans: u64,
    pub(super) fault: Fault,
}

#[derive(Clone, Default)]
pub(super) struct Shelves(pub(super) Arc<Mutex<World>>);

/// Nothing to configure but where.
#[derive(Debug, Model)]
pub(super) struct Settings {
    /// Where.
    room: String,
}

/// A shelf.
#[derive(Debug, Clone, PartialEq, Model)]
pub(super) struct Shelf {
    /// Its name.
    #[attr(replace)]
    pub(super) name: String,
    /// How many boards it has.
    #[attr(default = 3, between(1, 10))]
    pub(super) boards: i64,
    /// Which never changes.
    #[attr(computed, keep)]
    pub(super) id: Attr<String>,
    /// Of the name.
    #[attr(computed, changes_with("name"))]
    pub(super) label: Attr<String>,
    /// Of every change.
    #[attr(computed)]
    pub(super) revision: Attr<i64>,
    /// Never stored.
    #[attr(write_only)]
    pub(super) combination: Option<String>,
    /// What it holds.
    #[attr(optional)]
    pub(super) books: BTreeSet<Book>,
    /// How long it may take.
    pub(super) timeouts: Option<Timeouts>,
}

/// A book.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Model)]
pub(super) struct Book {
    /// Its title.
    pub(super) title: String,
    /// Where it stands.
    #[attr(computed, keep)]
    pub(super) place: Attr<String>,
}

impl Provider for Shelves {
    type Config = Settings;
    type Client = Shelves;

    async fn configure(&self, _request: Configure<'_>) -> Result<(Shelves, Diagnostics), Diagnostics> {
        Ok((self.clone(), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<Shelves> {
        Offers::new().resource(ShelfType).data_source(Count).ephemeral(Key).function(Double)
    }
}

struct ShelfType;

fn failed(what: &str) -> Diagnostic {
    Diagnostic::error(format!("Shelf was not {what}"))
}

impl World {
    fn put(&mut self, planned: Shelf, id: String) -> Shelf {
        self.made += 1;
        let books = planned.books.iter().map(|book| Book {
            place: Attr::Known(book.place.clone().into_known().unwrap_or_else(|| format!("{}-1", book.title))),
            ..book.clone()
        });
        let made = Shelf {
            id: Attr::Known(id.clone()),
            label: Attr::Known(format!("[{}]", planned.name)),
            revision: Attr::Known(i64::try_from(self.made).unwrap()),
            books: books.collect(),
            ..planned
        };
        self.shelves.insert(id, made.clone());
        made
    }
}

impl Resource for ShelfType {
    type Client = Shelves;
    type Model = Shelf;
    const TYPE: &'static str = "room_shelf";

    fn schema(&self) -> Schema {
        Schema::of::<Shelf>().version(2)
    }

    async fn plan(&self, plan: &mut Plan<'_>, context: Option<Context<Shelves>>) -> Result<Diagnostics, Problems> {
        let Some(context) = context else { return Ok(Diagnostics::none()) };
        let mut world = context.client.0.lock().unwrap();
        world.plans += 1;
        let moody = match world.fault {
            Fault::Moody => world.plans,
            Fault::SecondThoughts(after) => u64::from(world.plans > after),
            _ => return Ok(Diagnostics::none()),
        };
        plan.set("label", &moody.to_string())?;
        Ok(Diagnostics::none())
    }

    async fn create(&self, request: Create<'_, Shelf>, context: Context<Shelves>) -> Outcome<Shelf> {
        let mut world = context.client.0.lock().unwrap();
        let id = format!("shelf-{}", world.made);
        match world.fault {
            Fault::NotCreated => Outcome::unchanged().with(failed("made")),
            Fault::HalfCreated => Outcome::is(world.put(request.planned, id)).with(failed("finished")),
            Fault::OtherName => Outcome::is(world.put(Shelf { name: "other".to_owned(), ..request.planned }, id)),
            Fault::LeavesUnknown => Outcome::is(Shelf { revision: Attr::Unknown, ..world.put(request.planned, id) }),
            _ => Outcome::is(world.put(request.planned, id)),
        }
    }

    async fn read(&self, request: Current<Shelf>, context: Context<Shelves>) -> Outcome<Shelf> {
        let world = context.client.0.lock().unwrap();
        match request.state.id.known().and_then(|id| world.shelves.get(id)) {
            Some(_) if world.fault == Fault::GoneAfterImport => Outcome::gone(),
            Some(found) if world.fault == Fault::OtherId => {
                Outcome::is(Shelf { id: Attr::Known("shelf-9".to_owned()), ..found.clone() })
            }
            Some(found) => Outcome::is(found.clone()),
            None => Outcome::gone(),
        }
    }

    async fn update(&self, request: Update<'_, Shelf>, context: Context<Shelves>) -> Outcome<Shelf> {
        let mut world = context.client.0.lock().unwrap();
        if world.fault == Fault::NotUpdated {
            return Outcome::unchanged().with(failed("changed"));
        }
        let id = request.prior.id.into_known().unwrap();
        let mut notes = request.private;
        notes.set("updates", 1);
        Outcome::is(world.put(request.planned, id)).noting(notes)
    }

    async fn delete(&self, request: Current<Shelf>, context: Context<Shelves>) -> Outcome<Shelf> {
        let mut world = context.client.0.lock().unwrap();
        if world.fault == Fault::NotDeleted {
            return Outcome::unchanged().with(failed("taken down"));
        }
        world.shelves.remove(&request.state.id.into_known().unwrap());
        Outcome::gone()
    }

    async fn import(&self, request: Import, context: Context<Shelves>) -> Outcome<Shelf> {
        let id = match request {
            Import::Id(id) => id,
            Import::Identity(parts) => parts.get("id").map_or_else(String::new, |id| String::from_value(id).unwrap()),
        };
        let world = context.client.0.lock().unwrap();
        world.shelves.get(&id).cloned().map_or_else(Outcome::gone, Outcome::is)
    }

    fn moved(&self, from: &Moved) -> Option<Result<Shelf, Diagnostics>> {
        (from.resource_type == "other_shelf").then(|| {
            let name = from.state["title"].as_str().unwrap().to_owned();
            Ok(Shelf {
                label: Attr::Known(format!("[{name}]")),
                name,
                boards: 3,
                id: Attr::Known("shelf-moved".to_owned()),
                revision: Attr::Known(0),
                combination: None,
                books: BTreeSet::new(),
                timeouts: None,
            })
        })
    }

    fn identity_attributes(&self) -> Vec<Attribute> {
        vec![Attribute::new("id", String::kind(), Need::Required, "Its id.")]
    }

    fn identity(&self, state: &Shelf) -> BTreeMap<String, Value> {
        state.id.known().map(|id| ("id".to_owned(), id.to_value())).into_iter().collect()
    }

    fn identity_version(&self) -> i64 {
        1
    }

    fn identity_upgrades(&self) -> Vec<Upgrade> {
        let named = |identity: serde_json::Value| {
            let number = identity["number"].as_u64().ok_or("it has no number.")?;
            Ok(serde_json::json!({ "id": format!("shelf-{number}") }))
        };
        vec![Upgrade { from: 0, to: 1, step: named }]
    }

    fn upgrades(&self) -> Vec<Upgrade> {
        let planks = |mut state: serde_json::Value| {
            let planks = state.as_object_mut().unwrap().shift_remove("planks").ok_or("it has no planks")?;
            state["boards"] = planks;
            Ok(state)
        };
        vec![Upgrade { from: 1, to: 2, step: planks }]
    }
}

/// How many shelves there are.
#[derive(Debug, Model)]
pub(super) struct Counted {
    /// Only those of this name.
    name: Option<String>,
    /// How many.
    #[attr(computed)]
    count: Attr<i64>,
}

struct Count;

impl DataSource for Count {
    type Client = Shelves;
    type Model = Counted;
    const TYPE: &'static str = "room_count";

    async fn read(&self, config: Counted, context: Context<Shelves>) -> Result<(Counted, Diagnostics), Diagnostics> {
        let world = context.client.0.lock().unwrap();
        let is_meant = |shelf: &&Shelf| config.name.as_ref().is_none_or(|name| shelf.name == *name);
        let count = world.shelves.values().filter(is_meant).count();
        Ok((Counted { count: Attr::Known(i64::try_from(count).unwrap()), ..config }, Diagnostics::none()))
    }
}

/// A key to the room.
#[derive(Debug, Model)]
pub(super) struct Tooth {
    /// How many teeth.
    teeth: i64,
    /// The key.
    #[attr(computed, sensitive)]
    key: Attr<String>,
}

struct Key;

impl Ephemeral for Key {
    type Client = Shelves;
    type Model = Tooth;
    const TYPE: &'static str = "room_key";

    async fn open(&self, config: Tooth, _context: Context<Shelves>) -> Result<Opened<Tooth>, Diagnostics> {
        let key = "t".repeat(usize::try_from(config.teeth).unwrap());
        let mut private = Private::default();
        private.set("teeth", config.teeth);
        let result = Tooth { key: Attr::Known(key), ..config };
        Ok(Opened { result, renew_at: None, private, diagnostics: Diagnostics::none() })
    }
}

struct Double;

impl Function for Double {
    const NAME: &'static str = "double";

    fn signature(&self) -> Signature {
        let number = Parameter {
            name: "number",
            ty: Type::Number,
            allow_null: false,
            allow_unknown: false,
            description: "What to double.",
        };
        Signature {
            summary: "Twice as much",
            description: "",
            deprecated: None,
            parameters: vec![number],
            variadic: None,
            returns: Type::Number,
        }
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        let Value::Number(number) = &arguments[0] else { return Ok(Value::Null) };
        Ok((number.as_i64().unwrap() * 2).into())
    }
}
