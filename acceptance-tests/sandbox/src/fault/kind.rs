//! What can go wrong.
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use super::{Cut, conflict, throttled};
use crate::answer;
use crate::call::{Refusal, Service};

/// A fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request never arrives; the connection closes.
    LostRequest,
    /// The operation is performed; the answer never arrives.
    LostResponse,
    /// The connection is reset, before the operation or after it.
    Reset { performed: bool },
    /// A server's error, before the operation or after it.
    ServerError { status: u16, performed: bool },
    /// The caller is told to come back later; nothing is performed.
    Throttle { retry_after: Option<u64> },
    /// Something else is under way; nothing is performed.
    Conflict,
    /// A proxy's page in place of an answer, with status 200.
    ProxyPage,
    /// The operation is performed; half of the answer arrives.
    Truncated,
    /// A read is answered as it was the last time.
    Stale,
    /// The caller's credentials have expired.
    ExpiredToken,
    /// The caller may not do this.
    AccessDenied,
}

impl Kind {
    pub(super) fn read(asked: &Value) -> Result<Self, String> {
        let performed = asked["performed"] == true;
        let name = asked["fault"].as_str().ok_or("A fault has no kind, called fault.")?;
        Ok(match name {
            "lost_request" => Self::LostRequest,
            "lost_response" => Self::LostResponse,
            "reset" => Self::Reset { performed },
            "server_error" => {
                let status = asked["status"].as_u64().unwrap_or(500);
                let status = u16::try_from(status).ok().filter(|status| (500..=599).contains(status));
                Self::ServerError { status: status.ok_or("The status of a server error is 500 to 599.")?, performed }
            }
            "throttle" => Self::Throttle { retry_after: asked["retry_after"].as_u64() },
            "conflict" => Self::Conflict,
            "proxy_page" => Self::ProxyPage,
            "truncated" => Self::Truncated,
            "stale" => Self::Stale,
            "expired_token" => Self::ExpiredToken,
            "access_denied" => Self::AccessDenied,
            other => return Err(format!("There is no fault {other}.")),
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::LostRequest => "lost_request",
            Self::LostResponse => "lost_response",
            Self::Reset { .. } => "reset",
            Self::ServerError { .. } => "server_error",
            Self::Throttle { .. } => "throttle",
            Self::Conflict => "conflict",
            Self::ProxyPage => "proxy_page",
            Self::Truncated => "truncated",
            Self::Stale => "stale",
            Self::ExpiredToken => "expired_token",
            Self::AccessDenied => "access_denied",
        }
    }

    /// Whether the operation happens all the same.
    pub(crate) fn performs(&self) -> bool {
        match self {
            Self::LostResponse | Self::Truncated => true,
            Self::Reset { performed } | Self::ServerError { performed, .. } => *performed,
            _ => false,
        }
    }

    /// What the caller gets: `answer` is what it would have got, if the operation was performed.
    pub(crate) fn response(&self, service: Service, answer: Option<Response<Bytes>>, id: &str) -> Response<Bytes> {
        let refuse = |refusal| answer::write(service, "", Err(refusal), id);
        match self {
            Self::LostRequest | Self::LostResponse => cut(Cut::Closed),
            Self::Reset { .. } => cut(Cut::Reset),
            Self::ServerError { status, .. } => {
                let code = match (service, status) {
                    (Service::Eks, _) => "ServerException",
                    (Service::Kubernetes, 503) => "ServiceUnavailable",
                    (Service::Kubernetes, 504) => "Timeout",
                    (Service::Kubernetes, _) => "InternalError",
                    (Service::Prometheus, 503) => "unavailable",
                    (Service::Prometheus, _) => "internal",
                    _ => "InternalFailure",
                };
                refuse(Refusal::of(*status, code, "An internal error has occurred"))
            }
            Self::Throttle { retry_after } => refuse(throttled(service, *retry_after)),
            Self::Conflict => refuse(conflict(service)),
            Self::ProxyPage => proxy_page(),
            Self::Truncated => {
                let mut answer = answer.unwrap_or_default();
                let half = answer.body().len() / 2;
                answer.body_mut().truncate(half);
                answer
            }
            Self::Stale => answer.unwrap_or_default(),
            Self::ExpiredToken => {
                let words = "The security token included in the request is expired";
                refuse(match service {
                    Service::Ec2 => Refusal::of(403, "RequestExpired", words),
                    Service::Kubernetes => Refusal::of(401, "Unauthorized", "Unauthorized"),
                    Service::Prometheus => Refusal::of(401, "unauthorized", "Unauthorized"),
                    _ => Refusal::of(403, "ExpiredTokenException", words),
                })
            }
            Self::AccessDenied => {
                let (status, code) = match service {
                    Service::Ec2 => (403, "UnauthorizedOperation"),
                    Service::Iam | Service::Sts | Service::Elb | Service::ElbV2 => (403, "AccessDenied"),
                    Service::Eks => (403, "AccessDeniedException"),
                    Service::Kubernetes => (403, "Forbidden"),
                    Service::Prometheus => (403, "forbidden"),
                    // JSON 1.1 knows 400 and 500 alone.
                    Service::Kms | Service::Logs => (400, "AccessDeniedException"),
                };
                refuse(Refusal::of(status, code, "You are not authorized to perform this operation."))
            }
        }
    }
}

fn cut(how: Cut) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::GATEWAY_TIMEOUT;
    response.extensions_mut().insert(how);
    response
}

fn proxy_page() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"<html><body><h1>Sign in to the network</h1></body></html>"));
    response.headers_mut().insert("content-type", HeaderValue::from_static("text/html"));
    response
}
