//! The one folder outside the checkout that we write to: `$KGAS_CACHE`, else `~/.cache/kgas`.
//!
//! A part lives in a folder named after the part and the sum of everything that decides its content, so a new pin is a
//! new folder and an old one can be deleted at any time. It is made under a lock, and counts as made only when its
//! marker is written, which is the last step: a build killed half-way is begun again.
use std::fs::{self, File};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::Error;

/// Written last, by the one who finished the part.
const MARKER: &str = ".complete";

/// Where parts are kept.
///
/// # Errors
/// When neither `KGAS_CACHE` nor `HOME` is set.
pub(super) fn root() -> Result<PathBuf, Error> {
    if let Some(chosen) = std::env::var_os("KGAS_CACHE") {
        return Ok(chosen.into());
    }
    let home = std::env::var_os("HOME").ok_or_else(|| Error::Missing {
        part: "the cache folder",
        tried: "neither KGAS_CACHE nor HOME is set".to_owned(),
        next: "set KGAS_CACHE to a folder that may be written".to_owned(),
    })?;
    Ok(PathBuf::from(home).join(".cache/kgas"))
}

/// The folder of the part `name` whose content is decided by `inputs`. `make` is called with the empty folder if it is
/// not there yet, and by one process at a time.
///
/// # Errors
/// What `make` answers, or that the cache cannot be written.
pub(super) fn part(
    name: &str,
    inputs: &[&str],
    make: impl FnOnce(&std::path::Path) -> Result<(), Error>,
) -> Result<PathBuf, Error> {
    let root = root()?;
    fs::create_dir_all(&root).map_err(Error::io("cannot make", &root))?;
    let key = format!("{name}-{}", &sum_of(inputs)[..12]);
    let folder = root.join(&key);
    let lock_path = root.join(format!("{key}.lock"));
    let lock = File::create(&lock_path).map_err(Error::io("cannot open", &lock_path))?;
    lock.lock().map_err(Error::io("cannot lock", &lock_path))?;
    let marker = folder.join(MARKER);
    if marker.exists() {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Error::io("cannot clear", &folder))?;
    }
    fs::create_dir(&folder).map_err(Error::io("cannot make", &folder))?;
    make(&folder)?;
    fs::write(&marker, "").map_err(Error::io("cannot write", &marker))?;
    Ok(folder)
}

/// SHA-256 in hexadecimal over the inputs, each with its length, so that no two lists run together.
fn sum_of(inputs: &[&str]) -> String {
    let mut sum = Sha256::new();
    for input in inputs {
        sum.update(input.len().to_be_bytes());
        sum.update(input.as_bytes());
    }
    hex(&sum.finalize())
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
