//! Canaries: secret values that must be nowhere.
use std::fs;
use std::path::{Path, PathBuf};

use crate::parts::Error;

/// Every file below `folder` that holds one of `canaries`, with the canary's name. State, plans, logs at TRACE and both
/// streams of every command of a [`crate::cli::Workdir`] are files below its path.
///
/// Plans are zip archives: [`crate::cli::Workdir::planned`] brings their content into a log.
///
/// # Errors
/// When a file cannot be read.
pub fn leaks(folder: &Path, canaries: &[(&str, &str)]) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for path in files(folder)? {
        let bytes = fs::read(&path).map_err(Error::io("cannot read", &path))?;
        for (name, value) in canaries {
            if contains(&bytes, value.as_bytes()) {
                found.push(format!("{name} in {}", path.display()));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Every file below `folder`.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("cannot read", folder))? {
        let path = entry.map_err(Error::io("cannot read", folder))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

fn contains(bytes: &[u8], value: &[u8]) -> bool {
    bytes.windows(value.len()).any(|window| window == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_found_however_deep_and_whatever_surrounds_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/b/log"), b"\xff\xfekey=SESAME\x00").unwrap();
        fs::write(folder.path().join("a/clean"), "nothing").unwrap();
        let found = leaks(folder.path(), &[("the key", "SESAME"), ("another", "MELLON")]).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("the key in ") && found[0].ends_with("a/b/log"), "{found:?}");
    }
}
