//! What follows a failed attempt: pure.

use std::fmt;
use std::time::Duration;

use kgas_api::{ApiError, Repeat};

use crate::{Class, HttpError};

use super::policy::{Policy, ceiling};

/// Why an attempt did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No answer.
    Http(HttpError),
    /// An answer that is not the one asked for.
    Api(ApiError, Class),
}

/// One call's attempts so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Attempts {
    /// Requests sent, the failed one included.
    pub(crate) sent: u32,
    /// Since the call began.
    pub(crate) elapsed: Duration,
    /// One of them may have been carried out.
    pub(crate) unknown: bool,
    /// The identity was already replaced.
    pub(crate) renewed: bool,
    /// The last answer's time of day is far from the one we signed with, and we have not corrected ours yet.
    pub(crate) skewed: bool,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Try again after a random part of `ceiling`, within `patience` since the call began, if the budget has `cost`.
    Again {
        /// The wait is drawn from nothing to this.
        ceiling: Duration,
        /// Latest start.
        patience: Duration,
        /// Tokens.
        cost: u32,
    },
    /// Replace the identity and try again at once.
    Renew,
    /// Correct the clock and try again at once.
    Resync,
    /// The failure is the answer.
    GiveUp,
    /// The request may have been carried out; only looking can tell.
    OutcomeUnknown,
}

/// What a repetition costs, and what it costs after an answer was lost: a service that does not answer at all is in
/// deeper trouble. AWS's clients use the same figures.
const COST: u32 = 5;
const COST_LOST: u32 = 10;

/// What follows a failed attempt.
pub(crate) fn decide(failure: &Failure, repeat: Repeat, so_far: &Attempts, policy: &Policy) -> Decision {
    if may_have_happened(failure) && repeat == Repeat::LookFirst {
        return Decision::OutcomeUnknown;
    }
    let nth = so_far.sent.saturating_sub(1);
    let again = |base, patience, cost| {
        if so_far.sent < policy.attempts {
            Decision::Again { ceiling: ceiling(base, policy.cap, nth), patience, cost }
        } else {
            Decision::GiveUp
        }
    };
    match failure {
        Failure::Http(HttpError::Unknown(_)) => again(policy.transient_base, policy.patience, COST_LOST),
        Failure::Http(HttpError::Untrusted(_) | HttpError::Oversized { .. }) | Failure::Api(_, Class::Final) => {
            Decision::GiveUp
        }
        Failure::Http(HttpError::NotSent(_)) | Failure::Api(_, Class::Transient) => {
            again(policy.transient_base, policy.patience, COST)
        }
        Failure::Api(_, Class::Throttled) => again(policy.throttled_base, policy.patience, COST),
        Failure::Api(_, Class::Propagation) => again(policy.throttled_base, policy.propagation, COST),
        // A wrong clock looks like a wrong signature or an old identity, so the answer's own time decides.
        Failure::Api(_, Class::Signature | Class::Expired) if so_far.sent >= policy.attempts => Decision::GiveUp,
        Failure::Api(_, Class::Signature | Class::Expired) if so_far.skewed => Decision::Resync,
        Failure::Api(_, Class::Expired) if !so_far.renewed => Decision::Renew,
        Failure::Api(_, Class::Signature | Class::Expired) => Decision::GiveUp,
    }
}

/// A gateway's 504 may follow a request that was carried out, and so may a page that is not the service's.
pub(crate) fn may_have_happened(failure: &Failure) -> bool {
    match failure {
        Failure::Http(err) => err.may_have_happened(),
        Failure::Api(ApiError::Malformed { status, .. }, _) => *status < 300 || *status >= 500,
        Failure::Api(ApiError::Refused(_), class) => *class == Class::Transient,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(err) => err.fmt(f),
            Self::Api(err, _) => err.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
