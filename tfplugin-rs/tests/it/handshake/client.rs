//! A client as Terraform is one: a key on P-521, its certificate, and trust in the server's certificate alone.

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use p521::ecdsa::signature::Signer as _;
use p521::ecdsa::{Signature, SigningKey};
use p521::pkcs8::DecodePrivateKey as _;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::{CertifiedKey, Signer, SigningKey as RustlsKey};
use rustls::{ClientConfig, RootCertStore, SignatureAlgorithm, SignatureScheme, SupportedProtocolVersion, version};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::body::Body;
use tonic::codegen::Service;

use super::process::Process;

pub(crate) const BOTH: [&SupportedProtocolVersion; 2] = [&version::TLS13, &version::TLS12];

/// What a client shows of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shows {
    /// Its certificate, and it has the key.
    Client,
    /// The client's certificate, with a key of its own.
    StolenCertificate,
    /// A certificate with the same names, and the key to it.
    Stranger,
    /// Nothing.
    Nothing,
}

#[derive(Debug)]
struct Certificate(Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for Certificate {
    fn resolve(&self, _hints: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // As Go does it: without its scheme on offer a client silently shows no certificate.
        self.0.clone().filter(|_| schemes.contains(&SignatureScheme::ECDSA_NISTP521_SHA512))
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

#[derive(Clone)]
struct P521(SigningKey);

impl fmt::Debug for P521 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P521")
    }
}

impl RustlsKey for P521 {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&SignatureScheme::ECDSA_NISTP521_SHA512).then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for P521 {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let signature: Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}

fn certified(certificate: &str, key: &str) -> Arc<CertifiedKey> {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = p521::SecretKey::from_pkcs8_pem(key).unwrap();
    let key = SigningKey::from_bytes(&key.to_bytes()).unwrap();
    Arc::new(CertifiedKey::new(vec![certificate], Arc::new(P521(key))))
}

/// Connects to `process` over TLS, as far as both sides agree to speak.
pub(crate) async fn connect(
    process: &Process,
    shows: Shows,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<TlsStream<UnixStream>> {
    let (client, stranger) = (include_str!("client.pem"), include_str!("stranger.pem"));
    let (client_key, stranger_key) = (include_str!("client.key"), include_str!("stranger.key"));
    let certificate = match shows {
        Shows::Client => Some(certified(client, client_key)),
        Shows::StolenCertificate => Some(certified(client, stranger_key)),
        Shows::Stranger => Some(certified(stranger, stranger_key)),
        Shows::Nothing => None,
    };
    let mut roots = RootCertStore::empty();
    roots.add(STANDARD_NO_PAD.decode(process.field(5)).unwrap().into()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_client_cert_resolver(Arc::new(Certificate(certificate)));
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = UnixStream::connect(process.socket()).await?;
    let mut stream =
        TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await?;
    // In TLS 1.3 a client learns only by its first read that it was refused.
    if matches!(shows, Shows::Client) { Ok(stream) } else { stream.read_u8().await.map(|_| stream) }
}

/// Speaks HTTP/2 over a stream.
#[derive(Clone)]
pub(crate) struct Channel(SendRequest<Body>);

impl Channel {
    pub(crate) async fn over(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    pub(crate) async fn to(process: &Process) -> Self {
        Self::over(connect(process, Shows::Client, &BOTH).await.unwrap()).await
    }

    pub(crate) async fn plain(socket: &Path) -> Self {
        Self::over(UnixStream::connect(socket).await.unwrap()).await
    }
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, hyper::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        // Go's client has no name for the other end of a socket either.
        let path = request.uri().path().to_owned();
        *request.uri_mut() = format!("http://localhost{path}").parse().unwrap();
        Box::pin(self.0.send_request(request))
    }
}
