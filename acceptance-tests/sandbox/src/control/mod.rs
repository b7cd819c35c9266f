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
//! | `GET kubernetes/kubeconfig?cluster=REGION/NAME` | how to reach a cluster, as a kubeconfig |
//! | `GET kubernetes/objects?cluster=..&kind=..` | every object of a cluster |
//! | `POST kubernetes/change` | changes an object behind everybody's back |
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::params::Params;
use crate::played;
use crate::world::World;

mod drift;
mod inventory;
mod kubernetes;

pub use kubernetes::CLUSTER;

/// Answers a control request; nothing when the request is for a cloud.
pub(crate) fn answer(world: &mut World, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let what = request.uri().path().strip_prefix("/_sandbox/")?;
    let body: Value = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
    let query = Params::parse(request.uri().query().unwrap_or_default());
    if (request.method().as_str(), what) == ("GET", "kubernetes/kubeconfig") {
        let answered = kubernetes::kubeconfig(world, &query);
        return Some(
            answered.map_or_else(|words| refused(&words), |text| answer_with(StatusCode::OK, "application/yaml", text)),
        );
    }
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
        ("GET", "kubernetes/objects") => kubernetes::objects(world, &query),
        ("POST", "kubernetes/change") => kubernetes::change(world, &body),
        (method, _) => Err(format!("There is no {method} /_sandbox/{what}.")),
    };
    let json = |value: Value| answer_with(StatusCode::OK, "application/json", value.to_string());
    Some(answered.map_or_else(|words| refused(&words), json))
}

/// Lets time pass at once; it stays passed.
fn advance(world: &mut World, asked: &Value) -> Result<Value, String> {
    let seconds = asked["seconds"].as_u64().ok_or("The body has no whole number of seconds.")?;
    world.advanced += Duration::from_secs(seconds);
    world.settle(world.now.after(Duration::from_secs(seconds)));
    Ok(json!({ "now": world.now.0 }))
}

fn refused(words: &str) -> Response<Bytes> {
    answer_with(StatusCode::BAD_REQUEST, "application/json", json!({ "error": words }).to_string())
}

fn answer_with(status: StatusCode, media: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", HeaderValue::from_static(media));
    response
}
