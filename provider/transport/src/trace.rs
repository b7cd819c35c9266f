//! What is told about calls: never a header or a body, they may hold a credential.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response};

use crate::HttpError;
use crate::retry::Failure;

/// Whose call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
}

impl Line {
    /// Status and time of an attempt, and of the headers the request id alone.
    pub(crate) fn answered(self, attempt: u32, took: Duration, answer: &Result<Response<Bytes>, HttpError>) {
        let Self { service, operation } = self;
        let millis = millis(took);
        match answer {
            Ok(answer) => {
                let status = answer.status().as_u16();
                let request_id = request_id(answer.headers());
                tracing::debug!(service, operation, attempt, status, millis, request_id, "answered");
            }
            Err(err) => tracing::debug!(service, operation, attempt, millis, %err, "not answered"),
        }
    }

    /// A wait before another attempt, and why.
    pub(crate) fn waiting(self, attempt: u32, wait: Duration, why: &Failure) {
        let Self { service, operation } = self;
        tracing::info!(service, operation, attempt, millis = millis(wait), %why, "waiting to send it again");
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// AWS has two names for it, Kubernetes one, Azure one, and many servers the last.
fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-amzn-requestid", "x-amz-request-id", "audit-id", "x-ms-request-id", "x-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
}
