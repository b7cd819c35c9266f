//! What all requests to Prometheus have in common: forms out, an envelope in.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, Uri};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::answer::{describe, malformed};
use crate::encoding::encode;
use crate::{ApiError, Call, Repeat, Service};

use super::refusal;

/// What was asked for, with what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// What was asked for.
    pub data: T,
    /// What may be wrong with it, such as a part that is missing.
    pub warnings: Vec<String>,
    /// What may be wrong with the question, such as a rate of a gauge.
    pub infos: Vec<String>,
}

type Read<T> = fn(&Response<Bytes>) -> Result<T, ApiError>;

/// Reads something.
pub(super) fn get<T>(operation: &'static str, uri: &'static str, response: Read<T>) -> Call<T> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = Uri::from_static(uri);
    call(operation, request, response)
}

/// Reads something by a question that may be too long for a URI. It changes nothing, so that it may always be repeated.
pub(super) fn post<T>(
    operation: &'static str,
    uri: &'static str,
    fields: &[(&str, Option<String>)],
    response: Read<T>,
) -> Call<T> {
    let given = fields.iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_ref()?))));
    let mut request = Request::new(Bytes::from(given.collect::<Vec<_>>().join("&")));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = Uri::from_static(uri);
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    call(operation, request, response)
}

fn call<T>(operation: &'static str, mut request: Request<Bytes>, response: Read<T>) -> Call<T> {
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    Call { operation, service: Service::Prometheus, repeat: Repeat::Safe, request, response }
}

/// A point in time in seconds since 1970, to the millisecond.
pub(super) fn time(at: Timestamp) -> String {
    let millis = at.as_millisecond();
    format!("{}{}.{:03}", if millis < 0 { "-" } else { "" }, millis.abs() / 1_000, millis.abs() % 1_000)
}

/// A length of time in milliseconds.
pub(super) fn duration(of: Duration) -> String {
    format!("{}ms", of.as_millis())
}

#[derive(Deserialize)]
struct Envelope<T> {
    status: String,
    data: T,
    #[serde(default)]
    warnings: Option<Vec<String>>,
    #[serde(default)]
    infos: Option<Vec<String>>,
}

/// What a successful answer holds, or the refusal.
pub(super) fn answer<T: DeserializeOwned>(answer: &Response<Bytes>) -> Result<Answer<T>, ApiError> {
    if !answer.status().is_success() || refusal::is_one(answer) {
        return Err(refusal::read(answer));
    }
    let Envelope { status, data, warnings, infos } =
        serde_json::from_slice(answer.body()).map_err(|err| malformed(answer, &describe(&err)))?;
    if status != "success" {
        return Err(malformed(answer, "it says neither success nor error"));
    }
    Ok(Answer { data, warnings: warnings.unwrap_or_default(), infos: infos.unwrap_or_default() })
}
