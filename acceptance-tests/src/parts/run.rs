//! A command that must work.
use std::process::{Command, Stdio};

use super::Error;

/// Runs `command` to its end and answers with its standard output.
///
/// # Errors
/// [`Error::Missing`] when the program is not on the machine, [`Error::Command`] with both streams when it fails.
pub(super) fn must(what: &str, part: &'static str, next: &str, command: &mut Command) -> Result<String, Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|why| Error::Missing {
        part,
        tried: format!("{program} could not be started: {why}"),
        next: next.to_owned(),
    })?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    // Cargo's messages to programs are not for people.
    let words = stdout.lines().filter(|line| !line.starts_with("{\"reason\":")).collect::<Vec<_>>().join("\n");
    Err(Error::Command { what: what.to_owned(), status: output.status, output: format!("{words}{stderr}") })
}
