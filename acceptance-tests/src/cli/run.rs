//! A command that runs, and what is left of it when it has ended.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use crate::parts::Error;

const PATIENCE: Duration = Duration::from_mins(1);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// A command that was started. Dropping it kills its whole process group.
#[derive(Debug)]
pub struct Running {
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
    trace: PathBuf,
}

/// What a command left behind.
#[derive(Debug, Clone)]
pub struct Ended {
    /// How it ended: an exit code or a signal.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// The log at level TRACE, the provider's lines in it.
    pub trace: String,
}

impl Running {
    pub(super) fn new(child: Child, stdout: PathBuf, stderr: PathBuf, trace: PathBuf) -> Self {
        Self { child, stdout, stderr, trace }
    }

    /// Who can be sent signals while this value is being waited on in another thread.
    #[must_use]
    pub fn target(&self) -> Target {
        Target { pid: self.child.id(), trace: self.trace.clone() }
    }

    /// Whether it has ended.
    ///
    /// # Errors
    /// When the process cannot be watched.
    pub fn has_ended(&mut self) -> Result<bool, Error> {
        self.child.try_wait().map(|status| status.is_some()).map_err(Error::io("cannot watch", &self.trace))
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// When the process cannot be waited for or its output cannot be read.
    pub fn wait(mut self) -> Result<Ended, Error> {
        let status = self.child.wait().map_err(Error::io("cannot wait for", &self.trace))?;
        let read = |path: &Path| fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text = |path: &Path| read(path).map_err(Error::io("cannot read", path));
        // A command that is killed at once has not made its log yet.
        let trace = if self.trace.exists() { text(&self.trace)? } else { String::new() };
        Ok(Ended { status, stdout: text(&self.stdout)?, stderr: text(&self.stderr)?, trace })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            signal("KILL", &format!("-{}", self.child.id()));
            drop(self.child.wait());
        }
    }
}

/// A running command as something to send signals to.
#[derive(Debug, Clone)]
pub struct Target {
    pid: u32,
    trace: PathBuf,
}

impl Target {
    /// ^C: SIGINT to the process group, as a terminal sends it.
    pub fn interrupt(&self) {
        signal("INT", &format!("-{}", self.pid));
    }

    /// `kill -9` of the command line alone.
    pub fn kill(&self) {
        signal("KILL", &self.pid.to_string());
    }

    /// `kill -9` of the command line and of its provider, neither of which sees the other die.
    pub fn kill_all(&self) {
        signal("STOP", &self.pid.to_string());
        let _ = self.kill_provider();
        self.kill();
    }

    /// `kill -9` of the provider that the command started last; false when none has been started.
    #[must_use]
    pub fn kill_provider(&self) -> bool {
        let pid = self.provider();
        if let Some(pid) = pid {
            signal("KILL", &pid.to_string());
        }
        pid.is_some()
    }

    /// Waits until the log holds `words`; false when it did not within a minute.
    #[must_use]
    pub fn logs(&self, words: &str) -> bool {
        until(|| fs::read(&self.trace).is_ok_and(|log| String::from_utf8_lossy(&log).contains(words)))
    }

    /// Waits until process `pid` has ended; false when it did not within a minute.
    #[must_use]
    pub fn ends(pid: u32) -> bool {
        until(|| {
            let mut ask = Command::new("ps");
            ask.args(["-o", "stat=", "-p", &pid.to_string()]);
            // One that ended and was not waited for is a Z.
            ask.output().is_ok_and(|said| said.stdout.trim_ascii().is_empty() || said.stdout.starts_with(b"Z"))
        })
    }

    /// The process id of the provider that the command started last, from its own log.
    #[must_use]
    pub fn provider(&self) -> Option<u32> {
        last_provider(&fs::read_to_string(&self.trace).ok()?)
    }
}

/// Through `kill(1)`: sending a signal from here would need unsafe code.
fn signal(name: &str, to: &str) {
    drop(Command::new("kill").args([&format!("-{name}"), "--", to]).status());
}

/// Looks again and again, for a minute.
fn until(seen: impl Fn() -> bool) -> bool {
    let started = Instant::now();
    while !seen() {
        if started.elapsed() > PATIENCE {
            return false;
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    true
}

/// go-plugin logs `plugin started: path=… pid=…` for every process it starts.
fn last_provider(trace: &str) -> Option<u32> {
    let started = trace.lines().rev().find(|line| line.contains("plugin started:"))?;
    let digits = started.rsplit_once("pid=")?.1;
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

impl Ended {
    /// Whether the command reported success.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.status.success()
    }

    /// The exit code; `None` when a signal ended it.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Both streams, for a message about a surprise.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}\n{}{}", self.status, self.stdout, self.stderr)
    }

    /// What was said as one line: without the frame and the line breaks that the command line puts in.
    #[must_use]
    pub fn unframed(&self) -> String {
        self.words().split_whitespace().filter(|word| !["│", "|"].contains(word)).collect::<Vec<_>>().join(" ")
    }

    /// This value, if the command reported success.
    ///
    /// # Panics
    /// With everything the command said, if it did not.
    #[must_use]
    #[track_caller]
    pub fn expect_ok(self) -> Self {
        assert!(self.ok(), "{}", self.words());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_started_last_is_the_one_meant() {
        let trace = "[DEBUG] provider: plugin started: path=/t/terraform-provider-kgas pid=41\n\
                     [DEBUG] provider: plugin started: path=/t/terraform-provider-kgas pid=4711\n\
                     [DEBUG] provider: waiting for RPC address: path=/t/x\n";
        assert_eq!(last_provider(trace), Some(4711));
        assert_eq!(last_provider("nothing yet"), None);
    }
}
