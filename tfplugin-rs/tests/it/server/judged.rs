//! What only the real Terraform can judge: state from elsewhere and from earlier, what it must not keep, values of any type, and
//! promises about what is not known yet.

use serde_json::{Value as Json, json};
use tfplugin_rs::testing::Cli;

use super::cli::{cli, fails};

/// What is in the state file.
fn state_file(cli: &Cli) -> Json {
    serde_json::from_slice(&std::fs::read(cli.path().join("terraform.tfstate")).unwrap()).unwrap()
}

/// A plan's change of one resource.
fn change(cli: &Cli, address: &str) -> Json {
    let mut planned = cli.planned().unwrap();
    let changes = planned["resource_changes"].as_array_mut().unwrap();
    changes.iter_mut().find(|one| one["address"] == address).unwrap().take()
}

#[test]
fn a_resource_of_another_provider_moves_here() {
    let cli = cli("trial", r#"resource "terraform_data" "old" { input = "a" }"#);
    cli.apply().unwrap().exits(0);
    let moved = "moved {\n  from = terraform_data.old\n  to   = trial_thing.new\n}\n";
    cli.write("main.tf", &format!("{moved}resource \"trial_thing\" \"new\" {{ name = \"a\" }}\n")).unwrap();
    cli.plan().unwrap().exits(2);
    let planned = change(&cli, "trial_thing.new");
    assert_eq!(
        (&planned["previous_address"], &planned["change"]["actions"]),
        (&json!("terraform_data.old"), &json!(["no-op"]))
    );
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
    assert_eq!(cli.resource("trial_thing.new").unwrap()["echo"], "a");
    assert!(cli.resource("terraform_data.old").unwrap().is_null());
}

#[test]
fn a_resource_that_cannot_move_here_stays_what_it_is() {
    let cli = cli("trial", r#"resource "terraform_data" "old" { input = 7 }"#);
    cli.apply().unwrap().exits(0);
    let moved = "moved {\n  from = terraform_data.old\n  to   = trial_thing.new\n}\n";
    cli.write("main.tf", &format!("{moved}resource \"trial_thing\" \"new\" {{ name = \"a\" }}\n")).unwrap();
    let told = fails(&cli, &["apply", "-auto-approve", "-no-color"]);
    assert!(told.contains("This resource cannot move here"), "{told}");
    assert_eq!(cli.resource("terraform_data.old").unwrap()["output"], 7);
}

/// The state of a house, as the release with schema `version` left it.
fn stored(version: i64, attributes: &Json) -> String {
    let instance = json!({ "schema_version": version, "attributes": attributes, "sensitive_attributes": [] });
    let house = json!({
        "mode": "managed", "type": "trial_house", "name": "one",
        "provider": "provider[\"example.com/acme/trial\"]", "instances": [instance],
    });
    json!({
        "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "08a4c1d2-6e6b-4a0c-9a36-9b1a6d9b1f10",
        "outputs": {}, "resources": [house],
    })
    .to_string()
}

const VILLA: &str = "resource \"trial_house\" \"one\" {\n  name = \"villa\"\n  room { purpose = \"study\" }\n}\n";

#[test]
fn state_of_an_older_schema_is_brought_up_to_date() {
    let room = json!({ "purpose": "study", "size": 10, "number": "7" });
    let older = json!({ "title": "villa", "plate": "No. 1", "room": [room] });
    let cli = cli("trial", VILLA);
    cli.write("terraform.tfstate", &stored(0, &older)).unwrap();
    cli.plan().unwrap().exits(0);
    cli.write("main.tf", &VILLA.replace("study\" }", "study\" }\n  door { to = \"garden\" }")).unwrap();
    cli.plan().unwrap().exits(2);
    assert_eq!(change(&cli, "trial_house.one")["change"]["actions"], json!(["update"]));
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
    let instance = state_file(&cli)["resources"][0]["instances"][0].take();
    assert_eq!(instance["schema_version"], 1);
    let attributes = &instance["attributes"];
    assert_eq!(
        (&attributes["name"], &attributes["title"], &attributes["plate"]),
        (&json!("villa"), &Json::Null, &json!("No. 1"))
    );
    assert_eq!(attributes["room"][0]["number"], "7");
}

#[test]
fn state_that_cannot_be_brought_up_to_date_is_left_alone() {
    for (version, attributes, words) in [
        (0, json!({ "plate": "No. 1" }), "State cannot be upgraded"),
        (0, json!({ "title": "villa", "room": "study" }), "State cannot be upgraded"),
        (2, json!({ "name": "villa" }), "Resource instance managed by newer provider version"),
    ] {
        let cli = cli("trial", VILLA);
        let before = stored(version, &attributes);
        cli.write("terraform.tfstate", &before).unwrap();
        let told = fails(&cli, &["apply", "-auto-approve", "-no-color"]);
        assert!(told.contains(words), "{told}");
        assert_eq!(std::fs::read_to_string(cli.path().join("terraform.tfstate")).unwrap(), before);
    }
}

const SECRET: &str = "swordfish";

#[test]
fn a_write_only_value_reaches_the_provider_and_nothing_else() {
    let mut cli = cli(
        "trial",
        r#"
        variable "secret" {
          type      = string
          ephemeral = true
        }
        resource "trial_thing" "one" {
          name   = "counts"
          secret = var.secret
        }
        resource "trial_house" "one" {
          name = "villa"
          room {
            purpose     = "study"
            combination = var.secret
          }
        }
        "#,
    );
    cli.set("TF_VAR_secret", SECRET);
    cli.plan().unwrap().exits(2);
    let planned = cli.planned().unwrap();
    assert!(!planned.to_string().contains(SECRET), "{planned}");
    assert_eq!(change(&cli, "trial_thing.one")["change"]["after"]["secret"], Json::Null);
    assert_eq!(change(&cli, "trial_house.one")["change"]["after"]["room"][0]["combination"], Json::Null);
    cli.apply().unwrap().exits(0);
    assert_eq!(cli.resource("trial_thing.one").unwrap()["echo"], format!("{} letters", SECRET.len()));
    assert!(!state_file(&cli).to_string().contains(SECRET));
    // Another secret is no change.
    cli.set("TF_VAR_secret", "herring");
    cli.plan().unwrap().exits(0);
}

#[test]
fn a_value_of_any_type_is_kept_with_its_type() {
    let house = |note: &str| VILLA.replace("\n  room", &format!("\n  note = {note}\n  room"));
    let cli = cli("trial", "");
    for (note, kept) in [
        ("{ floors = [1, \"two\", null], old = true }", json!({ "floors": [1, "two", null], "old": true })),
        ("\"a text\"", json!("a text")),
        ("tolist([\"a\"])", json!(["a"])),
        ("12345678901234567890.5", "12345678901234567890.5".parse().unwrap()),
        ("[]", json!([])),
        ("null", Json::Null),
        // Neither value nor type is known while planning.
        ("{ id = terraform_data.late.output }", json!({ "id": "x" })),
    ] {
        let late = "resource \"terraform_data\" \"late\" { input = \"x\" }\n";
        let late = if note.contains("late") { late } else { "" };
        cli.write("main.tf", &format!("{late}{}", house(note))).unwrap();
        cli.plan().unwrap().exits(2);
        cli.apply().unwrap().exits(0);
        cli.plan().unwrap().exits(0);
        assert_eq!(cli.resource("trial_house.one").unwrap()["note"], kept, "{note}");
    }
    // Equal in its text, not in its type.
    cli.write("main.tf", &house("1")).unwrap();
    cli.apply().unwrap().exits(0);
    cli.write("main.tf", &house("\"1\"")).unwrap();
    cli.plan().unwrap().exits(2);
}

/// Terraform decides while planning what a beginning decides, so the promises got through in both directions.
#[test]
fn what_is_known_of_an_unknown_value_goes_through() {
    let house = VILLA.replace("\"villa\"", "\"x-${terraform_data.late.output}\"");
    let outputs = r#"
        resource "terraform_data" "late" { input = "y" }
        output "configured" { value = startswith(trial_house.one.name, "x-") }
        output "promised" { value = startswith(trial_house.one.plate, "No. ") }
        output "there" { value = trial_house.one.plate != null }
    "#;
    let cli = cli("trial", &format!("{outputs}{house}"));
    cli.plan().unwrap().exits(2);
    let unknown = change(&cli, "trial_house.one")["change"]["after_unknown"].take();
    assert_eq!((&unknown["name"], &unknown["plate"]), (&json!(true), &json!(true)));
    let planned = cli.planned().unwrap();
    for output in ["configured", "promised", "there"] {
        assert_eq!(planned["planned_values"]["outputs"][output]["value"], true, "{output}");
    }
    cli.apply().unwrap().exits(0);
    cli.plan().unwrap().exits(0);
    assert_eq!(cli.resource("trial_house.one").unwrap()["plate"], "No. x-y");
}
