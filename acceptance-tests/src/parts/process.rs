//! A program that ends with this process, however that ends, and a folder that goes with it.
use std::fs::File;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Error;

/// Long enough for a Python server on a machine that is busy building.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// A running program. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) what: String,
    pub(crate) child: Child,
    watchdog: Child,
    log: Option<tempfile::TempPath>,
}

impl Process {
    /// Starts `command`, whose both streams are kept in a file.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(what: &str, command: &mut Command) -> Result<Self, Error> {
        let log = tempfile::NamedTempFile::new().map_err(Error::io("cannot make a log for", Path::new(what)))?;
        let stream = || log.reopen().map(Stdio::from).map_err(Error::io("cannot open", log.path()));
        command.stdin(Stdio::null()).stdout(stream()?).stderr(stream()?);
        Self::with(what, command, Some(log.into_temp_path()))
    }

    /// Starts `command` with the streams that it has.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn own(what: &str, command: &mut Command) -> Result<Self, Error> {
        Self::with(what, command, None)
    }

    fn with(what: &str, command: &mut Command, log: Option<tempfile::TempPath>) -> Result<Self, Error> {
        let child = command.spawn().map_err(Error::io("cannot start", Path::new(what)))?;
        let path = log.as_deref().unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let watchdog = watchdog("kill -9 \"$0\" 2>/dev/null; rm -f \"$1\"", &[&child.id().to_string(), &path])
            .map_err(Error::io("cannot start the watchdog of", Path::new(what)))?;
        Ok(Self { what: what.to_owned(), child, watchdog, log })
    }

    /// Waits until `ready` has nothing to say against it.
    ///
    /// # Errors
    /// [`Error::NotReady`] with the program's words, when it ends or takes too long.
    pub(crate) fn until(&mut self, mut ready: impl FnMut() -> Result<(), String>) -> Result<(), Error> {
        let started = Instant::now();
        loop {
            let Err(why) = ready() else { return Ok(()) };
            let ended = self.child.try_wait().map_err(Error::io("cannot watch", Path::new(&self.what)))?;
            if ended.is_some() || started.elapsed() > PATIENCE {
                let why = ended.map_or(why, |status| format!("it ended with {status}"));
                return Err(Error::NotReady { what: self.what.clone(), why, log: self.words() });
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// What the program wrote, its end when that is long.
    pub(crate) fn words(&self) -> String {
        let mut text = String::new();
        if let Some(Ok(mut file)) = self.log.as_ref().map(File::open) {
            drop(file.read_to_string(&mut text));
        }
        let from = text.len().saturating_sub(4_000);
        text.get(from..).unwrap_or(&text).to_owned()
    }
}

impl Drop for Process {
    /// The watchdog goes first: after the program is reaped, its number may belong to somebody else.
    fn drop(&mut self) {
        for process in [&mut self.watchdog, &mut self.child] {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// A temporary folder, removed when the value is dropped or this process is gone: values in statics are never dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    watchdog: Child,
}

impl Folder {
    /// An empty one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn new() -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(Error::io("cannot make a folder for", Path::new("a server")))?;
        let path = folder.keep();
        // A second for the programs that still write there to be killed by their own watchdogs.
        let watchdog = watchdog("sleep 1; rm -rf \"$0\"", &[&path.to_string_lossy()])
            .map_err(Error::io("cannot start the watchdog of", &path))?;
        Ok(Self { path, watchdog })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it with this text, its path returned.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.path.join(name);
        std::fs::write(&path, text).map_err(Error::io("cannot write", &path))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.watchdog.kill());
        drop(self.watchdog.wait());
        drop(std::fs::remove_dir_all(&self.path));
    }
}

/// A shell that holds the other end of a pipe: when this process is gone, the pipe closes and `then` is done to `$0`, `$1`.
fn watchdog(then: &str, to: &[&str]) -> std::io::Result<Child> {
    let mut watch = Command::new("sh");
    watch.args(["-c", &format!("read -r _; {then}")]).args(to);
    watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    watch.spawn()
}

/// A port nobody listens on now. Somebody may take it before its server does.
///
/// # Errors
/// When the machine has none.
pub(crate) fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(Error::io("cannot find a port on", Path::new("127.0.0.1")))
}
