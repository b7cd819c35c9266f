//! What all requests to a Kubernetes API have in common.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, Uri};
use serde_json::Value;

use crate::answer::{describe, malformed};
use crate::encoding::encode;
use crate::{ApiError, Call, Repeat, Service};

use super::{Object, refusal};

/// An object as a body.
pub(super) const JSON: &str = "application/json";
/// Operations on fields, RFC 6902.
pub(super) const JSON_PATCH: &str = "application/json-patch+json";
/// Fields to be set or taken away, RFC 7386.
pub(super) const MERGE_PATCH: &str = "application/merge-patch+json";
/// All fields that a manager wants; JSON is YAML.
pub(super) const APPLY_PATCH: &str = "application/apply-patch+yaml";

type Read<T> = fn(&Response<Bytes>) -> Result<T, ApiError>;

/// Adds the parameters that have a value.
pub(super) fn query(path: String, pairs: &[(&str, Option<&str>)]) -> String {
    let given = pairs.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    given.fold((path, '?'), |(uri, mark), (name, value)| (format!("{uri}{mark}{name}={}", encode(value)), '&')).0
}

/// Reads something. It may always be repeated.
pub(super) fn get<T>(operation: &'static str, uri: String, response: Read<T>) -> Call<T> {
    call(operation, Repeat::Safe, request(Method::GET, uri), response)
}

/// Sends a body.
///
/// * `kind`: its media type.
pub(super) fn send<T>(
    operation: &'static str,
    repeat: Repeat,
    method: Method,
    uri: String,
    (kind, body): (&'static str, Bytes),
    response: Read<T>,
) -> Call<T> {
    let mut request = request(method, uri);
    *request.body_mut() = body;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    call(operation, repeat, request, response)
}

fn request(method: Method, uri: String) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = Uri::try_from(uri).expect("names and selectors of bounded length, encoded");
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(JSON));
    request
}

const fn call<T>(operation: &'static str, repeat: Repeat, request: Request<Bytes>, response: Read<T>) -> Call<T> {
    Call { operation, service: Service::Kubernetes, repeat, request, response }
}

/// What a successful answer holds, or the refusal.
pub(super) fn answer(answer: &Response<Bytes>) -> Result<Value, ApiError> {
    if !answer.status().is_success() {
        return Err(refusal::read(answer));
    }
    serde_json::from_slice(answer.body()).map_err(|err| malformed(answer, &describe(&err)))
}

/// Reads an answer that is an object.
pub(super) fn object(answer: &Response<Bytes>) -> Result<Object, ApiError> {
    Object::from_value(self::answer(answer)?).map_err(|why| malformed(answer, why))
}

/// Reads an answer that may be "there is none".
pub(super) fn if_present<T>(result: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match result {
        Err(ApiError::Refused(refusal)) if refusal::is_absence(&refusal) => Ok(None),
        other => other.map(Some),
    }
}
