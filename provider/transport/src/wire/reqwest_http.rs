//! [`Http`] on reqwest.

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::words::{is_untrusted, sources, words};
use super::{Http, HttpError, Network, NetworkError};

/// A kept connection is dropped before the other side drops it: sending on one that just went away looks like a lost
/// answer. Load balancers keep them for a minute.
pub(crate) const IDLE: Duration = Duration::from_secs(20);

const CERTIFICATES: &str =
    "install this machine's certificate authorities, or name a private one in `ca_certificate_file`";

/// HTTP/1.1 over connections that are kept, TLS by rustls on ring, no redirects, no cookies, no decompression, and no
/// repeating of its own.
#[derive(Debug, Clone)]
pub struct ReqwestHttp {
    client: reqwest::Client,
    max_body: usize,
}

impl ReqwestHttp {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// [`NetworkError`] on a proxy or certificates that cannot be used.
    pub fn new(network: &Network) -> Result<Self, NetworkError> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(network.roots.client_config(network.identity.as_ref())?)
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(network.connect_timeout)
            .read_timeout(network.read_timeout)
            .timeout(network.total_timeout)
            .pool_idle_timeout(IDLE)
            .no_proxy();
        for proxy in network.proxy.build()? {
            builder = builder.proxy(proxy);
        }
        let client = builder.build().map_err(|err| NetworkError::Client(words(&err)))?;
        Ok(Self { client, max_body: network.max_body })
    }
}

#[async_trait]
impl Http for ReqwestHttp {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request =
            request.try_into().map_err(|err: reqwest::Error| HttpError::NotSent(words(&err.without_url())))?;
        // What the libraries below trace is theirs to choose, and may be a proxy's password.
        let sent = self.client.execute(request).with_subscriber(NoSubscriber::default());
        let mut answer = sent.await.map_err(sending)?;
        let expected = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if expected > self.max_body {
            return Err(HttpError::Oversized { limit: self.max_body });
        }
        let mut body = BytesMut::with_capacity(expected.min(1 << 20));
        while let Some(chunk) = answer.chunk().await.map_err(|err| HttpError::Unknown(words(&err.without_url())))? {
            if body.len() + chunk.len() > self.max_body {
                return Err(HttpError::Oversized { limit: self.max_body });
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

/// Sorts an error by whether the request may have arrived. The URI goes: its query may be a signature.
fn sending(err: reqwest::Error) -> HttpError {
    let err = err.without_url();
    if err.is_builder() {
        HttpError::NotSent(words(&err))
    } else if !err.is_connect() {
        HttpError::Unknown(words(&err))
    } else if sources(&err).any(is_untrusted) {
        HttpError::Untrusted(format!("{}; {CERTIFICATES}", words(&err)))
    } else {
        HttpError::NotSent(words(&err))
    }
}
