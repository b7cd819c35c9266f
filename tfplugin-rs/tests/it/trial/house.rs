//! A house, in blocks of every form. It also has a value of any type, a promise about one that is not known yet, and a past.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_rs::schema::{Attribute, Block, BlockNesting, Kind, Schema};
use tfplugin_rs::value::Refinement;
use tfplugin_rs::{
    Attr, Context, Create, Current, Diagnostics, Dynamic, Model, Outcome, Plan, Problems, Resource, Update, Upgrade,
};

/// A house.
#[derive(Model)]
pub(super) struct House {
    /// Its name.
    name: String,
    /// What the builder should know, in any form.
    note: Option<Dynamic>,
    /// What stands at its door.
    #[attr(computed, changes_with("name"))]
    plate: Attr<String>,
    /// Rooms, one after the other.
    room: Vec<Room>,
    /// Doors.
    door: BTreeSet<Door>,
    /// The roof.
    roof: Option<Roof>,
    /// Windows, by the side they look to.
    window: BTreeMap<String, Window>,
    /// What is around it.
    garden: Garden,
}

/// A room.
#[derive(Model)]
struct Room {
    /// What it is for.
    #[attr(replace)]
    purpose: String,
    /// How large it is.
    #[attr(default = 10, between(1, 100))]
    size: i64,
    /// Its number.
    #[attr(computed, keep)]
    number: Attr<String>,
    /// What opens its safe.
    #[attr(write_only)]
    #[expect(dead_code, reason = "a write-only value is in the configuration only")]
    combination: Option<String>,
    /// Shelves on its wall.
    shelf: Vec<Shelf>,
}

/// A shelf.
#[derive(Model)]
struct Shelf {
    /// How many boards it has.
    #[attr(default = 3)]
    boards: i64,
}

/// A door.
#[derive(PartialEq, Eq, PartialOrd, Ord, Model)]
struct Door {
    /// Where it leads.
    to: String,
    /// What it is of.
    #[attr(default = "wood")]
    material: String,
    /// What opens it.
    #[attr(computed, keep)]
    key: Attr<String>,
}

/// A roof.
#[derive(Model)]
struct Roof {
    /// How steep it is.
    pitch: i64,
    /// Its form.
    #[attr(replace)]
    form: Option<String>,
}

/// A window.
#[derive(Model)]
struct Window {
    /// How many panes it has.
    #[attr(default = 2)]
    panes: i64,
    /// What is seen from it.
    #[attr(computed, keep)]
    view: Attr<String>,
}

/// A garden.
#[derive(Model)]
struct Garden {
    /// How many trees there are.
    trees: Option<i64>,
}

/// What is not a block.
fn flat<M: Model>() -> Vec<Attribute> {
    M::attributes().into_iter().filter(|one| matches!(one.kind, Kind::Value(_))).collect()
}

fn block<M: Model>(name: &str, nesting: BlockNesting, (min_items, max_items): (u64, u64), blocks: Vec<Block>) -> Block {
    let description = M::description().to_owned();
    Block { min_items, max_items, description, blocks, ..Block::new(name, nesting, flat::<M>()) }
}

/// Gives `place` a value, if it has none yet.
fn fill(place: &mut Attr<String>, text: impl FnOnce() -> String) {
    if place.known().is_none() {
        *place = Attr::Known(text());
    }
}

impl House {
    fn built(mut self) -> Self {
        fill(&mut self.plate, || format!("No. {}", self.name));
        for (index, room) in self.room.iter_mut().enumerate() {
            fill(&mut room.number, || format!("{index} {}", room.purpose));
        }
        let with_key = |mut door: Door| {
            fill(&mut door.key, || format!("{} {}", door.material, door.to));
            door
        };
        self.door = self.door.into_iter().map(with_key).collect();
        for (side, window) in &mut self.window {
            fill(&mut window.view, || format!("the {side}"));
        }
        self
    }
}

pub(super) struct Houses;

impl Resource for Houses {
    type Client = ();
    type Model = House;
    const TYPE: &'static str = "trial_house";

    fn schema(&self) -> Schema {
        let on_wall = block::<Shelf>("shelf", BlockNesting::List, (0, 2), Vec::new());
        Schema {
            version: 1,
            description: House::description().to_owned(),
            deprecated: None,
            attributes: flat::<House>(),
            blocks: vec![
                block::<Room>("room", BlockNesting::List, (1, 3), vec![on_wall]),
                block::<Door>("door", BlockNesting::Set, (0, 3), Vec::new()),
                block::<Roof>("roof", BlockNesting::Single, (0, 0), Vec::new()),
                block::<Window>("window", BlockNesting::Map, (0, 0), Vec::new()),
                block::<Garden>("garden", BlockNesting::Group, (0, 0), Vec::new()),
            ],
        }
    }

    async fn plan(&self, plan: &mut Plan<'_>, _context: Option<Context<()>>) -> Result<Diagnostics, Problems> {
        if plan.planned().get::<String>("plate")?.is_unknown() {
            let begins = Refinement { null: Some(false), prefix: Some("No. ".to_owned()), ..Refinement::default() };
            plan.promise("plate", begins)?;
        }
        Ok(Diagnostics::none())
    }

    async fn create(&self, request: Create<'_, House>, _context: Context<()>) -> Outcome<House> {
        Outcome::is(request.planned.built())
    }

    async fn update(&self, request: Update<'_, House>, _context: Context<()>) -> Outcome<House> {
        Outcome::is(request.planned.built())
    }

    async fn delete(&self, _request: Current<House>, _context: Context<()>) -> Outcome<House> {
        Outcome::gone()
    }

    fn upgrades(&self) -> Vec<Upgrade> {
        let renamed = |mut state: serde_json::Value| {
            let parts = state.as_object_mut().ok_or("it is no object.")?;
            let title = parts.remove("title").ok_or("it has no title.")?;
            parts.insert("name".to_owned(), title);
            Ok(state)
        };
        vec![Upgrade { from: 0, to: 1, step: renamed }]
    }
}
