//! The world on a loopback port.
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::timing::Timing;
use crate::world::World;
use crate::{Moment, handle};

mod clock;
mod connection;

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
    /// When the clouds' time begins; with the wall's when nothing is said. Which versions are on offer depends on the day.
    pub start: Option<Moment>,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, speed: 1, port: 0, timing: Timing::default(), start: None }
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
#[derive(Debug)]
struct Served {
    world: Mutex<World>,
    clock: Clock,
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
        let served = Arc::new(Served { world: Mutex::new(world), clock });
        let accepts = tokio::spawn(connection::accept(listener, Arc::clone(&served)));
        Ok(Self { address, served, accepts })
    }

    /// Where the clouds answer, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
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

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}
