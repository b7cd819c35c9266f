//! The socket, in a directory nobody else can enter.

use std::fs::{DirBuilder, remove_dir_all};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

/// Longest path of a socket, in bytes, that every Unix takes: 104 on macOS and the BSDs with the final zero.
const LONGEST_PATH: usize = 103;

/// Names tried before giving up: a name is taken only by what an earlier process of the same id left behind.
const TRIES: u32 = 1_000;

/// A listening socket; dropping it removes the socket and its directory.
#[derive(Debug)]
pub(crate) struct Listening {
    listener: UnixListener,
    directory: PathBuf,
    path: PathBuf,
}

impl Listening {
    /// Listens in a fresh directory under `parent`, open to this user only. Needs a tokio runtime.
    ///
    /// # Errors
    /// `parent` does not exist, is not writable, or is too deep for a socket's path.
    pub(crate) fn under(parent: &Path) -> Result<Self> {
        let directory = fresh_directory(parent)?;
        let path = directory.join("s");
        if path.as_os_str().as_bytes().len() > LONGEST_PATH {
            let _ = remove_dir_all(&directory);
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!("{} is longer than {LONGEST_PATH} bytes; set TMPDIR to a shorter path", path.display()),
            ));
        }
        match UnixListener::bind(&path) {
            Ok(listener) => Ok(Self { listener, directory, path }),
            Err(error) => {
                let _ = remove_dir_all(&directory);
                Err(error)
            }
        }
    }

    /// Where it listens.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The next connection.
    ///
    /// # Errors
    /// The system cannot hand over the connection.
    pub(crate) async fn accept(&self) -> Result<UnixStream> {
        self.listener.accept().await.map(|(stream, _)| stream)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = remove_dir_all(&self.directory);
    }
}

fn fresh_directory(parent: &Path) -> Result<PathBuf> {
    let process = std::process::id();
    for attempt in 0..TRIES {
        let directory = parent.join(format!("tfplugin-{process}-{attempt}"));
        match DirBuilder::new().mode(0o700).create(&directory) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Error::new(error.kind(), format!("{}: {error}", parent.display()))),
            Ok(()) => return Ok(directory),
        }
    }
    Err(Error::new(ErrorKind::AlreadyExists, format!("{} is full of left-over sockets", parent.display())))
}
