//! Sending one request, once.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

/// Sends requests with an absolute URI. An implementation neither repeats nor redirects.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// [`HttpError`] if there is no whole answer; it says whether the request may have arrived.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError>;
}

/// Why there is no answer. No text in here holds a URI's query, a header or a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// No connection was established, so nothing happened.
    #[error("the request was not sent: {0}")]
    NotSent(String),
    /// The other side's certificate was not accepted, so nothing was sent; asking again gives the same. The text says which
    /// setting names whom to believe.
    #[error("the request was not sent: {0}")]
    Untrusted(String),
    /// The request was sent, at least in part, and its whole answer did not arrive: it may have happened.
    #[error("the answer was lost: {0}")]
    Unknown(String),
    /// The answer is larger than we read; asking again gives the same.
    #[error("the answer was dropped, it is larger than {limit} bytes")]
    Oversized {
        /// The most we read, in bytes.
        limit: usize,
    },
}

impl HttpError {
    /// Whether the request may have been carried out.
    #[must_use]
    pub const fn may_have_happened(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::Oversized { .. })
    }
}
