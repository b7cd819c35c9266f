//! A Python environment with what others wrote: moto, ministack and boto3, at the versions of
//! `python/requirements.txt`.
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Error, cache, run};

const REQUIREMENTS: &str = include_str!("../../python/requirements.txt");
const PART: &str = "the Python environment";
const NEXT: &str = "install Python 3.11 or later with venv and pip";

/// The folder of the environment's programs, made once per machine.
///
/// # Errors
/// When Python is not installed or a package does not come.
pub fn python() -> Result<PathBuf, Error> {
    let version = run::must("asking Python's version", PART, NEXT, Command::new("python3").arg("--version"))?;
    let folder = cache::part("python", &[version.trim(), REQUIREMENTS], |folder| {
        run::must("making the environment", PART, NEXT, Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        let list = folder.join("requirements.txt");
        std::fs::write(&list, REQUIREMENTS).map_err(Error::io("cannot write", &list))?;
        // --no-deps: the list is whole, so nothing outside it is ever chosen.
        let mut pip = Command::new(programs(folder).join("pip"));
        pip.args(["install", "--quiet", "--no-deps", "--no-input", "--disable-pip-version-check", "-r"]).arg(&list);
        run::must("installing the Python packages", PART, NEXT, &mut pip)?;
        run::must("checking the Python packages", PART, NEXT, Command::new(programs(folder).join("pip")).arg("check"))
            .map(drop)
    })?;
    Ok(programs(&folder))
}

fn programs(folder: &Path) -> PathBuf {
    folder.join("bin")
}
