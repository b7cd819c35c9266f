//! The provider's process, as Terraform starts it.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Terraform waits this long for a provider that it asked to end.
pub(crate) const GRACE: Duration = Duration::from_secs(2);

/// The path of an example program, which `cargo test` builds beside the tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let path = tests.parent().unwrap().parent().unwrap().join("examples").join(name);
    assert!(path.exists(), "{} is missing: run `cargo test -p tfplugin-rs`, which builds it", path.display());
    path
}

/// Waits until `condition` holds.
pub(crate) fn until(bound: Duration, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < bound, "it did not come about within {bound:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A process that does not outlive the test.
pub(crate) struct Killed(pub(crate) Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How to start it.
pub(crate) struct Start {
    pub(crate) command: Command,
    pub(crate) sockets: TempDir,
}

impl Start {
    /// With the variables that Terraform 1.11 sets, and no others that it reads.
    pub(crate) fn as_terraform() -> Self {
        let sockets = TempDir::new().unwrap();
        std::fs::set_permissions(sockets.path(), Permissions::from_mode(0o700)).unwrap();
        let mut command = Command::new(example("trial"));
        command
            .env_clear()
            .env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
            .env("PLUGIN_CLIENT_CERT", include_str!("client.pem"))
            .env("TMPDIR", sockets.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self { command, sockets }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Starts it and reads the line.
    pub(crate) fn serving(mut self) -> Process {
        let mut child = self.command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'), "no line, but {line:?}");
        Process { child: Killed(child), stdout, line, sockets: self.sockets }
    }

    /// Starts it and waits for its end: exit code, standard output, standard error.
    pub(crate) fn refused(mut self) -> (i32, String, String) {
        let output = self.command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert_eq!(std::fs::read_dir(self.sockets.path()).unwrap().count(), 0, "a socket was left");
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

/// A provider that serves.
pub(crate) struct Process {
    child: Killed,
    stdout: BufReader<std::process::ChildStdout>,
    pub(crate) line: String,
    pub(crate) sockets: TempDir,
}

impl Process {
    /// One of the fields between the bars of the line.
    pub(crate) fn field(&self, position: usize) -> &str {
        self.line.trim_end().split('|').nth(position).unwrap()
    }

    pub(crate) fn socket(&self) -> &Path {
        Path::new(self.field(3))
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits for its end: exit code, and what it wrote after the line to standard output and to standard error.
    pub(crate) fn ended(mut self) -> (Option<i32>, String, String) {
        until(GRACE, || self.child.0.try_wait().unwrap().is_some());
        let status = self.child.0.wait().unwrap();
        let (mut out, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut out).unwrap();
        self.child.0.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(std::fs::read_dir(self.sockets.path()).unwrap().count(), 0, "the socket was left");
        (status.code(), out, err)
    }
}
