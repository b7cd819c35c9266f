//! Whom requests are for, and what turns one into something they accept.

use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use kgas_api::{Refusal, Service};

/// How we introduce ourselves.
pub(crate) const AGENT: &str = concat!("terraform-provider-kgas/", env!("CARGO_PKG_VERSION"));

/// One owner of services: it knows their addresses, who asks, and what their refusals mean.
#[async_trait]
pub trait Target: Send + Sync {
    /// The service's name in messages.
    fn label(&self, service: Service) -> &'static str;

    /// Adds host and proof of identity to a request.
    ///
    /// * `now`: the time of day as the service sees it.
    ///
    /// # Errors
    /// [`TargetError`] if there is no address or no identity.
    async fn prepare(
        &self,
        service: Service,
        request: &Request<Bytes>,
        now: SystemTime,
    ) -> Result<Prepared, TargetError>;

    /// Gets another identity after the one of `generation` was refused as expired.
    ///
    /// # Errors
    /// [`TargetError`] if there is none.
    async fn renew(&self, generation: u64) -> Result<(), TargetError>;

    /// What a refusal means for trying again.
    fn classify(&self, refusal: &Refusal) -> Class;
}

/// A request that can be sent.
#[derive(Clone)]
pub struct Prepared {
    /// With an absolute URI, and signed. It holds secrets.
    pub request: Request<Bytes>,
    /// Which identity signed it.
    pub generation: u64,
}

/// Why a request cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TargetError(pub String);

/// What a refusal means for trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Asking again gives the same.
    Final,
    /// The service failed; it may have carried out the request.
    Transient,
    /// The service was asked too often; nothing happened.
    Throttled,
    /// Something made a moment ago is not known everywhere yet; nothing happened.
    Propagation,
    /// The signature was not accepted, perhaps because our clock is wrong; nothing happened.
    Signature,
    /// The identity has expired; nothing happened.
    Expired,
}
