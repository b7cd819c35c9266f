//! Bodies in JSON, of EKS, KMS and `CloudWatch` Logs.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refusal;
use crate::answer::{describe, drop_nulls, malformed};
use crate::{ApiError, Call, Repeat, Service};

/// The body of a request: fields without a value, and blocks without a field, are left out.
pub(super) fn body(of: &impl Serialize) -> Bytes {
    let mut value = serde_json::to_value(of).expect("a request's fields have text for keys");
    drop_nulls(&mut value);
    drop_empty_blocks(&mut value);
    value.to_string().into()
}

/// A request in JSON 1.1 that reads something: the operation is named in a header, and everything else is in the body.
/// * `interface`: what goes before the operation's name in the header.
///
/// Source: <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>.
pub(super) fn reading<T>(
    service: Service,
    interface: &str,
    operation: &'static str,
    of: &impl Serialize,
    response: fn(&Response<Bytes>) -> Result<T, ApiError>,
) -> Call<T> {
    let mut request = Request::new(body(of));
    *request.method_mut() = Method::POST;
    request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
    let target = HeaderValue::try_from(format!("{interface}.{operation}")).expect("names of letters, digits and _");
    request.headers_mut().insert("x-amz-target", target);
    Call { operation, service, repeat: Repeat::Safe, request, response }
}

/// What a successful answer holds, or the refusal. A `null` is the same as an absent field.
pub(super) fn answer<T: DeserializeOwned>(answer: &Response<Bytes>) -> Result<T, ApiError> {
    if !answer.status().is_success() {
        return Err(refusal::json(answer));
    }
    let malformed = |err: &serde_json::Error| malformed(answer, &describe(err));
    let mut value = serde_json::from_slice(answer.body()).map_err(|err| malformed(&err))?;
    drop_nulls(&mut value);
    serde_json::from_value(value).map_err(|err| malformed(&err))
}

fn drop_empty_blocks(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(drop_empty_blocks);
            fields.retain(|_, field| field.as_object().is_none_or(|block| !block.is_empty()));
        }
        Value::Array(items) => items.iter_mut().for_each(drop_empty_blocks),
        _ => {}
    }
}
