//! What is offered, and what is not.

use kgas_proto::tfplugin6 as tf;

use super::started;

#[tokio::test]
async fn the_schema_says_each_type_once_and_in_json() {
    let (_process, mut client) = started().await;
    let all = client.get_provider_schema(tf::get_provider_schema::Request {}).await.unwrap().into_inner();
    assert_eq!(all.diagnostics, []);
    let can = all.server_capabilities.unwrap();
    assert!(can.plan_destroy && can.get_provider_schema_optional && can.move_resource_state);
    let block = all.resource_schemas["trial_thing"].block.clone().unwrap();
    for attribute in &block.attributes {
        let ty: Option<serde_json::Value> = serde_json::from_slice(&attribute.r#type).ok();
        assert_eq!(ty.is_some(), attribute.nested_type.is_none(), "{}", attribute.name);
        assert_eq!(attribute.required, !attribute.optional && !attribute.computed, "{}", attribute.name);
    }
    assert_eq!(all.functions["shout"].variadic_parameter.as_ref().unwrap().r#type, "\"string\"");
}

#[tokio::test]
async fn names_identities_and_signatures_are_told() {
    let (_process, mut client) = started().await;
    let names = client.get_metadata(tf::get_metadata::Request {}).await.unwrap().into_inner();
    let resources: Vec<_> = names.resources.iter().map(|one| one.type_name.as_str()).collect();
    assert_eq!(resources, ["trial_house", "trial_thing"]);
    assert_eq!(names.data_sources[0].type_name, "trial_look");
    assert_eq!(names.ephemeral_resources[0].type_name, "trial_token");
    assert_eq!(names.functions[0].name, "shout");
    let request = tf::get_resource_identity_schemas::Request {};
    let identities = client.get_resource_identity_schemas(request).await.unwrap().into_inner();
    assert_eq!(identities.identity_schemas["trial_thing"].version, 1);
    let name = &identities.identity_schemas["trial_thing"].identity_attributes[0];
    assert_eq!((name.name.as_str(), name.required_for_import), ("name", true));
    let functions = client.get_functions(tf::get_functions::Request {}).await.unwrap().into_inner();
    assert_eq!(functions.functions.keys().collect::<Vec<_>>(), ["shout"]);
}

#[tokio::test]
async fn what_is_not_offered_is_told_in_diagnostics() {
    let (_process, mut client) = started().await;
    let listed = client.list_resource(tf::list_resource::Request::default()).await.unwrap();
    let event = listed.into_inner().message().await.unwrap().unwrap();
    assert_eq!(event.diagnostic[0].summary, "This provider offers no lists of resources");
    let invoked = client.invoke_action(tf::invoke_action::Request::default()).await.unwrap();
    let event = invoked.into_inner().message().await.unwrap().unwrap();
    assert!(matches!(
        event.r#type,
        Some(tf::invoke_action::event::Type::Completed(done)) if done.diagnostics.len() == 1
    ));
    let read = client.read_state_bytes(tf::read_state_bytes::Request::default()).await.unwrap();
    assert_eq!(read.into_inner().message().await.unwrap().unwrap().diagnostics.len(), 1);
    let chunk = tonic::codegen::tokio_stream::once(tf::write_state_bytes::RequestChunk::default());
    assert_eq!(client.write_state_bytes(chunk).await.unwrap().into_inner().diagnostics.len(), 1);
    let told = [
        client.plan_action(tf::plan_action::Request::default()).await.unwrap().into_inner().diagnostics,
        client.lock_state(tf::lock_state::Request::default()).await.unwrap().into_inner().diagnostics,
        client
            .generate_resource_config(tf::generate_resource_config::Request::default())
            .await
            .unwrap()
            .into_inner()
            .diagnostics,
    ];
    for told in told {
        assert!(told[0].summary.starts_with("This provider offers no "), "{told:?}");
    }
}
