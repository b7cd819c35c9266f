//! How a Kubernetes API says no: with a `Status`.
//!
//! Source: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/>.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;

use crate::answer::malformed;
use crate::{ApiError, Cause, Details, Refusal};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    kind: String,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    details: Option<StatusDetails>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusDetails {
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    causes: Option<Vec<StatusCause>>,
    #[serde(default)]
    retry_after_seconds: Option<u64>,
}

#[derive(Deserialize)]
struct StatusCause {
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    field: Option<String>,
}

/// The refusal in an answer that is not a success.
///
/// Filters in front of the API answer some statuses in plain text: 401 and 429, and 404 for a path that nothing serves.
pub(super) fn read(answer: &Response<Bytes>) -> ApiError {
    if let Ok(status) = serde_json::from_slice::<Status>(answer.body())
        && status.kind == "Status"
    {
        return refused(answer, status);
    }
    let plain = |reason: &str, message: &str| {
        let status = Status {
            kind: String::new(),
            reason: Some(reason.to_owned()),
            message: Some(message.to_owned()),
            details: None,
        };
        refused(answer, status)
    };
    match answer.status() {
        StatusCode::UNAUTHORIZED => plain("Unauthorized", "who asks was not accepted"),
        StatusCode::TOO_MANY_REQUESTS => plain("TooManyRequests", "it is asked too often"),
        StatusCode::NOT_FOUND if answer.body().trim_ascii() == b"404 page not found" => {
            plain("NotFound", "404 page not found")
        }
        _ => malformed(answer, "a refusal that is not a Kubernetes Status"),
    }
}

fn refused(answer: &Response<Bytes>, status: Status) -> ApiError {
    let http = answer.status();
    let retry_after = status.details.as_ref().and_then(|details| details.retry_after_seconds);
    ApiError::Refused(Refusal {
        status: http.as_u16(),
        code: status.reason.filter(|reason| !reason.is_empty()).unwrap_or_else(|| unknown(http)),
        message: without_dumps(status.message.as_deref().unwrap_or_default()),
        request_id: answer.headers().get("audit-id").and_then(|id| Some(id.to_str().ok()?.to_owned())),
        retry_after: retry_after.filter(|seconds| *seconds > 0).map(Duration::from_secs),
        details: status.details.map(|details| Box::new(details.into())),
    })
}

/// A value that the server repeats is shown if it is no longer than this, in bytes.
const SHOWN: usize = 200;

/// Words without the values that are long: of a patch that does not fit the server repeats the whole object, a Secret's too.
fn without_dumps(words: &str) -> String {
    const BEFORE: &str = "Invalid value: \"";
    let mut shown = String::new();
    let mut rest = words;
    while let Some((before, value)) = rest.split_once(BEFORE) {
        let mut is_escaped = false;
        let end = value.find(|sign| {
            let is_end = sign == '"' && !is_escaped;
            is_escaped = sign == '\\' && !is_escaped;
            is_end
        });
        let (value, after) = value.split_at(end.unwrap_or(value.len()));
        let value = if value.len() > SHOWN { "..." } else { value };
        shown = format!("{shown}{before}{BEFORE}{value}");
        rest = after;
    }
    shown + rest
}

/// A code for a refusal without a reason: the status in words, without the spaces.
fn unknown(http: StatusCode) -> String {
    http.canonical_reason().unwrap_or("Unknown").replace(' ', "")
}

impl From<StatusDetails> for Details {
    fn from(details: StatusDetails) -> Self {
        let cause = |cause: StatusCause| Cause {
            reason: cause.reason.unwrap_or_default(),
            message: without_dumps(cause.message.as_deref().unwrap_or_default()),
            field: cause.field.unwrap_or_default(),
        };
        Self {
            group: details.group.unwrap_or_default(),
            kind: details.kind.unwrap_or_default(),
            name: details.name.unwrap_or_default(),
            causes: details.causes.unwrap_or_default().into_iter().map(cause).collect(),
        }
    }
}

/// Whether a refusal of a read or of a deletion says that the object asked for does not exist.
///
/// A 404 says so only if it names an object: one about a kind that the server does not serve, or from something else on
/// the way, names none.
pub(super) fn is_absence(refusal: &Refusal) -> bool {
    refusal.status == 404 && refusal.code == "NotFound" && refusal.details.as_deref().is_some_and(names_an_object)
}

pub(super) fn names_an_object(details: &Details) -> bool {
    !details.kind.is_empty() && !details.name.is_empty()
}
