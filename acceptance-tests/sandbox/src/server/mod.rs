//! The world on a loopback port.
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::timing::Timing;
use crate::world::{Secure, World};
use crate::{Moment, handle};

mod clock;
mod connection;
mod tls;

use clock::Clock;

/// How to start a sandbox.
#[derive(Clone, Debug)]
pub struct Options {
    /// Decides every identifier.
    pub seed: u64,
    /// How many times faster than the wall's clock the clouds' clock runs; at least 1.
    pub speed: u32,
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// How long things take, before `speed`.
    pub timing: Timing,
    /// Whether the endpoints of EKS clusters are addresses of the sandbox, with its certificate authority, and not names of
    /// AWS that lead nowhere.
    pub own_endpoints: bool,
    /// When the clouds' time begins; with the wall's when nothing is said. Which versions are on offer depends on the day.
    pub start: Option<Moment>,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, speed: 1, port: 0, timing: Timing::default(), own_endpoints: false, start: None }
    }
}

/// A running sandbox. Dropping it ends it.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    served: Arc<Served>,
    accepts: JoinHandle<()>,
}

/// What every connection shares.
struct Served {
    world: Mutex<World>,
    clock: Clock,
    tls: TlsAcceptor,
}

impl Served {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        handle(&mut world, request, self.clock.now())
    }
}

impl Sandbox {
    /// Listens on loopback and serves until dropped. Needs a tokio runtime with I/O and time.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let address = listener.local_addr()?;
        let clock = Clock::start(options.start, options.speed);
        let mut world = World::new(options.seed, options.timing);
        world.settle(clock.now());
        let (tls, authority) = tls::acceptor()?;
        world.secure = Some(Secure { address: format!("https://{address}"), authority });
        world.own_endpoints = options.own_endpoints;
        let served = Arc::new(Served { world: Mutex::new(world), clock, tls });
        let accepts = tokio::spawn(connection::accept(listener, Arc::clone(&served)));
        Ok(Self { address, served, accepts })
    }

    /// Where the clouds answer, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the Kubernetes API of the cluster `REGION/NAME` answers. Any cluster of the region `local` is there once
    /// it is asked for.
    ///
    /// With the scheme `http` in place of `https` it answers too, for clients that send their token all the same.
    #[must_use]
    pub fn kubernetes_url(&self, cluster: &str) -> String {
        format!("https://{}/kubernetes/{cluster}", self.address)
    }

    /// Where the Prometheus of the cluster `REGION/NAME` answers.
    #[must_use]
    pub fn prometheus_url(&self, cluster: &str) -> String {
        format!("{}/prometheus/{cluster}", self.url())
    }

    /// Answers a request without a socket, at the sandbox's own time.
    #[must_use]
    pub fn answer(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.served.answer(request)
    }

    /// The clouds' time.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.served.clock.now()
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}
