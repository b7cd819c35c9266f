//! Between a provider and a cloud: counts what is written, and can hold one write so that somebody can be killed while it
//! is in flight.
//!
//! It works on any cloud, and knows of AWS only which requests are reads.
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use request::Request;

/// Nobody waits longer than this for a write that should come.
const PATIENCE: Duration = Duration::from_mins(2);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Where a write is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// It has not reached the cloud.
    Before,
    /// The cloud has done it, and the answer is not out yet.
    After,
}

/// Which write is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// The one that comes as this number, from 0.
    Nth(usize),
    /// The first of this name.
    Named(&'static str),
    /// The first that asks for what the cloud has not done yet, in this run or an earlier one.
    New,
    /// None: writes are counted.
    None,
}

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passes,
    Held(Moment),
    Lost,
}

/// A proxy on loopback.
#[derive(Debug)]
pub(crate) struct Proxy {
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    writes: Vec<String>,
    /// What the cloud has done, by [`Request::wish`]: the write's name, and how often.
    done: BTreeMap<String, (String, usize)>,
    trap: Option<(Which, Moment)>,
    /// The write that is held.
    held: Option<String>,
    /// How many are.
    waiting: usize,
    /// Whether the sender of the held write was killed: a write that is not at the cloud never gets there.
    killed: bool,
}

impl Proxy {
    pub(crate) fn to(cloud: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let (cloud, served) = (cloud.strip_prefix("http://").unwrap().to_owned(), Arc::clone(&shared));
        // It ends with this process.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (cloud, served) = (cloud.clone(), Arc::clone(&served));
                // That a client is killed in the middle is what this is for.
                std::thread::spawn(move || drop(serve(client, &cloud, &served)));
            }
        });
        Self { url, shared }
    }

    /// The names of the writes that came since the last [`Self::hold`].
    pub(crate) fn writes(&self) -> Vec<String> {
        self.shared.state.lock().unwrap().writes.clone()
    }

    /// Holds a write that comes from now on, and counts from here.
    pub(crate) fn hold(&self, which: Which, moment: Moment) {
        let mut state = self.shared.state.lock().unwrap();
        let done = std::mem::take(&mut state.done);
        *state = State { trap: Some((which, moment)), done, ..State::default() };
    }

    /// The names of all that the cloud was asked to do and did, each once however often it was asked, in alphabetical order.
    pub(crate) fn done(&self) -> Vec<String> {
        let state = self.shared.state.lock().unwrap();
        let mut names: Vec<_> = state.done.values().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }

    /// The names of what the cloud was asked to do again when it had done it, and did again.
    pub(crate) fn done_again(&self) -> BTreeSet<String> {
        let state = self.shared.state.lock().unwrap();
        state.done.values().filter(|(_, times)| *times > 1).map(|(name, _)| name.clone()).collect()
    }

    /// Waits until that write is held; its name.
    #[track_caller]
    pub(crate) fn held(&self) -> String {
        let started = Instant::now();
        let held = self.held_before(|| started.elapsed() > PATIENCE);
        held.unwrap_or_else(|| panic!("the write to hold did not come, but {:?}", self.writes()))
    }

    /// Waits until `write` has come so many times.
    #[track_caller]
    pub(crate) fn meet(&self, write: &str, times: usize) {
        let state = self.shared.state.lock().unwrap();
        let too_few = |state: &mut State| state.writes.iter().filter(|name| *name == write).count() < times;
        let (state, waited) = self.shared.changed.wait_timeout_while(state, PATIENCE, too_few).unwrap();
        assert!(!waited.timed_out(), "{write} did not come {times} times, but {:?}", state.writes);
    }

    /// Waits until that write is held, or until it can no longer come.
    pub(crate) fn held_before(&self, mut end: impl FnMut() -> bool) -> Option<String> {
        let mut state = self.shared.state.lock().unwrap();
        loop {
            if state.held.is_some() || end() {
                return state.held.clone();
            }
            (state, _) = self.shared.changed.wait_timeout(state, BETWEEN_LOOKS).unwrap();
        }
    }

    /// Lets go of the held write, and holds no more. If its sender was killed, what has not reached the cloud never does: the
    /// held write, and those that a provider begins before it notices that its command line is gone.
    pub(crate) fn release(&self, killed: bool) {
        let mut state = self.shared.state.lock().unwrap();
        (state.trap, state.held, state.killed) = (None, None, killed);
        self.shared.changed.notify_all();
        // Whoever is let go of has heard how, before anything else is asked of the proxy.
        drop(self.shared.changed.wait_while(state, |state| state.waiting > 0).unwrap());
    }
}

impl Shared {
    /// Notes a write; what becomes of it.
    fn note(&self, name: &str, wish: &str) -> Fate {
        let mut state = self.state.lock().unwrap();
        if state.killed {
            return Fate::Lost;
        }
        state.writes.push(name.to_owned());
        self.changed.notify_all();
        let number = state.writes.len() - 1;
        let Some((which, moment)) = state.trap else { return Fate::Passes };
        let is_it = match which {
            Which::Nth(nth) => nth == number,
            Which::Named(wanted) => wanted == name,
            Which::New => !state.done.contains_key(wish),
            Which::None => false,
        };
        if is_it { Fate::Held(moment) } else { Fate::Passes }
    }

    /// Notes what the cloud has done.
    fn did(&self, name: String, wish: String) {
        self.state.lock().unwrap().done.entry(wish).or_insert((name, 0)).1 += 1;
    }

    /// Holds the write `name` until released; whether its sender was killed.
    fn wait(&self, name: &str) -> bool {
        let mut state = self.state.lock().unwrap();
        if state.trap.is_none() {
            // All were let go of between this write's coming and its being held: nobody would let go of it any more.
            return state.killed;
        }
        state.held = Some(name.to_owned());
        state.waiting += 1;
        self.changed.notify_all();
        let mut state = self.changed.wait_while(state, |state| state.held.is_some()).unwrap();
        state.waiting -= 1;
        self.changed.notify_all();
        state.killed
    }
}

/// Requests of one client, each on a connection of its own to the cloud.
fn serve(mut client: TcpStream, cloud: &str, shared: &Shared) -> io::Result<()> {
    let Some(request) = Request::read(&mut client)? else { return Ok(()) };
    let name = request.write();
    let fate = name.as_deref().map_or(Fate::Passes, |name| shared.note(name, &request.wish()));
    let killed_at = |moment| fate == Fate::Held(moment) && shared.wait(name.as_deref().unwrap_or_default());
    if fate == Fate::Lost || killed_at(Moment::Before) {
        return Ok(());
    }
    let mut upstream = TcpStream::connect(cloud)?;
    upstream.write_all(&request.bytes())?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    if let Some(name) = name.clone().filter(|_| answer.starts_with(b"HTTP/1.1 2")) {
        shared.did(name, request.wish());
    }
    killed_at(Moment::After);
    client.write_all(&answer)?;
    client.shutdown(Shutdown::Both)
}
