//! Facts other programs rely on, as bytes and paths.

use std::collections::BTreeSet;

use kgas_proto::Timestamp;
use kgas_proto::tfplugin6::{DynamicValue, Schema, open_ephemeral_resource, schema};
use prost::Message;

#[test]
fn a_dynamic_value_is_field_one() {
    let null = DynamicValue { msgpack: vec![0xc0].into(), ..DynamicValue::default() };
    assert_eq!(null.encode_to_vec(), [0x0a, 0x01, 0xc0]);
}

#[test]
fn a_timestamp_is_a_google_timestamp() {
    let response = open_ephemeral_resource::Response {
        renew_at: Some(Timestamp { seconds: 1, nanos: 2 }),
        ..open_ephemeral_resource::Response::default()
    };
    assert_eq!(response.encode_to_vec(), [0x12, 0x04, 0x08, 0x01, 0x10, 0x02]);
}

#[test]
fn a_block_knows_the_fields_of_6_11() {
    let block = schema::Block { computed: true, ..schema::Block::default() };
    let schema = Schema { version: 0, block: Some(block) };
    assert_eq!(schema.encode_to_vec(), [0x12, 0x02, 0x40, 0x01]);
}

#[test]
fn the_provider_service_has_36_methods() {
    let generated = include_str!("../../src/gen/tfplugin6.rs");
    let methods: BTreeSet<&str> =
        generated.split('"').filter(|text| text.starts_with("/tfplugin6.Provider/")).collect();
    assert_eq!(methods.len(), 36, "{methods:?}");
}
