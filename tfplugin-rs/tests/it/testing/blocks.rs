//! Blocks in the fake core: whole lives of a house, by chance and by hand.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use tfplugin_rs::testing::{Action, Core, UNKNOWN};
use tfplugin_rs::{Offers, Path, value_at};

use super::errors;
use crate::house::Houses;

const HOUSE: &str = "trial_house.one";

async fn street() -> Core {
    Core::new(Offers::<()>::new().resource(Houses), &json!({})).await.unwrap()
}

/// An object of those parts that are there.
fn object<const N: usize>(parts: [(&str, Option<Json>); N]) -> Json {
    parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?))).collect::<Map<_, _>>().into()
}

fn perhaps<T: Into<Json> + std::fmt::Debug + Clone>(
    some: impl Strategy<Value = T>,
) -> impl Strategy<Value = Option<Json>> {
    prop::option::of(some.prop_map(Into::into))
}

fn room() -> impl Strategy<Value = Json> {
    let shelf = perhaps(1..3).prop_map(|boards| object([("boards", boards)]));
    let shelves = perhaps(prop::collection::vec(shelf, 0..3));
    ("[ab]", perhaps(9..12), shelves).prop_map(|(purpose, size, shelf)| {
        object([("purpose", Some(purpose.into())), ("size", size), ("shelf", shelf)])
    })
}

/// Doors lead to places of their own, so that a default makes no two of them equal.
fn doors() -> impl Strategy<Value = Vec<Json>> {
    let door = |(to, material): (String, Option<Json>)| object([("to", Some(to.into())), ("material", material)]);
    prop::collection::btree_map("[abc]", perhaps("wood|steel"), 0..3)
        .prop_map(move |all| all.into_iter().map(door).collect::<Vec<_>>())
        .prop_shuffle()
}

fn house() -> impl Strategy<Value = Json> {
    let roof = (1..3, perhaps("flat|steep"))
        .prop_map(|(pitch, form): (i32, _)| object([("pitch", Some(pitch.into())), ("form", form)]));
    let window = perhaps(1..3).prop_map(|panes| object([("panes", panes)]));
    let windows = prop::collection::btree_map("[nsw]", window, 0..3);
    let windows = windows.prop_map(|all| Json::Object(all.into_iter().collect()));
    let garden = perhaps(0..2).prop_map(|trees| object([("trees", trees)]));
    let rooms = prop::collection::vec(room(), 1..4);
    ("[ab]", rooms, perhaps(doors()), perhaps(roof), perhaps(windows), perhaps(garden)).prop_map(
        |(name, room, door, roof, window, garden)| {
            let parts = [("door", door), ("roof", roof), ("window", window), ("garden", garden)];
            let mut house = object(parts);
            house["name"] = name.into();
            house["room"] = room.into();
            house
        },
    )
}

/// Where a change of a house means another house: a room that is for something else, a roof of another form.
fn replaces(before: &Json, after: &Json) -> BTreeSet<Path> {
    let rooms = |house: &Json| house["room"].as_array().unwrap().clone();
    let pairs = rooms(before).into_iter().zip(rooms(after)).enumerate();
    let others = pairs.filter(|(_, (before, after))| before["purpose"] != after["purpose"]);
    let mut paths: BTreeSet<_> =
        others.map(|(index, _)| Path::from("room").index(index).attribute("purpose")).collect();
    let form = |house: &Json| house["roof"]["form"].clone();
    if before["roof"].is_object() && after["roof"].is_object() && form(before) != form(after) {
        paths.insert(Path::from("roof.form"));
    }
    paths
}

proptest! {
    /// The core itself holds every answer to Terraform's rules.
    #[test]
    fn a_house_lives_by_the_rules(first in house(), second in house()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut core = street().await;
            prop_assert_eq!(core.apply(HOUSE, &first).await.unwrap().action, Action::Create);
            core.settled(HOUSE, &first).await.unwrap();
            let plan = core.apply(HOUSE, &second).await.unwrap();
            core.settled(HOUSE, &second).await.unwrap();
            let replaces = replaces(&first, &second);
            prop_assert_eq!(plan.action == Action::Replace, !replaces.is_empty());
            prop_assert_eq!(plan.replace, replaces);
            prop_assert!(first != second || plan.action == Action::NoOp);
            prop_assert_eq!(core.destroy(HOUSE).await.unwrap().action, Action::Delete);
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn what_is_computed_stays_with_its_block() {
    let mut core = street().await;
    let room = |purpose: &str, size: i64| json!({ "purpose": purpose, "size": size });
    let house = |rooms: &[Json], doors: &[&str]| {
        let doors: Vec<_> = doors.iter().map(|to| json!({ "to": to })).collect();
        json!({ "name": "villa", "room": rooms, "door": doors })
    };
    core.apply(HOUSE, &house(&[room("a", 1)], &["x", "y"])).await.unwrap();
    let plan = core.apply(HOUSE, &house(&[room("a", 2), room("b", 3)], &["y", "z"])).await.unwrap();
    assert_eq!(plan.action, Action::Update);
    let number = |index| value_at(&plan.planned, &Path::from("room").index(index).attribute("number")).unwrap();
    assert_eq!((number(0), number(1).is_unknown()), (&"0 a".into(), true));
    let state = &core.stored(HOUSE).unwrap().state;
    assert_eq!(state["room"][1]["number"], "1 b");
    let keys: Vec<_> = state["door"].as_array().unwrap().iter().map(|door| &door["key"]).collect();
    assert_eq!(keys, ["wood y", "wood z"]);
}

#[tokio::test]
async fn blocks_of_an_unknown_number_become_known_when_applied() {
    let mut core = street().await;
    let house = |door: Json| json!({ "name": "villa", "room": [{ "purpose": "a" }], "door": door });
    let plan = core.plan(HOUSE, &house(UNKNOWN.into())).await.unwrap();
    assert!(value_at(&plan.planned, &Path::from("door")).unwrap().is_unknown());
    let known = house(json!([{ "to": "x" }]));
    core.apply_plan(plan, &known).await.unwrap();
    core.settled(HOUSE, &known).await.unwrap();
    assert_eq!(core.stored(HOUSE).unwrap().state["door"][0]["key"], "wood x");
}

#[test]
fn blocks_are_held_to_their_form_and_number() {
    let core = Core::unconfigured(Offers::<()>::new().resource(Houses));
    let room = json!({ "purpose": "a" });
    for (config, expected) in [
        (json!({ "room": [room] }), vec![]),
        (json!({}), vec!["room: Insufficient blocks"]),
        (json!({ "room": [room, room, room, room] }), vec!["room: Too many blocks"]),
        (json!({ "room": room }), vec!["room: Unsupported block form"]),
        (json!({ "room": [{ "purpose": "a", "shelf": [{}, {}, {}] }] }), vec!["room[0].shelf: Too many blocks"]),
        (json!({ "room": [{}] }), vec!["room[0].purpose: Missing required argument"]),
        (json!({ "room": [{ "purpose": "a", "view": 1 }] }), vec!["room[0].view: Unsupported argument"]),
        (json!({ "room": [{ "purpose": "a", "size": 0 }] }), vec!["room[0].size: Invalid value"]),
        (json!({ "room": [room], "roof": [{ "pitch": 1 }] }), vec!["roof: Incorrect attribute value type"]),
        (json!({ "room": [room], "window": [{}] }), vec!["window: Unsupported block form"]),
        (
            json!({ "room": [room], "window": { "n": { "panes": [] } } }),
            vec!["window[\"n\"].panes: Incorrect attribute value type"],
        ),
        (
            json!({ "room": [room], "door": [{ "to": "x" }, { "to": "x", "material": "wood" }] }),
            vec!["door: Elements of a set are the same"],
        ),
    ] {
        let mut config = config;
        config["name"] = "villa".into();
        assert_eq!(errors(&core.validate(HOUSE, &config)), expected, "{config}");
    }
}
