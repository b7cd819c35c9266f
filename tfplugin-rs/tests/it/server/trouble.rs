//! What goes wrong is told in diagnostics, and what is true nevertheless is kept.

use std::time::Duration;

use kgas_proto::plugin::Empty;
use kgas_proto::plugin::grpc_controller_client::GrpcControllerClient;
use kgas_proto::tfplugin6 as tf;
use tfplugin_rs::value::Value;

use super::{Client, configured, create, named, received, sent, started, thing};
use crate::handshake::client::Channel;
use crate::handshake::process::{GRACE, Start, until};

#[tokio::test]
async fn a_panic_is_told_and_the_provider_goes_on() {
    let (process, mut client) = started().await;
    let request = tf::apply_resource_change::Request {
        planned_private: "{\"k\":1}".into(),
        planned_identity: named("panics"),
        ..create("panics")
    };
    let answer = client.apply_resource_change(request).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics[0].summary, "Bug in the provider");
    let told = &answer.diagnostics[0].detail;
    assert!(told.starts_with("ApplyResourceChange of trial_thing ended in a panic: asked to, on panics."), "{told}");
    assert_eq!((answer.private.as_ref(), received(answer.new_state)), (&b"{\"k\":1}"[..], Value::Null));
    assert_eq!(answer.new_identity, named("panics"));
    let answer = client.apply_resource_change(create("a")).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics, []);

    GrpcControllerClient::new(Channel::to(&process).await).shutdown(Empty {}).await.unwrap();
    let (code, out, err) = process.ended();
    assert_eq!((code, out.as_str()), (Some(0), ""));
    // Terraform shows its user what begins so, and what follows.
    assert!(err.starts_with("panic: asked to, on panics\n"), "{err}");
}

#[tokio::test]
async fn an_error_beside_a_state_keeps_the_state_and_names_the_attribute() {
    let (_process, mut client) = started().await;
    let answer = client.apply_resource_change(create("fails late")).await.unwrap().into_inner();
    assert_eq!(received(answer.new_state), thing("fails late", "fails late".into()));
    let [told] = &answer.diagnostics[..] else { panic!("{:?}", answer.diagnostics) };
    let name = tf::attribute_path::step::Selector::AttributeName("name".to_owned());
    assert_eq!(told.attribute.as_ref().unwrap().steps[0].selector, Some(name));
}

#[tokio::test]
async fn nothing_unknown_is_stored_beside_the_bug_that_left_it() {
    let (_process, mut client) = started().await;
    let answer = client.apply_resource_change(create("leaves unknown")).await.unwrap().into_inner();
    assert!(answer.diagnostics[0].detail.contains("rule 15"), "{:?}", answer.diagnostics);
    assert_eq!(received(answer.new_state), thing("leaves unknown", Value::Null));
}

#[tokio::test]
async fn what_does_not_read_and_what_is_unknown_is_told() {
    let (_process, mut client) = started().await;
    let unknown = tf::apply_resource_change::Request { type_name: "trial_other".to_owned(), ..create("a") };
    let answer = client.apply_resource_change(unknown).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics[0].summary, "No such resource in this provider");
    let garbage = tf::DynamicValue { msgpack: vec![0x91; 1_000].into(), ..Default::default() };
    let garbage = tf::apply_resource_change::Request { config: Some(garbage), ..create("a") };
    let answer = client.apply_resource_change(garbage).await.unwrap().into_inner();
    assert!(answer.diagnostics[0].detail.starts_with("The configuration that Terraform sent does not fit"));
}

#[tokio::test]
async fn before_it_is_configured_it_says_so() {
    let process = Start::as_terraform().serving();
    let mut client = Client::new(Channel::to(&process).await);
    let request = tf::apply_resource_change::Request { planned_identity: named("a"), ..create("a") };
    let answer = client.apply_resource_change(request).await.unwrap().into_inner();
    assert!(answer.diagnostics[0].detail.contains("before the provider was configured"));
    assert_eq!(answer.new_identity, named("a"));
    let request = tf::read_resource::Request {
        type_name: "trial_thing".to_owned(),
        current_state: sent(&thing("a", "a".into())),
        current_identity: named("a"),
        ..Default::default()
    };
    let answer = client.read_resource(request).await.unwrap().into_inner();
    assert!(answer.diagnostics[0].detail.contains("before the provider was configured"));
    assert_eq!(answer.new_identity, named("a"));
}

#[tokio::test]
async fn a_message_may_be_larger_than_grpc_libraries_take_by_themselves() {
    let (_process, mut client) = started().await;
    let name = "n".repeat(5 << 20);
    let answer = client.apply_resource_change(create(&name)).await.unwrap().into_inner();
    assert_eq!(received(answer.new_state), thing(&name, name.as_str().into()));
}

#[tokio::test]
async fn json_is_read_where_msgpack_is_empty() {
    let (_process, mut client) = started().await;
    let json = tf::DynamicValue {
        json: r#"{"name":"a","echo":null,"secret":null,"size":1,"parts":null}"#.into(),
        ..Default::default()
    };
    let request = tf::apply_resource_change::Request { config: Some(json), prior_state: None, ..create("a") };
    let answer = client.apply_resource_change(request).await.unwrap().into_inner();
    assert_eq!((answer.diagnostics, received(answer.new_state)), (vec![], thing("a", "a".into())));
}

/// Waits for what the running `call` gives, which must not be there yet.
macro_rules! still_running {
    ($call:expr) => {
        assert!(tokio::time::timeout(Duration::from_millis(100), &mut $call).await.is_err(), "it did not wait");
    };
}

#[tokio::test]
async fn a_stop_ends_what_runs_keeps_its_state_and_leaves_what_comes_later_alone() {
    let (_process, client) = started().await;
    for _ in 0..2 {
        let (mut one, mut other) = (client.clone(), client.clone());
        let mut running = tokio::spawn(async move { one.apply_resource_change(create("waits")).await });
        still_running!(running);
        let stopped = other.stop_provider(tf::stop_provider::Request {}).await.unwrap().into_inner();
        assert_eq!(stopped.error, "");
        let answer = running.await.unwrap().unwrap().into_inner();
        assert_eq!(answer.diagnostics[0].summary, "Stopped");
        assert_eq!(received(answer.new_state), thing("waits", "waits".into()));
    }
}

#[tokio::test]
async fn a_stop_reaches_everything_that_runs() {
    let (_process, mut client) = started().await;
    let begun = tempfile::TempDir::new().unwrap();
    let running: Vec<_> = (0..50)
        .map(|n| {
            let (mut client, begun) = (client.clone(), begun.path().join(n.to_string()));
            let name = format!("waits:{}", begun.display());
            tokio::spawn(async move { client.apply_resource_change(create(&name)).await })
        })
        .collect();
    // A call that begins after the stop is not asked: all must have begun.
    let all = begun.path().to_owned();
    let begun_all = move || until(GRACE, || std::fs::read_dir(&all).unwrap().count() == 50);
    tokio::task::spawn_blocking(begun_all).await.unwrap();
    client.stop_provider(tf::stop_provider::Request {}).await.unwrap();
    for call in running {
        assert_eq!(call.await.unwrap().unwrap().into_inner().diagnostics[0].summary, "Stopped");
    }
}

#[tokio::test]
async fn a_termination_lets_what_runs_finish() {
    let (process, mut client) = started().await;
    let mut running = tokio::spawn(async move { client.apply_resource_change(create("waits")).await });
    still_running!(running);
    process.signal("TERM");
    let answer = running.await.unwrap().unwrap().into_inner();
    assert_eq!(received(answer.new_state), thing("waits", "waits".into()));
    assert_eq!(process.ended().0, Some(0));
}

#[tokio::test]
async fn interrupts_while_something_runs_change_nothing() {
    let (process, client) = started().await;
    let (mut one, mut other) = (client.clone(), client);
    let mut running = tokio::spawn(async move { one.apply_resource_change(create("waits")).await });
    process.signal("INT");
    still_running!(running);
    other.stop_provider(tf::stop_provider::Request {}).await.unwrap();
    let answer = running.await.unwrap().unwrap().into_inner();
    assert_eq!(received(answer.new_state), thing("waits", "waits".into()));
}

#[tokio::test]
async fn every_answer_is_the_same_from_a_second_connection() {
    let (process, mut first) = started().await;
    let mut second = configured(&process).await;
    let mut answers = Vec::new();
    for client in [&mut first, &mut second] {
        let schema = client.get_provider_schema(tf::get_provider_schema::Request {}).await.unwrap().into_inner();
        let request = tf::validate_resource_config::Request {
            type_name: "trial_other".to_owned(),
            config: sent(&thing("a", Value::Null)),
            client_capabilities: None,
        };
        let told = client.validate_resource_config(request).await.unwrap().into_inner();
        let made = client.apply_resource_change(create("a")).await.unwrap().into_inner();
        answers.push((schema, told, made));
    }
    let [one, other] = &answers[..] else { unreachable!("there are two connections") };
    assert_eq!(one, other);
    // What is compared says something.
    assert!(one.0.resource_schemas.contains_key("trial_thing"));
    assert_eq!((one.1.diagnostics.len(), one.2.new_identity.clone()), (1, named("a")));
}

#[tokio::test]
async fn a_secret_needs_a_terraform_that_keeps_it_out_of_the_state() {
    let (_process, mut client) = started().await;
    let Value::Object(mut config) = thing("a", Value::Null) else { unreachable!() };
    config.insert("secret".to_owned(), "swordfish".into());
    let config = sent(&Value::Object(config));
    for (can, told) in [(true, 0), (false, 1)] {
        let can = tf::ClientCapabilities { write_only_attributes_allowed: can, ..Default::default() };
        let request = tf::validate_resource_config::Request {
            type_name: "trial_thing".to_owned(),
            config: config.clone(),
            client_capabilities: Some(can),
        };
        let answer = client.validate_resource_config(request).await.unwrap().into_inner();
        assert_eq!(answer.diagnostics.len(), told, "{:?}", answer.diagnostics);
        assert!(!format!("{answer:?}").contains("swordfish"));
    }
    let request = tf::apply_resource_change::Request { config, ..create("a") };
    let answer = client.apply_resource_change(request).await.unwrap().into_inner();
    assert_eq!((answer.diagnostics, received(answer.new_state)), (vec![], thing("a", "a".into())));
}
