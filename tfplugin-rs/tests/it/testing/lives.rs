//! Whole lives of resources.

use serde_json::json;
use tfplugin_rs::testing::{Action, Core, Stored, UNKNOWN};
use tfplugin_rs::value::Value;
use tfplugin_rs::{Import, Moved, Path, value_at};

use super::shelf::Fault;
use super::{SHELF, errors, named, room, text};

fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    value_at(value, &Path::from(path)).unwrap()
}

#[tokio::test]
async fn a_resource_is_created_kept_updated_replaced_and_destroyed() {
    let (mut core, shelves) = room().await;
    let plan = core.apply(SHELF, &named("a")).await.unwrap();
    assert_eq!(plan.action, Action::Create);
    assert!(at(&plan.planned, "id").is_unknown());
    assert_eq!(at(&plan.planned, "boards"), &3.into());
    assert_eq!(core.stored(SHELF).unwrap().state["label"], "[a]");
    core.settled(SHELF, &named("a")).await.unwrap();

    let wider = json!({ "name": "a", "boards": 5 });
    let plan = core.apply(SHELF, &wider).await.unwrap();
    assert_eq!(plan.action, Action::Update);
    assert_eq!(at(&plan.planned, "id"), &"shelf-0".into());
    assert_eq!(at(&plan.planned, "label"), &"[a]".into());
    assert!(at(&plan.planned, "revision").is_unknown());
    assert_eq!(core.stored(SHELF).unwrap().private, br#"{"updates":1}"#);
    core.settled(SHELF, &wider).await.unwrap();

    let plan = core.apply(SHELF, &named("b")).await.unwrap();
    assert_eq!((plan.action, plan.replace), (Action::Replace, [Path::from("name")].into()));
    assert!(at(&plan.planned, "id").is_unknown());
    assert_eq!(shelves.world().shelves.len(), 1);
    assert_eq!(core.stored(SHELF).unwrap().private, b"", "notes do not outlive the object");

    assert_eq!(core.destroy(SHELF).await.unwrap().action, Action::Delete);
    assert!(core.stored(SHELF).is_none() && shelves.world().shelves.is_empty());
    assert_eq!(core.destroy(SHELF).await.unwrap().action, Action::NoOp);
}

#[tokio::test]
async fn what_is_computed_in_a_set_stays_with_its_element() {
    let (mut core, _) = room().await;
    let books = |titles: &[&str]| {
        let books: Vec<_> = titles.iter().map(|title| json!({ "title": title })).collect();
        json!({ "name": "a", "books": books })
    };
    core.apply(SHELF, &books(&["emma", "ulysses"])).await.unwrap();
    core.settled(SHELF, &books(&["ulysses", "emma"])).await.unwrap();
    let plan = core.apply(SHELF, &books(&["ulysses", "walden"])).await.unwrap();
    let Value::Set(planned) = at(&plan.planned, "books") else { panic!("{plan:?}") };
    let places: Vec<_> = planned.iter().map(|book| at(book, "place")).collect();
    assert_eq!(places, [&Value::unknown(), &"ulysses-1".into()]);
    assert_eq!(core.stored(SHELF).unwrap().state["books"][1]["place"], "walden-1");
}

#[tokio::test]
async fn what_is_unknown_while_planning_is_known_when_applied() {
    let (mut core, _) = room().await;
    let plan = core.plan(SHELF, &json!({ "name": "a", "boards": UNKNOWN })).await.unwrap();
    assert!(at(&plan.planned, "boards").is_unknown());
    let told = core.apply_plan(plan.clone(), &json!({ "name": "a", "boards": UNKNOWN })).await.unwrap_err();
    assert_eq!(errors(&told), [": Configuration is unknown"]);
    core.apply_plan(plan, &json!({ "name": "a", "boards": 7 })).await.unwrap();
    assert_eq!(core.stored(SHELF).unwrap().state["boards"], 7);
}

#[tokio::test]
async fn a_write_only_value_is_in_no_plan_and_no_state() {
    let (mut core, shelves) = room().await;
    let config = json!({ "name": "a", "combination": "s3cr3t" });
    let plan = core.apply(SHELF, &config).await.unwrap();
    assert_eq!(at(&plan.planned, "combination"), &Value::Null);
    assert!(!core.stored(SHELF).unwrap().state.to_string().contains("s3cr3t"));
    assert_eq!(shelves.world().shelves["shelf-0"].combination, None);
    core.settled(SHELF, &config).await.unwrap();
}

#[tokio::test]
async fn drift_is_seen_and_repaired() {
    let (mut core, shelves) = room().await;
    core.apply(SHELF, &named("a")).await.unwrap();
    shelves.world().shelves.get_mut("shelf-0").unwrap().boards = 9;
    let told = core.settled(SHELF, &named("a")).await.unwrap_err().into_iter().next().unwrap();
    assert_eq!(told.detail, "room_shelf.tall: Update, because of `boards`, `revision` (known after apply).");
    core.refresh(SHELF).await.unwrap();
    assert_eq!(core.stored(SHELF).unwrap().state["boards"], 9);
    core.apply(SHELF, &named("a")).await.unwrap();
    assert_eq!(shelves.world().shelves["shelf-0"].boards, 3);

    shelves.world().shelves.clear();
    assert_eq!(core.plan(SHELF, &named("a")).await.unwrap().action, Action::Create);
    core.refresh(SHELF).await.unwrap();
    assert!(core.stored(SHELF).is_none());
}

#[tokio::test]
async fn a_half_made_object_is_tainted_and_replaced() {
    let (mut core, shelves) = room().await;
    shelves.breaks(Fault::HalfCreated);
    assert_eq!(errors(&core.apply(SHELF, &named("a")).await.unwrap_err()), [": Shelf was not finished"]);
    assert!(core.stored(SHELF).unwrap().tainted);
    shelves.breaks(Fault::None);
    assert_eq!(core.apply(SHELF, &named("a")).await.unwrap().action, Action::Replace);
    assert!(!core.stored(SHELF).unwrap().tainted);
    assert_eq!(shelves.world().shelves.keys().collect::<Vec<_>>(), ["shelf-1"]);
}

#[tokio::test]
async fn a_failure_keeps_what_is_true() {
    let (mut core, shelves) = room().await;
    shelves.breaks(Fault::NotCreated);
    core.apply(SHELF, &named("a")).await.unwrap_err();
    assert!(core.stored(SHELF).is_none());

    shelves.breaks(Fault::None);
    core.apply(SHELF, &named("a")).await.unwrap();
    let before = core.stored(SHELF).cloned();
    shelves.breaks(Fault::NotUpdated);
    core.apply(SHELF, &json!({ "name": "a", "boards": 5 })).await.unwrap_err();
    assert_eq!(core.stored(SHELF).cloned(), before);
    shelves.breaks(Fault::NotDeleted);
    core.destroy(SHELF).await.unwrap_err();
    assert_eq!(core.stored(SHELF).cloned(), before);
}

#[tokio::test]
async fn what_exists_is_imported_and_moved() {
    let (mut core, shelves) = room().await;
    core.apply("room_shelf.first", &named("a")).await.unwrap();
    let id = || Import::Id("shelf-0".to_owned());
    core.import(SHELF, id()).await.unwrap();
    assert_eq!(core.stored(SHELF), core.stored("room_shelf.first"));
    core.settled(SHELF, &named("a")).await.unwrap();
    assert_eq!(errors(&core.import(SHELF, id()).await.unwrap_err()), [": Resource already managed"]);
    let nowhere = core.import("room_shelf.other", Import::Id("nowhere".to_owned())).await.unwrap_err();
    assert_eq!(errors(&nowhere), [": Nothing to import"]);
    shelves.breaks(Fault::GoneAfterImport);
    let gone = core.import("room_shelf.other", id()).await.unwrap_err();
    assert_eq!(errors(&gone), [": Cannot import non-existent remote object"]);

    let mut from = Moved {
        provider: "registry.terraform.io/other/other".to_owned(),
        resource_type: "other_shelf".to_owned(),
        schema_version: 0,
        state: json!({ "title": "m" }),
        private: Vec::new(),
        identity: json!(null),
    };
    core.moved(&from, "room_shelf.moved").unwrap();
    assert_eq!(core.stored("room_shelf.moved").unwrap().state["name"], "m");
    from.resource_type = "other_chair".to_owned();
    assert_eq!(errors(&core.moved(&from, "room_shelf.chair").unwrap_err()), [": This resource cannot move here"]);
}

#[tokio::test]
async fn an_identity_lives_as_long_as_the_object() {
    let (mut core, shelves) = room().await;
    core.apply(SHELF, &named("a")).await.unwrap();
    let identity = |core: &Core| core.stored(SHELF).map(|stored| (stored.identity.clone(), stored.identity_version));
    assert_eq!(identity(&core), Some((json!({ "id": "shelf-0" }), 1)));
    core.settled(SHELF, &named("a")).await.unwrap();
    core.apply(SHELF, &json!({ "name": "a", "boards": 5 })).await.unwrap();
    assert_eq!(identity(&core), Some((json!({ "id": "shelf-0" }), 1)));

    // As an older release left it.
    let stored = core.stored(SHELF).unwrap().clone();
    core.store(SHELF, Stored { identity: json!({ "number": 0 }), identity_version: 0, ..stored.clone() });
    core.refresh(SHELF).await.unwrap();
    assert_eq!(identity(&core), Some((json!({ "id": "shelf-0" }), 1)));
    core.store(SHELF, Stored { identity: json!({ "number": 0 }), identity_version: 2, ..stored.clone() });
    let told = core.refresh(SHELF).await.unwrap_err();
    assert_eq!(errors(&told), [": Identity cannot be upgraded"]);

    core.store(SHELF, stored);
    shelves.breaks(Fault::OtherId);
    let told = core.refresh(SHELF).await.unwrap_err().into_iter().next().unwrap();
    assert!(told.detail.contains("rule 28") && told.detail.contains("`id` is not what it was"), "{told}");
    shelves.breaks(Fault::None);

    // Another object has another identity.
    core.apply(SHELF, &named("b")).await.unwrap();
    assert_eq!(identity(&core), Some((json!({ "id": "shelf-2" }), 1)));
    let by_identity = Import::Identity([("id".to_owned(), "shelf-2".into())].into());
    core.import("room_shelf.other", by_identity).await.unwrap();
    assert_eq!(core.stored("room_shelf.other"), core.stored(SHELF));
}

#[tokio::test]
async fn a_change_of_timeouts_is_an_update_that_asks_nobody() {
    let (mut core, shelves) = room().await;
    core.apply(SHELF, &named("a")).await.unwrap();
    let slow = json!({ "name": "a", "timeouts": { "create": "5m" } });
    // The update would fail.
    shelves.breaks(Fault::NotUpdated);
    let plan = core.apply(SHELF, &slow).await.unwrap();
    assert_eq!((plan.action, at(&plan.planned, "revision")), (Action::Update, &1.into()));
    assert_eq!(core.stored(SHELF).unwrap().state["timeouts"]["create"], "5m");
    assert_eq!(shelves.world().made, 1);
}

#[tokio::test]
async fn state_of_an_older_release_is_upgraded() {
    let (mut core, shelves) = room().await;
    core.apply(SHELF, &named("a")).await.unwrap();
    let mut older = core.stored(SHELF).unwrap().state.clone();
    older.as_object_mut().unwrap().shift_remove("boards");
    older["planks"] = 3.into();
    core.store(SHELF, Stored::new(older.clone(), 1));
    core.settled(SHELF, &named("a")).await.unwrap();

    older.as_object_mut().unwrap().shift_remove("planks");
    core.store(SHELF, Stored::new(older.clone(), 1));
    let told = core.plan(SHELF, &named("a")).await.unwrap_err();
    assert_eq!(errors(&told), [": State cannot be upgraded"]);
    core.store(SHELF, Stored::new(older, 3));
    let told = core.plan(SHELF, &named("a")).await.unwrap_err();
    assert_eq!(errors(&told), [": Resource instance managed by newer provider version"]);
    assert_eq!(shelves.world().made, 1);
}

/// As a release would leave it that knew less of the schema, or allowed more, at the same version.
#[tokio::test]
async fn state_that_today_s_provider_cannot_read_is_told_before_anything_is_done_with_it() {
    let (mut core, shelves) = room().await;
    core.apply(SHELF, &named("a")).await.unwrap();
    let stored = core.stored(SHELF).unwrap().state.clone();
    for (part, value, expected) in [
        ("name", json!(null), "- `name` has no value there, and must have one."),
        ("books", json!([{ "place": "b-1" }]), "- `books[*].title` has no value there, and must have one."),
        ("boards", json!(2.5), "- `boards`: 2.5 was given; this must be a whole number"),
    ] {
        let mut older = stored.clone();
        older[part] = value;
        core.store(SHELF, Stored::new(older, 2));
        for told in [core.plan(SHELF, &named("a")).await.unwrap_err(), core.destroy(SHELF).await.unwrap_err()] {
            assert_eq!(errors(&told), [": State cannot be upgraded"]);
            assert!(text(&told).contains(expected) && text(&told).contains("lacks an `Upgrade` step"), "{told:?}");
        }
    }
    // What may be null may be missing.
    let mut older = stored;
    older.as_object_mut().unwrap().retain(|name, _| name == "name" || name == "id");
    core.store(SHELF, Stored::new(older, 2));
    core.settled(SHELF, &named("a")).await.unwrap();
    assert_eq!(shelves.world().made, 1);
}

#[tokio::test]
async fn data_sources_ephemeral_resources_and_functions_answer() {
    let (mut core, _) = room().await;
    core.apply(SHELF, &named("a")).await.unwrap();
    let (count, _) = core.read_data_source("room_count", &named("a")).await.unwrap();
    assert_eq!(at(&count, "count"), &1.into());
    let told = core.read_data_source("room_count", &named(UNKNOWN)).await.unwrap_err();
    assert_eq!(errors(&told), [": Configuration is unknown"]);

    let opened = core.open("room_key", &json!({ "teeth": 3 })).await.unwrap();
    assert_eq!(at(&opened.result, "key"), &"ttt".into());
    let (private, renew_at) = core.renew("room_key", &opened.private).await.unwrap();
    assert_eq!((private.get("teeth"), renew_at), (Some(&3.into()), None));
    assert!(core.close("room_key", &private).await.is_empty());

    assert_eq!(core.call("double", &[21.into()]), Ok(42.into()));
    assert_eq!(core.call("double", &[Value::unknown()]), Ok(Value::unknown()));
    assert_eq!(core.call("double", &[Value::Null]).unwrap_err().argument, Some(0));
    assert_eq!(core.call("double", &[1.into(), 2.into()]).unwrap_err().argument, Some(1));
    assert_eq!(core.call("double", &[]).unwrap_err().argument, None);
    assert_eq!(core.call("double", &["x".into()]).unwrap_err().argument, Some(0));
    assert!(core.call("treble", &[]).unwrap_err().text.contains("treble"));
}
