//! AWS as a [`Target`].

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use http::header::{HOST, HeaderValue, USER_AGENT};
use kgas_api::{Refusal, Service};

use crate::address::join;
use crate::target::AGENT;
use crate::{Cached, Class, Prepared, Target, TargetError};

use super::endpoint::Endpoints;
use super::kube_token::{self, KubeToken};
use super::sign::{self, Scope};
use super::{Credentials, SERVICES, label};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// One account in one region.
#[derive(Debug, Clone)]
pub struct Aws {
    credentials: Arc<Cached<Credentials>>,
    region: String,
    endpoints: Endpoints,
}

impl Aws {
    /// Asks nothing yet.
    #[must_use]
    pub const fn new(credentials: Arc<Cached<Credentials>>, region: String, endpoints: Endpoints) -> Self {
        Self { credentials, region, endpoints }
    }

    /// A token for an EKS cluster's API server. Nothing is sent but what it takes to get credentials.
    ///
    /// * `now`: the time of day as AWS sees it.
    ///
    /// # Errors
    /// [`TargetError`] if there is no identity, or no cluster can have this name.
    pub async fn kube_token(&self, cluster: &str, now: SystemTime) -> Result<KubeToken, TargetError> {
        let sts = self.endpoints.resolve(Service::AwsSts, &self.region).map_err(refuse)?;
        let (credentials, _) = self.credentials.get().await.map_err(refuse)?;
        kube_token::make(cluster, &sts, &credentials, now)
    }

    /// The region requests go to.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }
}

fn refuse(err: impl Into<BoxError>) -> TargetError {
    TargetError(err.into().to_string())
}

#[async_trait]
impl Target for Aws {
    fn label(&self, service: Service) -> &'static str {
        label(service)
    }

    async fn prepare(
        &self,
        service: Service,
        request: &Request<Bytes>,
        now: SystemTime,
    ) -> Result<Prepared, TargetError> {
        if !SERVICES.iter().any(|(_, own)| *own == service) {
            return Err(TargetError(format!("{} is not a service of AWS", label(service))));
        }
        let endpoint = self.endpoints.resolve(service, &self.region).map_err(refuse)?;
        let (credentials, generation) = self.credentials.get().await.map_err(refuse)?;
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let mut request = request.clone();
        *request.uri_mut() = join(&endpoint.base, path).map_err(refuse)?;
        let host = request.uri().authority().map_or("", |authority| authority.as_str());
        let host = HeaderValue::from_str(host).map_err(refuse)?;
        request.headers_mut().insert(HOST, host);
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let scope = Scope { region: &endpoint.signing_region, service: endpoint.signing_name, time: now };
        sign::in_headers(&mut request, &credentials, scope).map_err(refuse)?;
        Ok(Prepared { request, generation })
    }

    async fn renew(&self, generation: u64) -> Result<(), TargetError> {
        self.credentials.renew(generation).await.map_err(refuse)
    }

    fn classify(&self, refusal: &Refusal) -> Class {
        super::classify::classify(refusal)
    }
}
