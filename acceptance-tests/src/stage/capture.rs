//! Everything a command says, for at most so long.
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Whether the command reported success, and what it wrote. Both streams go to one file, so that they are read in the
/// order they were written. After `limit` the command and all it started are ended.
pub(super) fn run(mut command: Command, limit: Duration) -> io::Result<(bool, String)> {
    let mut file = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file.try_clone()?).process_group(0);
    let ended = wait(&mut command.spawn()?, limit)?;
    let mut output = read(&mut file)?;
    if ended.is_none() {
        let seconds = limit.as_secs();
        output = format!("{output}\nended after {seconds} s: it should have been done long before\n");
    }
    Ok((ended.is_some_and(|status| status.success()), output))
}

/// `None` when it took too long.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > limit {
            Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

fn read(file: &mut File) -> io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn both_streams_keep_their_order() {
        let ended = run(shell("echo one; echo two >&2; echo three; exit 3"), Duration::from_mins(1)).unwrap();
        assert_eq!(ended, (false, "one\ntwo\nthree\n".to_owned()));
        assert_eq!(run(shell("exit 0"), Duration::from_mins(1)).unwrap(), (true, String::new()));
    }

    #[test]
    fn a_command_that_hangs_is_ended() {
        let (success, output) = run(shell("echo begun; sleep 600 & wait"), Duration::from_millis(200)).unwrap();
        assert!(!success);
        assert!(output.starts_with("begun\n") && output.contains("ended after"), "{output}");
    }
}
