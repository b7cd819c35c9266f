//! What a test asks of the sandbox itself, under `/_sandbox/`: no cloud has these.
//!
//! | request | does |
//! |---|---|
//! | `POST faults` `{"faults": [..]}` | plans faults; `GET faults` says how often each fired, `DELETE faults` forgets them |
//! | `GET log?since=N` | the calls so far, in order; `DELETE log` forgets them |
//! | `GET operations` | the operations that are played, by service |
//! | `GET inventory` | every object that lives |
//! | `POST drift` | changes an object behind the provider's back |
//! | `POST advance` `{"seconds": N}` | lets time pass |
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::params::Params;
use crate::played;
use crate::world::World;

mod drift;
mod inventory;

/// Answers a control request; nothing when the request is for a cloud.
pub(crate) fn answer(world: &mut World, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let what = request.uri().path().strip_prefix("/_sandbox/")?;
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
    let query = Params::parse(request.uri().query().unwrap_or_default());
    let answered = match (request.method().as_str(), what) {
        ("GET", "inventory") => Ok(inventory::list(world)),
        ("GET", "operations") => Ok(played::names()),
        ("GET", "log") => Ok(world.log.list(query.get("since").and_then(|text| text.parse().ok()).unwrap_or(0))),
        ("DELETE", "log") => {
            world.log.clear();
            Ok(json!({}))
        }
        ("GET", "faults") => Ok(world.faults.list()),
        ("POST", "faults") => world.faults.add(&body).map(|()| world.faults.list()),
        ("DELETE", "faults") => {
            world.faults.clear();
            Ok(json!({}))
        }
        ("POST", "drift") => drift::change(world, &body),
        ("POST", "advance") => advance(world, &body),
        (method, _) => Err(format!("There is no {method} /_sandbox/{what}.")),
    };
    Some(match answered {
        Ok(value) => json_answer(StatusCode::OK, &value),
        Err(words) => json_answer(StatusCode::BAD_REQUEST, &json!({ "error": words })),
    })
}

/// Lets time pass at once; it stays passed.
fn advance(world: &mut World, asked: &Value) -> Result<Value, String> {
    let seconds = asked["seconds"].as_u64().ok_or("The body has no whole number of seconds.")?;
    world.advanced += Duration::from_secs(seconds);
    world.settle(world.now.after(Duration::from_secs(seconds)));
    Ok(json!({ "now": world.now.0 }))
}

fn json_answer(status: StatusCode, value: &Value) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    response
}
