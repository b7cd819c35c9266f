//! A folder that nobody else can enter.

use std::fs::{DirBuilder, remove_dir_all};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// Names tried before giving up: a name is taken only by what an earlier process of the same id left behind, or by this one.
const TRIES: u32 = 1_000;

/// A fresh folder. Dropping it removes it, with all that is in it.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder in `parent`, open to this user only.
    ///
    /// # Errors
    /// `parent` does not exist or is not writable.
    pub(crate) fn under(parent: &Path) -> Result<Self> {
        let process = std::process::id();
        for attempt in 0..TRIES {
            let folder = parent.join(format!("tfplugin-{process}-{attempt}"));
            match DirBuilder::new().mode(0o700).create(&folder) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::new(error.kind(), format!("{}: {error}", parent.display()))),
                Ok(()) => return Ok(Self(folder)),
            }
        }
        Err(Error::new(ErrorKind::AlreadyExists, format!("{} is full of what others left behind", parent.display())))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = remove_dir_all(&self.0);
    }
}
