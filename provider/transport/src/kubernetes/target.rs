//! One API server as a [`Target`].

use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{HOST, HeaderValue, USER_AGENT};
use http::{HeaderMap, Request, Uri};
use kgas_api::{Refusal, Service};

use crate::address::join;
use crate::rest::sensitive;
use crate::target::AGENT;
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
        let refuse = |err: http::Error| TargetError(err.to_string());
        let (credential, generation) = self.credential.get().await.map_err(|err| TargetError(err.0))?;
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let mut request = request.clone();
        *request.uri_mut() = join(&self.address, path).map_err(refuse)?;
        let host = request.uri().authority().map_or("", |authority| authority.as_str());
        let host = HeaderValue::from_str(host).map_err(|err| refuse(err.into()))?;
        let headers = request.headers_mut();
        headers.extend(self.headers.clone());
        headers.insert(HOST, host);
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
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
