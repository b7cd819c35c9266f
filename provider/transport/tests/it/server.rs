//! A server on this machine, with or without TLS, that answers what it is told and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What the server does with a request.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    /// Sends this and closes.
    Bytes(&'static str),
    /// Closes without a word.
    Close,
    /// Resets the connection.
    Reset,
    /// Says nothing and keeps the connection.
    Silence,
    /// A long body, a byte at a time.
    Drip,
}

pub(crate) const FINE: Reply = Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nfine");

/// A certificate authority of our own.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// TLS with a certificate of this authority for `host`.
    pub(crate) fn acceptor(&self, host: &str) -> TlsAcceptor {
        self.acceptor_until(host, 2100)
    }

    /// A certificate of this authority for a client, with its key.
    pub(crate) fn identity(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(Vec::new()).unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }

    /// TLS that asks for a client certificate of this authority.
    pub(crate) fn demanding_acceptor(&self, host: &str) -> TlsAcceptor {
        let mut roots = rustls::RootCertStore::empty();
        let ca = kgas_transport::Roots::parse(self.pem.as_bytes()).unwrap().remove(0);
        roots.add(ca).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), ring).build().unwrap();
        self.acceptor_with(host, 2100, Some(verifier))
    }

    /// The same, good until the end of `year`.
    pub(crate) fn acceptor_until(&self, host: &str, year: i32) -> TlsAcceptor {
        self.acceptor_with(host, year, None)
    }

    fn acceptor_with(&self, host: &str, year: i32, clients: Option<Arc<dyn ClientCertVerifier>>) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 12, 31);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients.unwrap_or_else(WebPkiClientVerifier::no_client_auth))
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// An answer of 200 with this body.
pub(crate) fn fine(body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").leak())
}

/// What to do with the `nth` connection that asks `head`.
type Choice = Arc<dyn Fn(usize, &str) -> Reply + Send + Sync>;

/// Answers requests, each on a connection of its own.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn plain(replies: &[Reply]) -> Self {
        Self::start(None, false, in_turn(replies)).await
    }

    /// Answers by what is asked.
    pub(crate) async fn routed(choose: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(None, false, Arc::new(move |_, head| choose(head))).await
    }

    pub(crate) async fn tls(acceptor: TlsAcceptor, replies: &[Reply]) -> Self {
        Self::start(Some(acceptor), false, in_turn(replies)).await
    }

    /// A proxy that opens a tunnel to a server of its own.
    pub(crate) async fn proxy(acceptor: TlsAcceptor, replies: &[Reply]) -> Self {
        Self::start(Some(acceptor), true, in_turn(replies)).await
    }

    async fn start(acceptor: Option<TlsAcceptor>, tunnel: bool, choice: Choice) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: listener.local_addr().unwrap(), heads: Arc::default() };
        let heads = Arc::clone(&server.heads);
        tokio::spawn(async move {
            for nth in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                let choice = Arc::clone(&choice);
                tokio::spawn(serve(
                    stream,
                    acceptor.clone(),
                    tunnel,
                    move |head| choice(nth, head),
                    Arc::clone(&heads),
                ));
            }
        });
        server
    }

    /// What was asked: request line, headers and body.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }
}

async fn serve(
    mut stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    tunnel: bool,
    choose: impl Fn(&str) -> Reply,
    heads: Arc<Mutex<Vec<String>>>,
) {
    if tunnel {
        let Some(head) = read(&mut stream).await else { return };
        heads.lock().unwrap().push(head);
        if stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_err() {
            return;
        }
    }
    match acceptor {
        None => {
            if matches!(answer(&mut stream, choose, &heads).await, Some(Reply::Reset)) {
                stream.set_zero_linger().unwrap();
            }
        }
        // A client that does not trust us goes away here.
        Some(acceptor) => {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                answer(&mut stream, choose, &heads).await;
                let _ = stream.shutdown().await;
            }
        }
    }
}

fn in_turn(replies: &[Reply]) -> Choice {
    let replies = replies.to_vec();
    Arc::new(move |nth, _| replies[nth.min(replies.len() - 1)])
}

async fn answer(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    choose: impl Fn(&str) -> Reply,
    heads: &Mutex<Vec<String>>,
) -> Option<Reply> {
    let head = read(stream).await?;
    let reply = choose(&head);
    heads.lock().unwrap().push(head);
    match reply {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
        Reply::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await;
            while stream.write_all(b"x").await.is_ok() && stream.flush().await.is_ok() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
        Reply::Close | Reply::Reset => {}
        Reply::Silence => std::future::pending().await,
    }
    Some(reply)
}

/// One request, or `None` if the other side went away.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
