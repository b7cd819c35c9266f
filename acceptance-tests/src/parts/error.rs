//! Why a part could not be had.
use std::io;
use std::path::Path;

/// A part that is not there, or does not run; the text says what was tried and what would help.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The machine lacks something we do not bring.
    #[error("{part} is not to be had: {tried}\n  next: {next}")]
    Missing {
        /// What the tests wanted.
        part: &'static str,
        /// What was tried, and what came of it.
        tried: String,
        /// What the reader can do.
        next: String,
    },
    /// A command that should have worked did not.
    #[error("{what} failed ({status})\n{output}")]
    Command {
        /// What the command was to do.
        what: String,
        /// Its exit status.
        status: std::process::ExitStatus,
        /// Both streams, as far as they help.
        output: String,
    },
    /// A download does not have the sum that is pinned here.
    #[error("{what} has sha256 {seen}, pinned is {pinned}: it was not installed")]
    Sum {
        /// What was downloaded.
        what: String,
        /// The sum of what came.
        seen: String,
        /// The sum that was expected.
        pinned: &'static str,
    },
    /// A server that was started did not become ready.
    #[error("{what} did not become ready: {why}\n{log}")]
    NotReady {
        /// The server.
        what: String,
        /// The last thing seen.
        why: String,
        /// What it wrote.
        log: String,
    },
    /// The file system or a pipe refused.
    #[error("{what}: {source}")]
    Io {
        /// What was being done, with the path.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// Names what was being done to `path`; for `map_err`.
    pub fn io(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let what = format!("{doing} {}", path.display());
        move |source| Self::Io { what, source }
    }
}
