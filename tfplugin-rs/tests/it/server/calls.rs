//! What each call gives for what it is given.

use kgas_proto::tfplugin6 as tf;
use tfplugin_rs::value::Value;
use tfplugin_rs::value::encode;

use super::{create, named, received, sent, started, thing};

#[tokio::test]
async fn a_thing_is_planned_created_read_replaced_and_destroyed() {
    let (_process, mut client) = started().await;
    let plan = |prior: Value, proposed: Value, config: Value| tf::plan_resource_change::Request {
        type_name: "trial_thing".to_owned(),
        prior_state: sent(&prior),
        proposed_new_state: sent(&proposed),
        config: sent(&config),
        prior_private: "{\"k\":1}".into(),
        ..Default::default()
    };
    let request = plan(Value::Null, thing("a", Value::Null), thing("a", Value::Null));
    let planned = client.plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!((planned.diagnostics, received(planned.planned_state)), (vec![], thing("a", Value::unknown())));
    assert_eq!((planned.planned_private.as_ref(), planned.legacy_type_system), (&b"{\"k\":1}"[..], false));
    assert_eq!(planned.deferred, None);

    let made = client.apply_resource_change(create("a")).await.unwrap().into_inner();
    assert_eq!((made.diagnostics, received(made.new_state)), (vec![], thing("a", "a".into())));

    let request = tf::read_resource::Request {
        type_name: "trial_thing".to_owned(),
        current_state: sent(&thing("a", "a".into())),
        private: "{\"k\":1}".into(),
        ..Default::default()
    };
    let read = client.read_resource(request).await.unwrap().into_inner();
    assert_eq!((read.diagnostics, received(read.new_state)), (vec![], thing("a", "a".into())));
    // What is not repeated is erased.
    assert_eq!(read.private, "{\"k\":1}");

    let request = plan(thing("a", "a".into()), thing("b", "a".into()), thing("b", Value::Null));
    let planned = client.plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!((planned.diagnostics, received(planned.planned_state)), (vec![], thing("b", Value::unknown())));
    let name = tf::attribute_path::step::Selector::AttributeName("name".to_owned());
    let step = tf::attribute_path::Step { selector: Some(name) };
    assert_eq!(planned.requires_replace, [tf::AttributePath { steps: vec![step] }]);

    let request = plan(thing("a", "a".into()), Value::Null, Value::Null);
    let planned = client.plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!((planned.diagnostics, received(planned.planned_state)), (vec![], Value::Null));
    let request = tf::apply_resource_change::Request {
        prior_state: sent(&thing("a", "a".into())),
        planned_state: sent(&Value::Null),
        config: sent(&Value::Null),
        ..create("a")
    };
    let gone = client.apply_resource_change(request).await.unwrap().into_inner();
    assert_eq!((gone.diagnostics, received(gone.new_state)), (vec![], Value::Null));
}

/// What Terraform 1.16 sends and what an apply of 1.11 allows changes no plan: nothing is deferred.
#[tokio::test]
async fn a_plan_is_the_same_for_every_client() {
    let (_process, mut client) = started().await;
    let plain = tf::plan_resource_change::Request {
        type_name: "trial_thing".to_owned(),
        prior_state: sent(&Value::Null),
        proposed_new_state: sent(&thing("a", Value::Null)),
        config: sent(&thing("a", Value::Null)),
        ..Default::default()
    };
    let able = tf::ClientCapabilities {
        deferral_allowed: true,
        write_only_attributes_allowed: true,
        store_planned_private: true,
        computed_blocks_allowed: true,
    };
    let newer = tf::plan_resource_change::Request {
        planned_private: "{\"first\":1}".into(),
        client_capabilities: Some(able),
        ..plain.clone()
    };
    let plain = client.plan_resource_change(plain).await.unwrap().into_inner();
    assert_eq!((plain.deferred, &plain.diagnostics), (None, &vec![]));
    assert_eq!(client.plan_resource_change(newer).await.unwrap().into_inner(), plain);
}

#[tokio::test]
async fn what_is_gone_reads_as_null() {
    let (_process, mut client) = started().await;
    let request = tf::read_resource::Request {
        type_name: "trial_thing".to_owned(),
        current_state: sent(&thing("gone", "gone".into())),
        ..Default::default()
    };
    let read = client.read_resource(request).await.unwrap().into_inner();
    assert_eq!((read.diagnostics, received(read.new_state)), (vec![], Value::Null));
}

#[tokio::test]
async fn stored_state_comes_back_as_msgpack() {
    let (_process, mut client) = started().await;
    let request = |json: &'static str| tf::upgrade_resource_state::Request {
        type_name: "trial_thing".to_owned(),
        version: 0,
        raw_state: Some(tf::RawState { json: json.into(), ..Default::default() }),
    };
    let read =
        client.upgrade_resource_state(request(r#"{"name":"a","echo":"a","size":1}"#)).await.unwrap().into_inner();
    assert_eq!((read.diagnostics, received(read.upgraded_state)), (vec![], thing("a", "a".into())));
    let ancient = client.upgrade_resource_state(request("")).await.unwrap().into_inner();
    assert_eq!(ancient.diagnostics[0].summary, "State is of a form that is no longer read");
}

#[tokio::test]
async fn an_import_is_of_one_thing_by_id_or_by_identity() {
    let (_process, mut client) = started().await;
    let request = |id: &str, identity| tf::import_resource_state::Request {
        type_name: "trial_thing".to_owned(),
        id: id.to_owned(),
        identity,
        ..Default::default()
    };
    for request in [request("a", None), request("", named("a"))] {
        let mut answer = client.import_resource_state(request).await.unwrap().into_inner();
        let found = answer.imported_resources.pop().unwrap();
        assert_eq!((answer.imported_resources.len(), answer.diagnostics), (0, vec![]));
        assert_eq!((found.type_name.as_str(), received(found.state)), ("trial_thing", thing("a", "a".into())));
        assert_eq!(found.identity, named("a"));
    }
    let nothing = client.import_resource_state(request("nothing", None)).await.unwrap().into_inner();
    assert_eq!((nothing.imported_resources, nothing.diagnostics.len()), (vec![], 1));
}

#[tokio::test]
async fn an_identity_goes_with_every_state() {
    let (_process, mut client) = started().await;
    let made = client.apply_resource_change(create("a")).await.unwrap().into_inner();
    assert_eq!(made.new_identity, named("a"));
    let request = tf::read_resource::Request {
        type_name: "trial_thing".to_owned(),
        current_state: sent(&thing("a", "a".into())),
        ..Default::default()
    };
    let read = client.read_resource(request).await.unwrap().into_inner();
    assert_eq!(read.new_identity, named("a"));
    let request = tf::plan_resource_change::Request {
        type_name: "trial_thing".to_owned(),
        prior_state: sent(&thing("a", "a".into())),
        proposed_new_state: sent(&thing("a", "a".into())),
        config: sent(&thing("a", Value::Null)),
        ..Default::default()
    };
    let planned = client.plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!((planned.planned_identity, planned.diagnostics), (named("a"), vec![]));
}

#[tokio::test]
async fn a_stored_identity_is_brought_up_to_date() {
    let (_process, mut client) = started().await;
    let request = |version, json: &'static str| tf::upgrade_resource_identity::Request {
        type_name: "trial_thing".to_owned(),
        version,
        raw_identity: Some(tf::RawState { json: json.into(), ..Default::default() }),
    };
    for (version, json) in [(1, r#"{"name":"a"}"#), (0, r#"{"title":"a"}"#)] {
        let stored = client.upgrade_resource_identity(request(version, json)).await.unwrap().into_inner();
        assert_eq!((stored.upgraded_identity, stored.diagnostics), (named("a"), vec![]), "{version}");
    }
    for (version, json) in [(2, r#"{"name":"a"}"#), (0, r#"{"name":"a"}"#), (1, r#"{"name":[]}"#)] {
        let told = client.upgrade_resource_identity(request(version, json)).await.unwrap().into_inner();
        assert_eq!(told.diagnostics[0].summary, "Identity cannot be upgraded", "{version} {json}");
    }
}

#[tokio::test]
async fn an_identity_that_changes_breaks_a_rule() {
    let (_process, mut client) = started().await;
    let request = |name: &str, before| tf::read_resource::Request {
        type_name: "trial_thing".to_owned(),
        current_state: sent(&thing(name, name.into())),
        current_identity: before,
        ..Default::default()
    };
    for before in [None, named("a")] {
        let read = client.read_resource(request("a", before)).await.unwrap().into_inner();
        assert_eq!((read.new_identity, read.diagnostics), (named("a"), vec![]));
    }
    let read = client.read_resource(request("renames itself", named("renames itself"))).await.unwrap().into_inner();
    assert!(read.diagnostics[0].detail.contains("rule 28"), "{:?}", read.diagnostics);
}

#[tokio::test]
async fn state_of_another_type_moves_here_or_is_refused() {
    let (_process, mut client) = started().await;
    let request = |from: &str| tf::move_resource_state::Request {
        source_provider_address: "registry.terraform.io/acme/other".to_owned(),
        source_type_name: from.to_owned(),
        source_state: Some(tf::RawState { json: r#"{"title":"a"}"#.into(), ..Default::default() }),
        target_type_name: "trial_thing".to_owned(),
        ..Default::default()
    };
    let moved = client.move_resource_state(request("other_thing")).await.unwrap().into_inner();
    assert_eq!((moved.diagnostics, received(moved.target_state)), (vec![], thing("a", "a".into())));
    for (identity, expected) in [(r#"{"number":7}"#, "a, \u{1}notes, 7"), ("", "a, \u{1}notes, none")] {
        let noted = tf::move_resource_state::Request {
            source_private: "\u{1}notes".into(),
            source_identity: Some(tf::RawState { json: identity.into(), ..Default::default() }),
            ..request("noted_thing")
        };
        let moved = client.move_resource_state(noted).await.unwrap().into_inner();
        assert_eq!((moved.diagnostics, received(moved.target_state)), (vec![], thing(expected, expected.into())));
    }
    let refused = client.move_resource_state(request("unlike")).await.unwrap().into_inner();
    assert_eq!(refused.diagnostics[0].summary, "This resource cannot move here");
}

#[tokio::test]
async fn a_data_source_reads() {
    let (_process, mut client) = started().await;
    let request = tf::read_data_source::Request {
        type_name: "trial_look".to_owned(),
        config: sent(&thing("a", Value::Null)),
        ..Default::default()
    };
    let read = client.read_data_source(request).await.unwrap().into_inner();
    assert_eq!((read.diagnostics, received(read.state)), (vec![], thing("a", "a".into())));
}

#[tokio::test]
async fn an_ephemeral_resource_carries_its_notes_from_opening_to_closing() {
    let (_process, mut client) = started().await;
    let type_name = "trial_token".to_owned();
    let request = tf::open_ephemeral_resource::Request {
        type_name: type_name.clone(),
        config: sent(&thing("a", Value::Null)),
        client_capabilities: None,
    };
    let opened = client.open_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!((opened.diagnostics, received(opened.result)), (vec![], thing("a", "a".into())));
    assert_eq!(opened.renew_at, Some(kgas_proto::Timestamp { seconds: 1, nanos: 500_000_000 }));
    let request = tf::renew_ephemeral_resource::Request { type_name: type_name.clone(), private: opened.private };
    let renewed = client.renew_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!((renewed.diagnostics, renewed.renew_at), (vec![], None));
    let request = tf::close_ephemeral_resource::Request { type_name, private: renewed.private };
    let closed = client.close_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!(closed.diagnostics[0].detail, "\"a\"");
}

#[tokio::test]
async fn a_function_needs_no_configuration_and_names_the_argument_at_fault() {
    let process = crate::handshake::process::Start::as_terraform().serving();
    let mut client = super::Client::new(crate::handshake::client::Channel::to(&process).await);
    let request = |name: &str, words: &[&str]| tf::call_function::Request {
        name: name.to_owned(),
        arguments: words.iter().map(|word| sent(&(*word).into()).unwrap()).collect(),
    };
    let answer = client.call_function(request("shout", &["a", "b", "c"])).await.unwrap().into_inner();
    assert_eq!(answer.result.unwrap().msgpack, encode(&"A B C".into()));
    let answer = client.call_function(request("shout", &["a", ""])).await.unwrap().into_inner();
    assert_eq!(answer.error.unwrap().function_argument, Some(1));
    let answer = client.call_function(request("whisper", &[])).await.unwrap().into_inner();
    assert!(answer.error.unwrap().text.contains("no function \"whisper\""));
}
