//! The socket, in a directory nobody else can enter.

use std::fs::{Permissions, read_to_string, set_permissions};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

use crate::folder::Folder;

/// Longest path of a socket, in bytes, that every Unix takes: 104 on macOS and the BSDs with the final zero.
const LONGEST_PATH: usize = 103;

/// A listening socket; dropping it removes the socket and its directory.
#[derive(Debug)]
pub(crate) struct Listening {
    listener: UnixListener,
    path: PathBuf,
    /// Removed last.
    _directory: Folder,
}

impl Listening {
    /// Listens in a fresh directory under `parent`, open to this user only, or also to `group`. Needs a tokio runtime.
    ///
    /// # Errors
    /// `parent` does not exist, is not writable, or is too deep for a socket's path; there is no such group, or this user is not
    /// of it.
    pub(crate) fn under(parent: &Path, group: Option<&str>) -> Result<Self> {
        let directory = Folder::under(parent)?;
        let path = directory.path().join("s");
        if path.as_os_str().as_bytes().len() > LONGEST_PATH {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!("{} is longer than {LONGEST_PATH} bytes; set TMPDIR to a shorter path", path.display()),
            ));
        }
        let listener = UnixListener::bind(&path)?;
        if let Some(group) = group {
            share(directory.path(), &path, group)?;
        }
        Ok(Self { listener, path, _directory: directory })
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

/// Lets a group reach the socket, and nothing else in the directory.
fn share(directory: &Path, socket: &Path, group: &str) -> Result<()> {
    let id = match group.parse() {
        Ok(id) => id,
        Err(_) => id_of(group)?,
    };
    for (path, mode) in [(socket, 0o660), (directory, 0o710)] {
        chown(path, None, Some(id)).map_err(|error| Error::new(error.kind(), format!("group {group:?}: {error}")))?;
        set_permissions(path, Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// The number of a group of this machine.
fn id_of(group: &str) -> Result<u32> {
    let all = read_to_string("/etc/group")?;
    let fields = all.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut ids =
        fields.filter(|fields| fields.first() == Some(&group)).filter_map(|fields| fields.get(2)?.parse().ok());
    ids.next().ok_or_else(|| Error::new(ErrorKind::NotFound, format!("there is no group {group:?}")))
}
