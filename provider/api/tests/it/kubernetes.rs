//! Kubernetes: what comes back, read beside the types that k8s-openapi makes of the vendor's own description.

mod absence;
mod damaged;
mod kinds;
mod objects;
mod routes;
mod values;
mod views;

use http::Response;
use kgas_api::kubernetes::{Kind, Name, Namespace, Object, Place};
use serde::Serialize;
use serde_json::Value;

use crate::case::answer;

fn place(kind: Kind) -> Place {
    kind.at(&Namespace::parse("shop").unwrap(), &Name::parse("api").unwrap())
}

/// An object of the vendor's types, as it comes over the wire.
fn object(of: impl Serialize) -> Object {
    Object::from_value(serde_json::to_value(of).unwrap()).unwrap()
}

fn json(status: u16, body: &Value) -> Response<bytes::Bytes> {
    answer(status, &[("content-type", "application/json"), ("audit-id", "a-1")], &body.to_string())
}
