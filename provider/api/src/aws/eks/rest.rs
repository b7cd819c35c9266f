//! What all requests of EKS have in common: JSON in, JSON out, names in the path.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, Uri};
use serde::Serialize;

use crate::aws::encoding::encode;
use crate::aws::{PageToken, json, refusal};
use crate::{ApiError, Call, Refusal, Repeat, Service};

/// The most EKS puts on a page.
const PAGE_SIZE: &str = "100";

type Read<T> = fn(&Response<Bytes>) -> Result<T, ApiError>;

/// A path of segments, each encoded.
pub(super) fn path(segments: &[&str]) -> String {
    segments.iter().fold(String::new(), |path, segment| format!("{path}/{}", encode(segment)))
}

/// Adds the parameters that have a value.
pub(super) fn query(path: String, pairs: &[(&str, Option<&str>)]) -> String {
    let given = pairs.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    given.fold((path, '?'), |(uri, mark), (name, value)| (format!("{uri}{mark}{name}={}", encode(value)), '&')).0
}

/// Adds the parameters of a list that comes in pages.
pub(super) fn paged(path: String, pairs: &[(&str, Option<&str>)], page: Option<&PageToken>) -> String {
    let size = [("maxResults", Some(PAGE_SIZE)), ("nextToken", page.map(PageToken::as_str))];
    query(path, &[pairs, &size].concat())
}

/// Reads something. It may always be repeated.
pub(super) fn get<T>(operation: &'static str, uri: String, response: Read<T>) -> Call<T> {
    call(operation, Repeat::Safe, Method::GET, uri, Bytes::new(), response)
}

/// Takes something away. It may be repeated: what is away stays away.
pub(super) fn delete<T>(operation: &'static str, uri: String, response: Read<T>) -> Call<T> {
    call(operation, Repeat::Safe, Method::DELETE, uri, Bytes::new(), response)
}

/// Sends a body.
pub(super) fn post<T>(
    operation: &'static str,
    repeat: Repeat,
    uri: String,
    body: &impl Serialize,
    response: Read<T>,
) -> Call<T> {
    call(operation, repeat, Method::POST, uri, json::body(body), response)
}

fn call<T>(
    operation: &'static str,
    repeat: Repeat,
    method: Method,
    uri: String,
    body: Bytes,
    response: Read<T>,
) -> Call<T> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = Uri::try_from(uri).expect("names and tokens of bounded length, encoded");
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    if !request.body().is_empty() {
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Call { operation, service: Service::AwsEks, repeat, request, response }
}

/// Whether EKS says that the thing asked for, or the cluster around it, does not exist.
pub(super) fn is_absence(refusal: &Refusal) -> bool {
    match refusal.code.as_str() {
        "ResourceNotFoundException" | "NotFoundException" => true,
        "ClientException" => refusal.message.starts_with("No cluster found for name"),
        _ => false,
    }
}

/// Reads an answer that may be "there is none".
pub(super) fn if_present<T: serde::de::DeserializeOwned>(answer: &Response<Bytes>) -> Result<Option<T>, ApiError> {
    refusal::none_if(json::answer(answer), is_absence)
}

/// Reads an answer that says nothing: `{}`.
pub(super) fn done(answer: &Response<Bytes>) -> Result<(), ApiError> {
    json::answer::<Nothing>(answer).map(|Nothing {}| ())
}

#[derive(serde::Deserialize)]
struct Nothing {}
