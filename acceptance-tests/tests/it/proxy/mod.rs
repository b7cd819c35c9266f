//! Between a provider and a cloud: counts what is written, and can hold one write so that somebody can be killed while it
//! is in flight.
//!
//! It works on any cloud, and knows of AWS only which requests are reads, and how a list of nothing looks.
mod absent;
mod request;

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use request::Request;

/// Nobody waits longer than this for a write that should come.
const PATIENCE: Duration = Duration::from_mins(2);

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
    /// None: writes are counted.
    None,
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
    trap: Option<(Which, Moment)>,
    /// The write that is held.
    held: Option<String>,
    /// What becomes of a write that was held before it reached the cloud.
    lost: bool,
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
        *self.shared.state.lock().unwrap() = State { trap: Some((which, moment)), ..State::default() };
    }

    /// Waits until that write is held; its name.
    #[track_caller]
    pub(crate) fn held(&self) -> String {
        let state = self.shared.state.lock().unwrap();
        let none_held = |state: &mut State| state.held.is_none();
        let (state, _) = self.shared.changed.wait_timeout_while(state, PATIENCE, none_held).unwrap();
        state.held.clone().unwrap_or_else(|| panic!("the write to hold did not come, but {:?}", state.writes))
    }

    /// Lets go of the held write, and holds no more. One that was held before it reached the cloud is lost if its sender is.
    pub(crate) fn release(&self, sender_is_gone: bool) {
        let mut state = self.shared.state.lock().unwrap();
        (state.trap, state.held, state.lost) = (None, None, sender_is_gone);
        self.shared.changed.notify_all();
    }
}

impl Shared {
    /// Notes a write; whether it is to be held, and where.
    fn note(&self, name: &str) -> Option<Moment> {
        let mut state = self.state.lock().unwrap();
        state.writes.push(name.to_owned());
        let number = state.writes.len() - 1;
        let (which, moment) = state.trap?;
        let is_it = match which {
            Which::Nth(nth) => nth == number,
            Which::Named(wanted) => wanted == name,
            Which::None => false,
        };
        is_it.then_some(moment)
    }

    /// Holds the write `name` until released; whether it is lost.
    fn wait(&self, name: &str) -> bool {
        let mut state = self.state.lock().unwrap();
        state.held = Some(name.to_owned());
        self.changed.notify_all();
        self.changed.wait_while(state, |state| state.held.is_some()).unwrap().lost
    }
}

/// Requests of one client, each on a connection of its own to the cloud.
fn serve(mut client: TcpStream, cloud: &str, shared: &Shared) -> io::Result<()> {
    let Some(request) = Request::read(&mut client)? else { return Ok(()) };
    let name = request.write();
    let moment = name.as_deref().and_then(|name| shared.note(name));
    let hold_at = |now: Moment| moment == Some(now) && shared.wait(name.as_deref().unwrap_or_default());
    if hold_at(Moment::Before) {
        return Ok(());
    }
    let mut upstream = TcpStream::connect(cloud)?;
    upstream.write_all(&request.bytes())?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer)?;
    if let Some(empty) = absent::stand_in(&request, &answer) {
        answer = empty;
    }
    hold_at(Moment::After);
    client.write_all(&answer)?;
    client.shutdown(Shutdown::Both)
}
