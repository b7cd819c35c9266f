//! Why a call has no result.

use std::fmt;
use std::time::Duration;

use kgas_api::{ApiError, Refusal};

use crate::HttpError;

/// Why a call has no result, and what was done for it. Its text names operation, attempts, time, the service's words and
/// its request id, and no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// The service's name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// How often the request was sent.
    pub attempts: u32,
    /// From the call's begin to its end.
    pub elapsed: Duration,
    /// Whether one of the attempts may have been carried out. Never of GET.
    pub unknown: bool,
    /// What happened last.
    pub cause: Cause,
}

/// What ended a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The service said no.
    Refused(Refusal),
    /// The answer is not the service's.
    Malformed(ApiError),
    /// There was no answer.
    Http(HttpError),
    /// The request may have been carried out, and sending it again might do it twice: look before going on.
    OutcomeUnknown(String),
    /// The service asked to be left alone for longer than the call may take.
    Paused(Duration),
    /// The time was over before it could be sent.
    Late,
    /// There is no address or no identity.
    Unprepared(String),
    /// The identity had expired and no other was to be had.
    Unrenewed(String),
    /// We were told to stop. Holds the last attempt's failure, if there was one.
    Stopped(Option<String>),
}

impl CallError {
    /// The service's refusal, if that is what it is.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.cause {
            Cause::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Whether the request may have been carried out, by the last attempt or an earlier one, so that the caller has to
    /// look whatever ended the call.
    #[must_use]
    pub const fn outcome_unknown(&self) -> bool {
        self.unknown
    }

    /// Whether the same call may succeed a while later, without anybody's doing: the network or the service is in trouble, or the
    /// service is asked too often.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match &self.cause {
            Cause::Refused(refusal) => is_busy(refusal),
            Cause::Malformed(ApiError::Malformed { status, .. }) => *status >= 500,
            Cause::Http(err) => !matches!(err, HttpError::Untrusted(_) | HttpError::Oversized { .. }),
            Cause::Paused(_) | Cause::Late => true,
            Cause::Malformed(_)
            | Cause::OutcomeUnknown(_)
            | Cause::Unprepared(_)
            | Cause::Unrenewed(_)
            | Cause::Stopped(_) => false,
        }
    }

    /// What to do next, in a sentence.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match &self.cause {
            _ if self.unknown => "Run `terraform apply` again: it looks at what is there before it changes anything.",
            Cause::Refused(refusal) if is_busy(refusal) => "The service is busy or in trouble; apply again later.",
            Cause::Refused(_) => {
                "Correct what the service objects to, or the permissions of the identity, and apply again."
            }
            Cause::Malformed(_) => "Check that the endpoint is the service's and that no proxy answers in its place.",
            Cause::Http(HttpError::Untrusted(_)) => {
                "Put the certificate authority in the setting that the error names."
            }
            Cause::Http(_) => "Check the network, the proxy and the endpoint, and apply again.",
            Cause::Paused(_) | Cause::Late => "Apply again later.",
            Cause::Unprepared(_) | Cause::Unrenewed(_) => "Sign in again or correct the credentials, and apply again.",
            Cause::OutcomeUnknown(_) | Cause::Stopped(_) => "Run `terraform apply` again to go on.",
        }
    }

    /// Whether it ended because we were told to stop.
    #[must_use]
    pub const fn is_stopped(&self) -> bool {
        matches!(self.cause, Cause::Stopped(_))
    }
}

/// Whether the service itself is in trouble, or asked too often.
fn is_busy(refusal: &Refusal) -> bool {
    refusal.status >= 429 || refusal.code.contains("Throttl")
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Malformed(err) => err.fmt(f),
            Self::Http(err) => err.fmt(f),
            Self::OutcomeUnknown(why) => write!(f, "it is not known whether this was carried out: {why}"),
            Self::Paused(rest) => write!(f, "the service asked to be left alone for another {} s", rest.as_secs()),
            Self::Late => f.write_str("the time was over before it could be sent"),
            Self::Unprepared(why) => f.write_str(why),
            Self::Unrenewed(why) => write!(f, "the credentials have expired and could not be renewed: {why}"),
            Self::Stopped(None) => f.write_str("stopped before it was sent"),
            Self::Stopped(Some(last)) => write!(f, "stopped before it was sent again; the last attempt: {last}"),
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.service, self.operation, self.cause)?;
        match self.attempts {
            0 => Ok(()),
            1 => write!(f, " (1 attempt in {:.1} s)", self.elapsed.as_secs_f64()),
            n => write!(f, " ({n} attempts in {:.1} s)", self.elapsed.as_secs_f64()),
        }
    }
}

impl std::error::Error for CallError {}
