//! One API server as a [`Target`].

use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, Uri};
use kgas_api::{Refusal, Service};

use crate::rest::{addressed, sensitive};
use crate::{Cached, Class, Prepared, Target, TargetError};

use super::classify;
use super::credential::Credential;

/// What goes in front of every request.
pub(super) struct Cluster {
    pub(super) address: Uri,
    pub(super) headers: HeaderMap,
    pub(super) credential: Cached<Credential>,
    /// Whether there is another credential after one was refused.
    pub(super) renewable: bool,
}

#[async_trait]
impl Target for Cluster {
    fn label(&self, _: Service) -> &'static str {
        "Kubernetes"
    }

    async fn prepare(
        &self,
        service: Service,
        request: &Request<Bytes>,
        _: SystemTime,
    ) -> Result<Prepared, TargetError> {
        if service != Service::Kubernetes {
            return Err(TargetError(format!("{service:?} is not answered by a Kubernetes API")));
        }
        let (credential, generation) = self.credential.get().await.map_err(|err| TargetError(err.0))?;
        let mut request = addressed(request, &self.address, &self.headers)?;
        let headers = request.headers_mut();
        if let Some((name, value)) = &credential.header {
            headers.insert(name, sensitive(value.expose())?);
        }
        Ok(Prepared { request, generation })
    }

    async fn renew(&self, generation: u64) -> Result<(), TargetError> {
        self.credential.renew(generation).await.map_err(|err| TargetError(err.0))
    }

    fn classify(&self, refusal: &Refusal) -> Class {
        classify::classify(refusal, self.renewable)
    }
}
