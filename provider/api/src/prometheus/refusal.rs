//! How Prometheus says no.
//!
//! Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview>.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;

use crate::answer::malformed;
use crate::{ApiError, Refusal};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refused {
    status: String,
    error_type: String,
    #[serde(default)]
    error: String,
}

fn parse(answer: &Response<Bytes>) -> Option<Refused> {
    serde_json::from_slice(answer.body()).ok().filter(|refused: &Refused| refused.status == "error")
}

/// Whether it is a refusal, whatever the HTTP status says.
pub(super) fn is_one(answer: &Response<Bytes>) -> bool {
    parse(answer).is_some()
}

/// The refusal in an answer. What stands in front of Prometheus to ask who comes answers in words of its own.
pub(super) fn read(answer: &Response<Bytes>) -> ApiError {
    let refused = |code: &str, message: &str| {
        ApiError::Refused(Refusal {
            status: answer.status().as_u16(),
            code: code.to_owned(),
            message: message.to_owned(),
            request_id: None,
            retry_after: None,
            details: None,
        })
    };
    match (parse(answer), answer.status()) {
        (Some(Refused { error_type, error, .. }), _) => refused(&error_type, &error),
        (None, StatusCode::UNAUTHORIZED) => {
            refused("unauthorized", "who asks was not accepted, or the tenant is missing")
        }
        (None, StatusCode::FORBIDDEN) => refused("forbidden", "who asks may not do this"),
        (None, StatusCode::TOO_MANY_REQUESTS) => refused("too_many_requests", "it is asked too often"),
        (None, _) => malformed(answer, "not an answer of Prometheus"),
    }
}
