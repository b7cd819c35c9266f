//! [`Http`] on kube's client.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{HttpConnector, proxy};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use kube::client::{Body, ConfigExt as _};
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use crate::wire::{IDLE, is_untrusted, sources, words};
use crate::{Http, HttpError, NetworkError, Secret};

use super::direct;
use super::proxy::Tunnel;

/// For name and connection together.
const CONNECT: Duration = Duration::from_secs(5);
/// The largest body read, in bytes.
const LARGEST: usize = 64 << 20;

/// HTTP/1.1 to one API server over connections that are kept. Kube says whom to believe and which certificate to show;
/// it repeats nothing here.
pub(super) struct Wire {
    config: kube::Config,
    tunnel: Option<Tunnel>,
    timeout: Duration,
    client: Mutex<kube::Client>,
}

impl Wire {
    /// Connects to nothing yet. Has to be called in a runtime.
    ///
    /// # Errors
    /// [`NetworkError::Identity`] on certificates that cannot be used.
    pub(super) fn new(config: kube::Config, tunnel: Option<Tunnel>, timeout: Duration) -> Result<Self, NetworkError> {
        let client = build(&config, tunnel.as_ref()).map_err(NetworkError::Identity)?;
        Ok(Self { config, tunnel, timeout, client: Mutex::new(client) })
    }

    /// Shows a certificate from now on. New connections are made, those in use end.
    ///
    /// # Errors
    /// What is wrong with it, without a word of the key.
    pub(super) fn identify(&self, certificate: &[u8], key: &Secret<String>) -> Result<(), String> {
        let mut config = self.config.clone();
        direct::identify(&mut config.auth_info, certificate, key)?;
        let client = build(&config, self.tunnel.as_ref())?;
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
        Ok(())
    }

    fn client(&self) -> kube::Client {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn build(config: &kube::Config, tunnel: Option<&Tunnel>) -> Result<kube::Client, String> {
    // Kube takes the process's provider, and rustls finds one by itself only while exactly one is compiled in.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut direct = HttpConnector::new();
    direct.enforce_http(false);
    direct.set_connect_timeout(Some(CONNECT));
    direct.set_nodelay(true);
    let mut pool = legacy::Client::builder(TokioExecutor::new());
    pool.pool_idle_timeout(IDLE).pool_timer(TokioTimer::new());
    let namespace = config.default_namespace.clone();
    // Kube's words speak of files, certificates and why they do not go together.
    let refuse = |err: kube::Error| err.to_string();
    Ok(match tunnel {
        None => {
            let connector = config.rustls_https_connector_with_connector(direct).map_err(refuse)?;
            kube::Client::new(pool.build::<_, Body>(connector), namespace)
        }
        Some(Tunnel { address, proof }) => {
            let through = proxy::Tunnel::new(address.clone(), direct);
            let through = match proof {
                Some(proof) => through.with_auth(proof.clone()),
                None => through,
            };
            let connector = config.rustls_https_connector_with_connector(through).map_err(refuse)?;
            kube::Client::new(pool.build::<_, Body>(connector), namespace)
        }
    })
}

#[async_trait]
impl Http for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client();
        // What the libraries below trace is theirs to choose.
        let sent = exchange(&client, request).with_subscriber(NoSubscriber::default());
        match tokio::time::timeout(self.timeout, sent).await {
            Ok(answer) => answer,
            Err(_) => Err(HttpError::Unknown(format!("not all of it came within {:?}", self.timeout))),
        }
    }
}

async fn exchange(client: &kube::Client, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (head, mut body) = client.send(request.map(Body::from)).await.map_err(|err| sending(&err))?.into_parts();
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|err| HttpError::Unknown(words(&err)))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > LARGEST {
            return Err(HttpError::Oversized { limit: LARGEST });
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Response::from_parts(head, bytes.freeze()))
}

/// Sorts an error by whether the request may have arrived.
fn sending(err: &kube::Error) -> HttpError {
    let is_connect = sources(err).any(|err| err.downcast_ref::<legacy::Error>().is_some_and(legacy::Error::is_connect));
    if !is_connect {
        HttpError::Unknown(words(err))
    } else if sources(err).any(is_untrusted) {
        let advice = "see certificate-authority-data of the kubeconfig, or `ca_certificate`";
        HttpError::Untrusted(format!("{}; {advice}", words(err)))
    } else {
        HttpError::NotSent(words(err))
    }
}
