//! What the fake core refuses: configurations, and answers that break Terraform's rules.

use std::collections::BTreeSet;

use serde_json::json;
use tfplugin_rs::testing::Core;
use tfplugin_rs::{Model, Offers};

use super::shelf::{Fault, Shelves};
use super::{SHELF, errors, named, room, text};

#[test]
fn a_configuration_is_held_to_the_schema() {
    let core = Core::unconfigured(Shelves::default());
    for (config, expected) in [
        (json!({ "name": "a" }), vec![]),
        (json!({}), vec!["name: Missing required argument"]),
        (json!({ "name": "a", "colour": "red" }), vec!["colour: Unsupported argument"]),
        (json!({ "name": "a", "id": "1" }), vec!["id: Value for unconfigurable attribute"]),
        (json!({ "name": null }), vec!["name: Missing required argument"]),
        (json!({ "name": "a", "books": [null] }), vec!["books[*]: Invalid value"]),
        (json!({ "name": "a", "books": [{ "title": null }] }), vec!["books[*].title: Missing required argument"]),
        (
            json!({ "name": "a", "books": [{ "title": "b", "place": "c" }] }),
            vec!["books[*].place: Value for unconfigurable attribute"],
        ),
        (json!({ "name": ["a"] }), vec!["name: Incorrect attribute value type"]),
        (json!({ "name": "a", "boards": 11 }), vec!["boards: Invalid value"]),
        (json!({ "name": "a", "books": {} }), vec!["books: Incorrect attribute value type"]),
        (json!({ "name": "a", "books": [{}] }), vec!["books[0].title: Missing required argument"]),
        (json!("a"), vec![": Incorrect attribute value type"]),
    ] {
        assert_eq!(errors(&core.validate(SHELF, &config)), expected, "{config}");
    }
    assert_eq!(errors(&core.validate("room_chair.a", &json!({}))), [": No such resource in this provider"]);
}

/// A safe.
#[derive(Debug, Model)]
struct Safe {
    /// Who may open it.
    #[attr(optional)]
    keepers: BTreeSet<Keeper>,
}

/// A keeper.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Model)]
struct Keeper {
    /// The keeper's own.
    #[attr(write_only)]
    pin: Option<String>,
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "a release trusts its tests")]
#[should_panic(
    expected = "Terraform refuses the schema of bank_safe: keepers: nothing inside of a set may be write-only"
)]
fn a_schema_that_terraform_refuses_fails_the_first_test() {
    let _ = Core::unconfigured(Offers::<()>::new().computed("bank_safe", |safe: Safe| safe));
}

#[tokio::test]
async fn nothing_runs_before_the_provider_is_configured() {
    assert_eq!(
        errors(&Core::new(Shelves::default(), &json!({})).await.err().unwrap()),
        ["room: Missing required argument"]
    );
    let mut core = Core::unconfigured(Shelves::default());
    let told = core.apply(SHELF, &named("a")).await.unwrap_err();
    assert!(text(&told).contains("before the provider was configured"), "{told:?}");
}

#[tokio::test]
async fn a_plan_that_depends_on_chance_is_a_bug() {
    let (core, shelves) = room().await;
    shelves.breaks(Fault::Moody);
    let told = core.plan(SHELF, &named("a")).await.unwrap_err();
    assert!(text(&told).contains("Planned twice"), "{told:?}");
}

#[tokio::test]
async fn a_plan_made_while_applying_keeps_what_was_known() {
    let (mut core, shelves) = room().await;
    // Two calls plan, two more plan while applying.
    shelves.breaks(Fault::SecondThoughts(2));
    let told = core.apply(SHELF, &named("a")).await.unwrap_err();
    assert_eq!(errors(&told), [": Provider produced inconsistent final plan"]);
    assert!(text(&told).contains("rule 13: label"), "{told:?}");
    assert!(core.stored(SHELF).is_none() && shelves.world().shelves.is_empty());
}

#[tokio::test]
async fn a_state_that_is_not_what_was_planned_is_a_bug_and_kept_as_tainted() {
    for (fault, told_at) in [(Fault::OtherName, "name"), (Fault::LeavesUnknown, "revision")] {
        let (mut core, shelves) = room().await;
        shelves.breaks(fault);
        let told = core.apply(SHELF, &named("a")).await.unwrap_err();
        assert_eq!(errors(&told), [format!("{told_at}: Bug in the provider")], "{fault:?}");
        assert!(core.stored(SHELF).unwrap().tainted, "{fault:?}");
    }
}
