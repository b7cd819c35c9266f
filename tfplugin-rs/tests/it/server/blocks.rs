//! Blocks of every form, as the real Terraform takes them.

use serde_json::{Value as Json, json};
use tfplugin_rs::Offers;
use tfplugin_rs::testing::{Action, Cli, Core};

use super::cli::{cli, fails};
use crate::house::Houses;

const ADDRESS: &str = "trial_house.one";

/// A house with these blocks.
fn house(blocks: &str) -> String {
    format!("resource \"trial_house\" \"one\" {{\n  name = \"villa\"\n{blocks}\n}}\n")
}

const FIRST: &str = r#"
  room {
    purpose = "kitchen"
    size    = 12
    shelf {}
    shelf { boards = 5 }
  }
  room { purpose = "study" }
  door { to = "garden" }
  door {
    to       = "street"
    material = "steel"
  }
  roof { pitch = 30 }
  window "north" {}
  window "south" { panes = 4 }
  garden { trees = 3 }
"#;

/// Applies a configuration that must plan `action`, and leaves nothing to do. The change, as the plan told it.
#[track_caller]
fn comes_to_rest(cli: &Cli, blocks: &str, actions: &Json) -> Json {
    cli.write("main.tf", &house(blocks)).unwrap();
    cli.plan().unwrap().exits(2);
    let change = cli.planned().unwrap()["resource_changes"][0]["change"].take();
    assert_eq!(&change["actions"], actions);
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
    change
}

#[test]
fn a_house_of_blocks_is_built_changed_replaced_and_destroyed() {
    let cli = cli("trial", "");
    let change = comes_to_rest(&cli, FIRST, &json!(["create"]));
    assert_eq!(
        change["after_unknown"]["room"],
        json!([{ "number": true, "shelf": [{}, {}] }, { "number": true, "shelf": [] }])
    );
    let state = cli.resource(ADDRESS).unwrap();
    assert_eq!(state["room"][0]["shelf"], json!([{ "boards": 3 }, { "boards": 5 }]));
    assert_eq!((&state["room"][1]["size"], &state["room"][1]["number"]), (&json!(10), &json!("1 study")));
    assert_eq!(
        state["door"],
        json!([
            { "key": "steel street", "material": "steel", "to": "street" },
            { "key": "wood garden", "material": "wood", "to": "garden" },
        ])
    );
    assert_eq!(state["window"]["south"], json!({ "panes": 4, "view": "the south" }));
    assert_eq!((&state["roof"]["pitch"], &state["garden"]), (&json!(30), &json!({ "trees": 3 })));

    // The order of a set is no change.
    let (one, other) = ("door { to = \"garden\" }", "door {\n    to       = \"street\"\n    material = \"steel\"\n  }");
    let turned = FIRST.replace(one, "HERE").replace(other, one).replace("HERE", other);
    assert_ne!(turned, FIRST);
    cli.write("main.tf", &house(&turned)).unwrap();
    cli.plan().unwrap().exits(0);

    // In place: what is computed stays with its block.
    let changed = FIRST
        .replace("size    = 12", "size    = 14")
        .replace("shelf {}\n", "")
        .replace(one, "door { to = \"cellar\" }")
        .replace("pitch = 30", "pitch = 45")
        .replace("window \"north\" {}", "window \"west\" {}");
    let change = comes_to_rest(&cli, &changed, &json!(["update"]));
    assert_eq!(change["after"]["room"][0]["number"], "0 kitchen");
    assert_eq!(
        change["after"]["door"].as_array().unwrap().iter().filter(|door| door["key"] == "steel street").count(),
        1
    );
    assert_eq!(change["after_unknown"]["window"], json!({ "south": {}, "west": { "view": true } }));

    // By an attribute of a block in a list, and of a single one.
    let change = comes_to_rest(&cli, &changed.replace("\"study\"", "\"bath\""), &json!(["delete", "create"]));
    assert_eq!(change["replace_paths"], json!([["room", 1, "purpose"]]));
    let flat = changed.replace("\"study\"", "\"bath\"").replace("pitch = 45", "pitch = 45\n    form  = \"flat\"");
    let flat = flat.replace("roof { pitch", "roof {\n    pitch").replace("\"flat\" }", "\"flat\"\n  }");
    let change = comes_to_rest(&cli, &flat, &json!(["delete", "create"]));
    assert_eq!(change["replace_paths"], json!([["roof", "form"]]));

    // Without the blocks that may be left out.
    comes_to_rest(&cli, "room { purpose = \"kitchen\" }", &json!(["update"]));
    let state = cli.resource(ADDRESS).unwrap();
    let absent = (&state["door"], &state["roof"], &state["window"], &state["garden"]);
    assert_eq!(absent, (&json!([]), &Json::Null, &json!({}), &json!({ "trees": null })));
    cli.destroy().unwrap().exits(0);
    assert!(cli.resource(ADDRESS).unwrap().is_null());
}

#[test]
fn terraform_counts_the_blocks() {
    let room = "room { purpose = \"study\" }\n";
    for (blocks, words) in [
        (String::new(), "At least 1 \"room\" blocks are required"),
        (room.repeat(4), "No more than 3 \"room\" blocks are allowed"),
        (format!("{room}roof {{ pitch = 1 }}\nroof {{ pitch = 2 }}"), "Only one block of type \"roof\" is allowed"),
        (
            "room {\n  purpose = \"x\"\n  size = 101\n}".to_owned(),
            "`room[0].size` must be a whole number from 1 to 100",
        ),
    ] {
        let cli = cli("trial", &house(&blocks));
        let told = fails(&cli, &["plan", "-no-color"]).replace('\n', " ");
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// Terraform's JSON syntax is also the configuration of the test kit: both get the same, and must do the same.
#[tokio::test]
async fn the_test_kit_does_with_blocks_what_terraform_does() {
    let mut core = Core::new(Offers::<()>::new().resource(Houses), &json!({})).await.unwrap();
    let cli = cli("trial", "");
    let room = |purpose: &str| json!({ "purpose": purpose });
    for (step, config) in [
        json!({ "room": [room("a")], "door": [{ "to": "x" }, { "to": "y", "material": "steel" }] }),
        json!({ "room": [room("a")], "door": [{ "to": "y", "material": "steel" }, { "to": "x", "material": "wood" }] }),
        json!({ "room": [room("a"), { "purpose": "b", "shelf": [{}, { "boards": 1 }] }], "roof": { "pitch": 1 } }),
        json!({ "room": [room("a"), { "purpose": "b", "shelf": [{}] }], "roof": { "pitch": 1, "form": "flat" } }),
        json!({ "room": [{ "purpose": "a", "size": 20 }], "window": { "north": {}, "south": { "panes": 1 } } }),
        json!({ "room": [{ "purpose": "a", "size": 20 }], "window": { "south": { "panes": 2 }, "west": {} } }),
        json!({ "room": [room("b")], "garden": { "trees": 1 }, "roof": { "pitch": 1 } }),
        json!({ "room": [room("b")], "garden": {}, "roof": { "pitch": 1 } }),
        json!({ "room": [room("b")] }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut config = config;
        config["name"] = "villa".into();
        let module = json!({ "resource": { "trial_house": { "one": config } } });
        cli.write("main.tf.json", &module.to_string()).unwrap();
        assert!(cli.plan().unwrap().code != Some(1), "step {step}");
        let theirs = match cli.planned().unwrap()["resource_changes"][0]["change"]["actions"].to_string().as_str() {
            r#"["no-op"]"# => Action::NoOp,
            r#"["create"]"# => Action::Create,
            r#"["update"]"# => Action::Update,
            r#"["delete","create"]"# => Action::Replace,
            other => panic!("step {step}: {other}"),
        };
        assert_eq!(core.apply(ADDRESS, &config).await.unwrap().action, theirs, "step {step}");
        core.settled(ADDRESS, &config).await.unwrap();
        cli.apply().unwrap().exits(0);
        let file = std::fs::read(cli.path().join("terraform.tfstate")).unwrap();
        let mut theirs =
            serde_json::from_slice::<Json>(&file).unwrap()["resources"][0]["instances"][0]["attributes"].take();
        let mut ours = core.stored(ADDRESS).unwrap().state.clone();
        for state in [&mut ours, &mut theirs] {
            state["door"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
        }
        assert_eq!(ours, theirs, "step {step}");
    }
}

/// How many doors there are is known when their places are.
#[test]
fn blocks_of_an_unknown_number_are_planned_as_they_are() {
    let places = |places: &str| {
        let doors = "dynamic \"door\" {\n    for_each = toset(terraform_data.places.output)\n    content { to = door.value }\n  }";
        let rooms = "dynamic \"room\" {\n    for_each = terraform_data.places.output\n    content { purpose = room.value }\n  }";
        format!(
            "resource \"terraform_data\" \"places\" {{ input = {places} }}\n{}",
            house(&format!("{doors}\n  {rooms}"))
        )
    };
    let cli = cli("trial", &places("[\"garden\", \"street\"]"));
    cli.plan().unwrap().exits(2);
    let planned = cli.planned().unwrap();
    let changes = planned["resource_changes"].as_array().unwrap();
    let unknown = &changes.iter().find(|one| one["address"] == ADDRESS).unwrap()["change"]["after_unknown"];
    assert_eq!((&unknown["door"], &unknown["room"]), (&json!(true), &json!(true)));
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
    assert_eq!(cli.resource(ADDRESS).unwrap()["door"][0]["key"], "wood garden");
    cli.write("main.tf", &places("[\"garden\"]")).unwrap();
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
}
