//! The fake core over a provider that keeps its promises, and one that does not.

mod blocks;
mod lives;
mod refused;
mod shelf;
mod timeouts;

use std::sync::MutexGuard;

use serde_json::{Value as Json, json};
use shelf::{Fault, Shelves, World};
use tfplugin_rs::testing::Core;
use tfplugin_rs::{Diagnostics, Severity};

const SHELF: &str = "room_shelf.tall";

/// A core, and the world its provider works on.
async fn room() -> (Core, Shelves) {
    let shelves = Shelves::default();
    let core = Core::new(shelves.clone(), &json!({ "room": "study" })).await.unwrap();
    (core, shelves)
}

impl Shelves {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    fn breaks(&self, fault: Fault) {
        self.world().fault = fault;
    }
}

fn named(name: &str) -> Json {
    json!({ "name": name })
}

fn errors(told: &Diagnostics) -> Vec<String> {
    let errors = told.iter().filter(|told| told.severity == Severity::Error);
    errors.map(|told| format!("{}: {}", told.path, told.summary)).collect()
}

fn text(told: &Diagnostics) -> String {
    told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
