//! Programs and files out of Go modules, whose sums stand in `wrappers/*/go.sum`.
//!
//! `go install path@version` refuses a module that has replace lines, so each program has a module of ours around it that
//! repeats them and names the program as a tool.
use std::path::{Path, PathBuf};
use std::process::Command;

use super::terraform::on_path;
use super::{Error, cache, run};

/// Bump when the flags below change, so that programs are built anew.
const RECIPE: &str = "2";
const NEXT: &str = "install Go 1.26 or later";

/// A program, and the module of ours that builds it.
#[derive(Debug)]
pub(super) struct Program {
    /// Its file's name, and its part's.
    pub(super) name: &'static str,
    /// The package of its `main`.
    pub(super) package: &'static str,
    /// The module file.
    pub(super) go_mod: &'static str,
    /// What every dependency must be.
    pub(super) go_sum: &'static str,
    /// Build tags, separated by commas; may be empty.
    pub(super) tags: &'static str,
    /// Flags of the linker, besides those that leave out symbols.
    pub(super) linked: &'static str,
}

impl Program {
    /// The program, built once per machine and kept.
    ///
    /// # Errors
    /// When Go is not installed, or the build fails.
    pub(super) fn get(&self) -> Result<PathBuf, Error> {
        let inputs = [RECIPE, self.package, self.tags, self.linked, self.go_mod, self.go_sum];
        let folder = cache::part(self.name, &inputs, |folder| {
            for (name, text) in [("go.mod", self.go_mod), ("go.sum", self.go_sum)] {
                let path = folder.join(name);
                std::fs::write(&path, text).map_err(Error::io("cannot write", &path))?;
            }
            // -mod=readonly refuses a dependency that is not in the sums.
            let mut go = go(folder, "-mod=readonly -buildvcs=false");
            let linked = format!("-ldflags=-s -w {}", self.linked);
            go.args(["build", "-trimpath", &linked, "-tags", self.tags, "-o", self.name, self.package]);
            run::must(&format!("building {}", self.name), self.name, NEXT, &mut go).map(drop)
        })?;
        Ok(folder.join(self.name))
    }
}

/// The unpacked archive of `module`, at the version and with the sum that `go_sum` has. `folder` is where Go is started.
///
/// # Errors
/// When Go is not installed, or what comes is not what is pinned.
pub(super) fn source(module: &'static str, go_sum: &'static str, folder: &Path) -> Result<PathBuf, Error> {
    let Some((version, pinned)) = pin(module, go_sum) else {
        let tried = "go.sum does not pin it".to_owned();
        return Err(Error::Missing { part: module, tried, next: "add its lines".to_owned() });
    };
    let mut download = go(folder, "");
    download.args(["mod", "download", "-json", &format!("{module}@{version}")]);
    let said = run::must("the download of a Go module", module, NEXT, &mut download)?;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap_or_default();
    let (seen, unpacked) = (said["Sum"].as_str().unwrap_or_default(), said["Dir"].as_str().unwrap_or_default());
    if seen == pinned {
        return Ok(PathBuf::from(unpacked));
    }
    Err(Error::Sum { what: format!("{module} {version}"), seen: seen.to_owned(), pinned })
}

/// Version and sum of the archive.
fn pin<'a>(module: &str, go_sum: &'a str) -> Option<(&'a str, &'a str)> {
    let lines = go_sum.lines().filter_map(|line| line.split_once(' ').filter(|(name, _)| *name == module));
    let mut pins = lines.filter_map(|(_, rest)| rest.split_once(' '));
    pins.find(|(version, _)| !version.ends_with("/go.mod"))
}

/// Go from PATH, else from where its own installer puts it, which not every PATH names.
fn go(folder: &Path, flags: &str) -> Command {
    let installed = PathBuf::from("/usr/local/go/bin/go");
    let program = if on_path("go").is_none() && installed.is_file() { installed } else { PathBuf::from("go") };
    let mut go = Command::new(program);
    // A pure Go build needs no C compiler.
    go.current_dir(folder).env("CGO_ENABLED", "0").env("GOFLAGS", flags).env("GOWORK", "off");
    go
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_is_the_archives_and_not_the_module_files() {
        let sums = "a/b v1.2.3/go.mod h1:module\na/b v1.2.3 h1:archive\na/bc v9.0.0 h1:other\n";
        assert_eq!(pin("a/b", sums), Some(("v1.2.3", "h1:archive")));
        assert_eq!(pin("a", sums), None);
        assert_eq!(pin("a/b", "a/b v1.2.3/go.mod h1:module\n"), None);
    }
}
