//! Wire types of Terraform's plugin protocol and of go-plugin's own services.
//!
//! The `.proto` files under `proto/` are the source; `src/gen/` is generated from them and committed, so that a build
//! needs neither `protoc` nor a build script. After an edit run
//! `UPDATE_EXPECT=1 cargo test -p kgas-proto`; without the variable the same test fails on any difference.
//!
//! Bytes are [`prost::bytes::Bytes`], cut out of the received message without a copy; maps are ordered, so that equal
//! messages have equal encodings.

/// Terraform's plugin protocol 6.11.
#[expect(missing_docs, clippy::pedantic, reason = "generated; what needs a word has it in the .proto file")]
pub mod tfplugin6 {
    include!("gen/tfplugin6.rs");
}

/// The services go-plugin runs beside the plugin's own.
#[expect(missing_docs, clippy::pedantic, reason = "generated; what needs a word has it in the .proto file")]
pub mod plugin {
    include!("gen/plugin.rs");
}

/// gRPC's standard health check.
#[expect(missing_docs, clippy::pedantic, reason = "generated; what needs a word has it in the .proto file")]
pub mod health {
    include!("gen/grpc.health.v1.rs");
}

/// A point in time, on the wire as `google.protobuf.Timestamp`.
///
/// Source: <https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp>.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z; negative before it.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Nanoseconds after that second, `0..=999_999_999`.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}
