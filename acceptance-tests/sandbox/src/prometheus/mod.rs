//! A stand-in for a Prometheus that scrapes a cluster's traffic, at `/prometheus/{region}/{name}`: enough for a rollout to
//! be judged by, and no engine for `PromQL`.
//!
//! The traffic is what routes, weights and ready pods imply, at a constant rate: see [`traffic`]. A query is not evaluated
//! but recognised, by what it names: see [`question`]. It is answered as of the clouds' now, whatever `time` says.
//! Source of the wire format: <https://prometheus.io/docs/prometheus/latest/querying/api/>.
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::answer;
use crate::call::{Answered, Refusal, Service};
use crate::fault::Cut;
use crate::handle::meet;
use crate::kubernetes::{Place, below, call};
use crate::params::Params;
use crate::world::World;

mod history;
mod question;
mod traffic;

pub(crate) use history::History;
pub(crate) use traffic::flows;

use question::{Asked, Question};

/// Answers a request that is for a Prometheus; nothing when it is for something else.
pub(crate) fn answer(world: &mut World, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let (place, path) = below(request.uri().path(), "/prometheus/")?;
    let id = world.ids.uuid("request");
    let now = world.now;
    let Some(cluster) = place.cluster(world) else {
        let mut response = Response::new(Bytes::new());
        response.extensions_mut().insert(Cut::Closed);
        return Some(response);
    };
    cluster.settle(now);
    let mut params = Params::parse(request.uri().query().unwrap_or_default());
    if request.method() == Method::POST {
        params.merge(Params::parse(&String::from_utf8_lossy(request.body())));
    }
    let healthy = ["/-/healthy", "/-/ready"].contains(&path.as_str());
    let operation = match path.as_str() {
        "/api/v1/query" => "Query",
        "/api/v1/status/buildinfo" => "GetBuildInfo",
        _ if healthy => "GetHealth",
        _ => {
            let refusal = Refusal::of(404, "not_found", "404 page not found");
            return Some(answer::write(Service::Prometheus, "", Err(refusal), &id));
        }
    };
    let mut call = call(Service::Prometheus, &place, operation, request);
    call.params = params;
    Some(meet(world, &call, &id, |world, call| {
        if healthy {
            return health(path == "/-/ready");
        }
        let answered = if operation == "Query" { query(world, &place, &call.params) } else { Ok(build()) };
        answer::write(Service::Prometheus, "", answered, &id)
    }))
}

fn health(ready: bool) -> Response<Bytes> {
    let words: &'static str = if ready { "Prometheus Server is Ready.\n" } else { "Prometheus Server is Healthy.\n" };
    let mut response = Response::new(Bytes::from_static(words.as_bytes()));
    *response.status_mut() = StatusCode::OK;
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn build() -> Value {
    json!({ "status": "success", "data": {
        "version": "3.0.0-kgas-sandbox", "revision": "", "branch": "", "buildUser": "", "buildDate": "", "goVersion": "",
    } })
}

fn query(world: &mut World, place: &Place, params: &Params) -> Answered {
    let bad = |words: &str| Refusal::of(400, "bad_data", format!("invalid parameter \"query\": {words}"));
    let text = params.get("query").unwrap_or_default();
    let question = Question::read(text).map_err(|words| bad(&words))?;
    let now = world.now;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    let stamp = now.0 as f64 / 1000.0;
    let (kind, result) = if let Asked::Number(number) = question.asked {
        ("scalar", json!([stamp, number.to_string()]))
    } else {
        let value = place.cluster(world).and_then(|cluster| question.answer(&cluster.traffic, now));
        let sample = |value: f64| json!({ "metric": {}, "value": [stamp, value.to_string()] });
        ("vector", value.map(sample).into_iter().collect())
    };
    Ok(json!({ "status": "success", "data": { "resultType": kind, "result": result } }))
}
