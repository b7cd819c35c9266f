//! A server of ours on loopback, for as long as the value lives.
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::Error;
use crate::http;

/// Long enough for a Python server on a machine that is busy building.
const PATIENCE: Duration = Duration::from_secs(90);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How often a port that somebody else took in between is chosen anew.
const PORTS: usize = 5;

/// A running server. Dropping it ends it; so does the end of this process, however it comes.
#[derive(Debug)]
pub struct Server {
    child: Child,
    watchdog: Child,
    /// Kept open: a server that writes to a closed pipe dies of it.
    rest: Option<BufReader<ChildStdout>>,
    /// `http://127.0.0.1:PORT`
    pub url: String,
}

impl Server {
    /// Starts `command(port)` on a free port and waits until `GET health` answers 200.
    ///
    /// # Errors
    /// [`Error::NotReady`] with the server's words.
    pub fn start(what: &str, health: &str, command: impl Fn(u16) -> Command) -> Result<Self, Error> {
        let mut last = None;
        for _ in 0..PORTS {
            let port = free_port()?;
            match Self::start_on(what, port, health, command(port)) {
                Err(Error::NotReady { log, .. }) if log.to_lowercase().contains("address already in use") => {
                    last = Some(log);
                }
                done => return done,
            }
        }
        let log = last.unwrap_or_default();
        Err(Error::NotReady { what: what.to_owned(), why: "no port stayed free".to_owned(), log })
    }

    fn start_on(what: &str, port: u16, health: &str, mut command: Command) -> Result<Self, Error> {
        let log = tempfile::NamedTempFile::new().map_err(Error::io("cannot make a log for", Path::new(what)))?;
        let stream = || log.reopen().map(Stdio::from).map_err(Error::io("cannot open", log.path()));
        command.stdin(Stdio::null()).stdout(stream()?).stderr(stream()?);
        let mut server = Self::own(what, &mut command, format!("http://127.0.0.1:{port}"))?;
        let url = format!("{}{health}", server.url);
        let started = Instant::now();
        loop {
            let why = match http::get(&url) {
                Ok(answer) if answer.status == 200 => return Ok(server),
                Ok(answer) => format!("{url} answered {}", answer.status),
                Err(why) => format!("{url}: {why}"),
            };
            let ended = server.child.try_wait().map_err(Error::io("cannot watch", Path::new(what)))?;
            if ended.is_some() || started.elapsed() > PATIENCE {
                let why = ended.map_or(why, |status| format!("it ended with {status}"));
                return Err(Error::NotReady { what: what.to_owned(), why, log: words(log.path()) });
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// Starts a server that says where it is: its first line on standard output, which `url` reads. Its standard input
    /// stays open, for servers that end when it closes.
    ///
    /// # Errors
    /// [`Error::NotReady`] when the line does not come or cannot be read.
    pub fn announced(what: &str, command: &mut Command, url: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = Self::own(what, command, String::new())?;
        let not_ready = |why: &str, log| Error::NotReady { what: what.to_owned(), why: why.to_owned(), log };
        let out = server.child.stdout.take().ok_or_else(|| not_ready("it has no standard output", String::new()))?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let (mut out, mut line) = (BufReader::new(out), String::new());
            // Whoever waits for this may have given up.
            drop(out.read_line(&mut line).map(|_| sender.send((line, out))));
        });
        let waited = receiver.recv_timeout(PATIENCE);
        let (line, rest) = waited.map_err(|_| not_ready("its first line did not come", String::new()))?;
        server.rest = Some(rest);
        server.url = url(&line).ok_or_else(|| not_ready("its first line has no address", line))?;
        Ok(server)
    }

    /// The watchdog holds the other end of a pipe: when this process is gone, the pipe closes and the server dies.
    fn own(what: &str, command: &mut Command, url: String) -> Result<Self, Error> {
        let child = command.spawn().map_err(Error::io("cannot start", Path::new(what)))?;
        let mut watch = Command::new("sh");
        watch.args(["-c", "read -r _; kill -9 \"$0\" 2>/dev/null"]).arg(child.id().to_string());
        watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let watchdog = watch.spawn().map_err(Error::io("cannot start the watchdog of", Path::new(what)))?;
        Ok(Self { child, watchdog, rest: None, url })
    }

    /// The server's process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    /// The watchdog goes first: after the server is reaped, its number may belong to somebody else.
    fn drop(&mut self) {
        for process in [&mut self.watchdog, &mut self.child] {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// A port nobody listens on now. Somebody may take it before we do, which [`Server::start`] notices.
fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(Error::io("cannot find a port on", Path::new("127.0.0.1")))
}

/// What the server wrote, its end when that is long.
fn words(path: &Path) -> String {
    let mut text = String::new();
    if let Ok(mut file) = File::open(path) {
        drop(file.read_to_string(&mut text));
    }
    let from = text.len().saturating_sub(4_000);
    text.get(from..).unwrap_or(&text).to_owned()
}
