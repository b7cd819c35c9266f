//! How AWS says no: in JSON, in the XML of EC2, and in everybody else's.
//!
//! Sources: <https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html>,
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>.

use bytes::Bytes;
use http::{HeaderMap, Response};
use serde::Deserialize;
use serde_json::Value;

pub(super) use crate::answer::malformed;
use crate::{ApiError, Refusal};

/// A refusal in JSON. Its code is in a header or in the body, sometimes after a namespace, sometimes before an address.
pub(super) fn json(answer: &Response<Bytes>) -> ApiError {
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let field = |names: &[&str]| names.iter().find_map(|name| body.get(name)?.as_str());
    let Some(code) = header(answer.headers(), "x-amzn-errortype").or_else(|| field(&["__type", "code"])) else {
        return malformed(answer, "a refusal without an error code");
    };
    let code = code.split(':').next().unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default();
    refused(answer, code, field(&["message", "Message"]).unwrap_or_default(), None)
}

/// A refusal in XML: `Response/Errors/Error` of EC2, `ErrorResponse/Error` of everybody else.
pub(super) fn xml(answer: &Response<Bytes>) -> ApiError {
    let body = std::str::from_utf8(answer.body()).ok().and_then(|text| quick_xml::de::from_str::<Body>(text).ok());
    let Some((error, request_id)) = body.and_then(|body| Some((body.error.or(body.errors.error)?, body.request_id)))
    else {
        return malformed(answer, "a refusal without an error code");
    };
    refused(answer, &error.code, &error.message, request_id.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    error: Option<Reason>,
    #[serde(default)]
    errors: Errors,
    #[serde(alias = "RequestID")]
    request_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Errors {
    error: Option<Reason>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Reason {
    code: String,
    #[serde(default)]
    message: String,
}

/// A refusal in its parts. The request id of the body is the fallback for the header's.
fn refused(answer: &Response<Bytes>, code: &str, message: &str, request_id: Option<&str>) -> ApiError {
    let in_header = ["x-amzn-requestid", "x-amz-request-id"].iter().find_map(|name| header(answer.headers(), name));
    ApiError::Refused(Refusal {
        status: answer.status().as_u16(),
        code: code.to_owned(),
        message: message.to_owned(),
        request_id: in_header.or(request_id).map(str::to_owned),
        retry_after: None,
        details: None,
    })
}

/// Turns a refusal that says "there is no such thing" into `None`.
pub(super) fn none_if<T>(
    result: Result<T, ApiError>,
    is_absence: impl Fn(&Refusal) -> bool,
) -> Result<Option<T>, ApiError> {
    match result {
        Err(ApiError::Refused(refusal)) if is_absence(&refusal) => Ok(None),
        other => other.map(Some),
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
