//! A Python environment with AWS's own client, at the versions of `python/requirements.txt`; made once per machine.
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

const REQUIREMENTS: &str = include_str!("../python/requirements.txt");

/// Written when everything is there.
const MARKER: &str = ".complete";

/// The interpreter of the environment. What is missing is installed; what cannot be installed fails the test.
pub(crate) fn interpreter() -> PathBuf {
    let version = run(Command::new("python3").arg("--version"));
    let sum = format!("{:x}", Sha256::digest(format!("{version}{REQUIREMENTS}")));
    let name = &sum[..12];
    let root = cache();
    fs::create_dir_all(&root).unwrap();
    let folder = root.join(format!("sandbox-python-{name}"));
    let lock = File::create(root.join(format!("sandbox-python-{name}.lock"))).unwrap();
    lock.lock().unwrap();
    if !folder.join(MARKER).exists() {
        make(&folder);
    }
    folder.join("bin/python")
}

fn make(folder: &Path) {
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder));
    let list = folder.join("requirements.txt");
    fs::write(&list, REQUIREMENTS).unwrap();
    // --no-deps: the list is whole, so nothing outside it is ever chosen.
    let mut pip = Command::new(folder.join("bin/pip"));
    run(pip.args(["install", "--quiet", "--no-deps", "--no-input", "--disable-pip-version-check", "-r"]).arg(&list));
    run(Command::new(folder.join("bin/pip")).arg("check"));
    fs::write(folder.join(MARKER), "").unwrap();
}

/// `$KGAS_CACHE`, else `~/.cache/kgas`.
fn cache() -> PathBuf {
    let chosen = std::env::var_os("KGAS_CACHE").map(PathBuf::from);
    chosen.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache/kgas"))
}

/// What a command that must succeed prints.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed with {}:\n{out}{err}", output.status);
    out.into_owned()
}
