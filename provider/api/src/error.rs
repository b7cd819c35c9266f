//! Why a service's answer is not the one asked for.

use std::time::Duration;

/// The answer is a refusal, or not an answer at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The service said no.
    #[error("{0}")]
    Refused(Refusal),
    /// The answer is not in the service's language: a proxy's page, a cut body. The body is not shown, it may hold
    /// secrets.
    #[error("the answer (HTTP {status}, {length} bytes) is not one of the service's: {why}")]
    Malformed {
        /// HTTP status.
        status: u16,
        /// Length of the body in bytes.
        length: usize,
        /// What did not parse.
        why: String,
    },
}

/// A service's no, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message} (HTTP {status}{})", request_id.as_ref().map(|id| format!(", request id {id}")).unwrap_or_default())]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The service's own error code.
    pub code: String,
    /// The service's own words.
    pub message: String,
    /// What the vendor's support asks for.
    pub request_id: Option<String>,
    /// How long the service asks to be left alone.
    pub retry_after: Option<Duration>,
    /// What the refusal is about, where the service says so in fields: Kubernetes does.
    pub details: Option<Box<Details>>,
}

/// What a refusal is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// API group of the object; empty for the core group, and where the service does not say.
    pub group: String,
    /// What kind of object, in the plural or not, as the service writes it; empty where it does not say.
    pub kind: String,
    /// The object's name; empty where the service does not say.
    pub name: String,
    /// Each thing that is wrong.
    pub causes: Vec<Cause>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cause {
    /// The service's code for it, such as `FieldValueInvalid`.
    pub reason: String,
    /// The service's words.
    pub message: String,
    /// The field it is about, such as `spec.replicas`; empty where the service does not say.
    pub field: String,
}
