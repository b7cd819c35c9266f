//! A data plane of ours: requests that follow a rollout's route as it is now, to pods as they are now, and the metrics that
//! such requests leave. A canary whose image says that it fails looks as bad as its share of the traffic makes it.
//!
//! It looks at the API server ten times a second as a gateway's controller would; while the API server is gone, requests go
//! where they went. Nothing is left to chance: of 1,000 requests, a canary at 5 % gets 50.
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::kubernetes::{Client, Kind};

mod behaviour;
mod counters;
mod page;
mod picture;

use counters::Counters;
use page::Page;
pub use picture::Route;
use picture::{Scene, Side};

const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Requests that are sent until the value is dropped.
#[derive(Debug)]
pub struct Traffic {
    /// `http://127.0.0.1:PORT/metrics`, for Prometheus.
    pub url: String,
    state: Arc<Mutex<State>>,
    _page: Page,
}

/// What one scrape was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scrape {
    /// When it was answered.
    pub at: Timestamp,
    /// Requests so far that ended in an error, by namespace and slot.
    pub errors: BTreeMap<(String, String), u64>,
}

#[derive(Debug, Default)]
struct State {
    streams: Vec<Stream>,
    /// Shares of errors that a test has decided, by namespace and slot.
    decided: BTreeMap<(String, String), f64>,
    counters: Counters,
    scrapes: Vec<Scrape>,
    paused: bool,
    ended: bool,
}

#[derive(Debug)]
struct Stream {
    namespace: String,
    route: Route,
    per_second: f64,
    /// Where its requests go since `since`.
    sides: Vec<Side>,
    since: Instant,
}

impl Traffic {
    /// No requests yet, and the page. `client` reads routes, Services and pods.
    ///
    /// # Errors
    /// When there is no port for the page.
    pub fn start(client: Client) -> io::Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let shown = Arc::clone(&state);
        let page = Page::serve(move || lock(&shown).scraped())?;
        let looked = Arc::clone(&state);
        std::thread::spawn(move || look_on(&client, &looked));
        Ok(Self { url: format!("http://{}/metrics", page.address), state, _page: page })
    }

    /// Sends so many requests a second through `route` from now on; another number for the same route replaces the first.
    pub fn send(&self, namespace: &str, route: Route, per_second: f64) {
        let mut state = lock(&self.state);
        state.advance();
        let same = state.streams.iter_mut().find(|stream| stream.namespace == namespace && stream.route == route);
        if let Some(stream) = same {
            stream.per_second = per_second;
            return;
        }
        // Until the first look there is nowhere to go.
        let sides = Vec::new();
        state.streams.push(Stream { namespace: namespace.to_owned(), route, per_second, sides, since: Instant::now() });
    }

    /// Has this share of a slot's requests fail from now on, whatever its pods run; `None` leaves it to them again.
    pub fn fail(&self, namespace: &str, slot: &str, share: Option<f64>) {
        let mut state = lock(&self.state);
        state.advance();
        let slot = (namespace.to_owned(), slot.to_owned());
        match share {
            Some(share) => drop(state.decided.insert(slot, share)),
            None => drop(state.decided.remove(&slot)),
        }
    }

    /// Lets no scrape have the page, as if the exporter were down. Requests go on.
    pub fn pause(&self) {
        lock(&self.state).paused = true;
    }

    /// Lets scrapes have the page again.
    pub fn resume(&self) {
        lock(&self.state).paused = false;
    }

    /// Whole requests so far to a slot of a namespace, by status; slot `none` are those that had nowhere to go.
    #[must_use]
    pub fn sent(&self, namespace: &str, slot: &str) -> BTreeMap<u16, u64> {
        lock(&self.state).counters.of(namespace, slot)
    }

    /// What each scrape was told so far, in order.
    #[must_use]
    pub fn scrapes(&self) -> Vec<Scrape> {
        lock(&self.state).scrapes.clone()
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        lock(&self.state).ended = true;
    }
}

impl State {
    /// Counts what was sent since the last time.
    fn advance(&mut self) {
        let now = Instant::now();
        for stream in &mut self.streams {
            let requests = stream.per_second * now.duration_since(stream.since).as_secs_f64();
            stream.since = now;
            for side in &stream.sides {
                let decided = self.decided.get(&(stream.namespace.clone(), side.slot.clone()));
                let mut side = side.clone();
                side.behaviour.errors = decided.copied().unwrap_or(side.behaviour.errors);
                self.counters.add(&stream.namespace, stream.route.name(), &side, requests);
            }
        }
    }

    fn scraped(&mut self) -> Option<String> {
        self.advance();
        let page = (!self.paused).then(|| self.counters.page())?;
        self.scrapes.push(Scrape { at: Timestamp::now(), errors: self.counters.errors() });
        Some(page)
    }
}

/// Looks at the API server until the traffic ends.
fn look_on(client: &Client, state: &Mutex<State>) {
    loop {
        let started = Instant::now();
        let mut wanted: Vec<_> = {
            let state = lock(state);
            if state.ended {
                return;
            }
            state.streams.iter().map(|stream| (stream.namespace.clone(), stream.route.kind())).collect()
        };
        wanted.sort_by_key(|(namespace, kind)| (namespace.clone(), kind.resource()));
        wanted.dedup();
        for (namespace, kind) in wanted {
            // While the API server is gone, a gateway does what it did.
            if let Some(scene) = look(client, &namespace, kind) {
                let mut state = lock(state);
                state.advance();
                let here = |stream: &&mut Stream| stream.namespace == namespace && stream.route.kind() == kind;
                for stream in state.streams.iter_mut().filter(here) {
                    stream.sides = picture::sides(&stream.route, &scene);
                }
            }
        }
        // Looking at much takes longer, and is done less often.
        std::thread::sleep(BETWEEN_LOOKS.max(started.elapsed() * 3));
    }
}

fn look(client: &Client, namespace: &str, kind: Kind) -> Option<Scene> {
    let list = |kind: Kind| client.list(&kind.all(namespace)).ok();
    let routes = if kind == Kind::Service { Vec::new() } else { list(kind)? };
    Some(Scene { routes, services: list(Kind::Service)?, pods: list(Kind::Pod)? })
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
