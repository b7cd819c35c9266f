//! What AWS's refusals mean for trying again.

use kgas_api::Refusal;

use crate::Class;

/// By code first: AWS throttles with 400 as well as with 429.
/// Source: <https://docs.aws.amazon.com/general/latest/gr/api-retries.html>.
pub(super) fn classify(refusal: &Refusal) -> Class {
    match refusal.code.as_str() {
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "EC2ThrottledException"
        | "SlowDown"
        | "PriorRequestNotComplete"
        | "BandwidthLimitExceeded" => Class::Throttled,
        // EC2 says RequestExpired of old requests and of old credentials alike.
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => Class::Expired,
        "RequestTimeTooSkewed"
        | "RequestInTheFuture"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "AuthFailure" => Class::Signature,
        "ResourcePropagationDelayException" => Class::Propagation,
        _ if refusal.status == 429 => Class::Throttled,
        _ if matches!(refusal.status, 500 | 502 | 503 | 504) => Class::Transient,
        _ => Class::Final,
    }
}
