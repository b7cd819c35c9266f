//! What a test asks of the sandbox itself, under `/_sandbox/`: no cloud has these.
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

mod inventory;

/// Answers a control request; nothing when the request is for a cloud.
pub(crate) fn answer(world: &mut World, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let what = request.uri().path().strip_prefix("/_sandbox/")?;
    let answered = match (request.method().as_str(), what) {
        ("GET", "inventory") => Ok(inventory::list(world)),
        (method, _) => Err(format!("There is no {method} /_sandbox/{what}.")),
    };
    Some(match answered {
        Ok(value) => json_answer(StatusCode::OK, &value),
        Err(words) => json_answer(StatusCode::BAD_REQUEST, &json!({ "error": words })),
    })
}

fn json_answer(status: StatusCode, value: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    response
}
