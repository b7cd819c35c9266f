//! A server of ours on loopback, for as long as the value lives.
use std::io::{BufRead, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::process::{PATIENCE, Process, free_port};
use super::{Error, run};
use crate::http;

/// How often a port that somebody else took in between is chosen anew.
const PORTS: usize = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// A running server. Dropping it ends it; so does the end of this process, however it comes.
#[derive(Debug)]
pub struct Server {
    process: Process,
    #[expect(dead_code, reason = "kept open: a server that writes to a closed pipe dies of it")]
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
        on_free_port(what, |port| Self::start_on(what, port, health, command(port)))
    }

    /// Starts `command` on `port`, which it knows.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub(crate) fn start_on(what: &str, port: u16, health: &str, mut command: Command) -> Result<Self, Error> {
        let mut process = Process::start(what, &mut command)?;
        let url = format!("http://127.0.0.1:{port}");
        let asked = format!("{url}{health}");
        process.until(|| match http::get(&asked) {
            Ok(answer) if answer.status == 200 => Ok(()),
            Ok(answer) => Err(format!("{asked} answered {}", answer.status)),
            Err(why) => Err(format!("{asked}: {why}")),
        })?;
        Ok(Self { process, rest: None, url })
    }

    /// Starts a server that says where it is: its first line on standard output, which `url` reads. Its standard input
    /// stays open, for servers that end when it closes.
    ///
    /// # Errors
    /// [`Error::NotReady`] when the line does not come or cannot be read.
    pub fn announced(what: &str, command: &mut Command, url: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process::own(what, command)?;
        let not_ready = |why: &str, log| Error::NotReady { what: what.to_owned(), why: why.to_owned(), log };
        let out = process.child.stdout.take().ok_or_else(|| not_ready("it has no standard output", String::new()))?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let (mut out, mut line) = (BufReader::new(out), String::new());
            // Whoever waits for this may have given up.
            drop(out.read_line(&mut line).map(|_| sender.send((line, out))));
        });
        let waited = receiver.recv_timeout(PATIENCE);
        let (line, rest) = waited.map_err(|_| not_ready("its first line did not come", String::new()))?;
        let url = url(&line).ok_or_else(|| not_ready("its first line has no address", line))?;
        Ok(Self { process, rest: Some(rest), url })
    }

    /// The server's process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.child.id()
    }

    /// Stops the server where it is: whoever asks it waits.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn freeze(&self) -> Result<(), Error> {
        self.signal("-STOP")
    }

    /// Lets it go on after [`Self::freeze`].
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn thaw(&self) -> Result<(), Error> {
        self.signal("-CONT")
    }

    fn signal(&self, name: &str) -> Result<(), Error> {
        let mut kill = Command::new("kill");
        kill.args([name, &self.pid().to_string()]);
        run::must("sending a signal", "kill", "install the POSIX programs", &mut kill).map(drop)
    }
}

/// Calls `start` with free ports until one is still free when the server comes to it.
///
/// # Errors
/// What `start` answers, if that is not about the port.
pub(crate) fn on_free_port<T>(what: &str, start: impl Fn(u16) -> Result<T, Error>) -> Result<T, Error> {
    while_taken(what, || start(free_port()?))
}

/// Calls `start`, which may come to a port that somebody else has, until it does not: a port that was left for a moment may
/// be the near end of another's connection.
///
/// # Errors
/// What `start` answers, if that is not about the port.
pub(crate) fn while_taken<T>(what: &str, start: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    let mut last = String::new();
    for _ in 0..PORTS {
        match start() {
            Err(Error::NotReady { log, .. }) if log.to_lowercase().contains("address already in use") => last = log,
            done => return done,
        }
        std::thread::sleep(BETWEEN_TRIES);
    }
    Err(Error::NotReady { what: what.to_owned(), why: "no port stayed free".to_owned(), log: last })
}
