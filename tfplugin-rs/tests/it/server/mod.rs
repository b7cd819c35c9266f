//! The calls of the protocol, over the wire, on a provider that misbehaves on request.

mod blocks;
mod calls;
mod cli;
mod judged;
mod offers;
mod process;
mod terraform;
mod trouble;

use std::collections::BTreeMap;

use kgas_proto::tfplugin6 as tf;
use kgas_proto::tfplugin6::provider_client::ProviderClient;
use tfplugin_rs::value::{Type, Value, decode, encode};

use crate::handshake::client::Channel;
use crate::handshake::process::{Process, Start};

type Client = ProviderClient<Channel>;

/// A client of a provider that is configured.
async fn configured(process: &Process) -> Client {
    let mut client = ProviderClient::new(Channel::to(process).await).max_decoding_message_size(256 << 20);
    let request = tf::configure_provider::Request {
        config: sent(&Value::Object(BTreeMap::new())),
        terraform_version: "1.11.4".to_owned(),
        client_capabilities: None,
    };
    let answer = client.configure_provider(request).await.unwrap().into_inner();
    assert_eq!(answer.diagnostics, []);
    client
}

async fn started() -> (Process, Client) {
    let process = Start::as_terraform().serving();
    let client = configured(&process).await;
    (process, client)
}

/// A thing with this name and echo, of size 1.
fn thing(name: &str, echo: Value) -> Value {
    let parts =
        [("name", name.into()), ("echo", echo), ("secret", Value::Null), ("size", 1.into()), ("parts", Value::Null)];
    Value::Object(parts.map(|(name, value)| (name.to_owned(), value)).into())
}

#[expect(clippy::unnecessary_wraps, reason = "every field of a message may be absent")]
fn sent(value: &Value) -> Option<tf::DynamicValue> {
    Some(tf::DynamicValue { msgpack: encode(value).into(), ..Default::default() })
}

/// Reads a thing. An answer is always in msgpack.
fn received(value: Option<tf::DynamicValue>) -> Value {
    let value = value.unwrap();
    assert!(value.json.is_empty() && !value.msgpack.is_empty());
    let parts = Type::List(Box::new(Type::object([("label", Type::String)])));
    let text = ["name", "echo", "secret"].map(|name| (name, Type::String));
    decode(&value.msgpack, &Type::object(text.into_iter().chain([("size", Type::Number), ("parts", parts)]))).unwrap()
}

/// The request to create a thing of this name, as it was planned.
fn create(name: &str) -> tf::apply_resource_change::Request {
    tf::apply_resource_change::Request {
        type_name: "trial_thing".to_owned(),
        prior_state: sent(&Value::Null),
        planned_state: sent(&thing(name, Value::unknown())),
        config: sent(&thing(name, Value::Null)),
        ..Default::default()
    }
}

/// The identity of the thing of this name.
#[expect(clippy::unnecessary_wraps, reason = "every field of a message may be absent")]
fn named(name: &str) -> Option<tf::ResourceIdentityData> {
    let parts = Value::Object([("name".to_owned(), name.into())].into());
    Some(tf::ResourceIdentityData { identity_data: sent(&parts) })
}
