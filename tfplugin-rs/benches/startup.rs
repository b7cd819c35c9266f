//! How soon a provider can be called, and how much memory it holds then: `cargo bench -p tfplugin-rs --bench startup`.
//!
//! Starts the example provider as Terraform does and measures, at the moment its line arrives, the time since the
//! process was started and the resident memory. Beside it, the same for Go providers: one on terraform-plugin-framework, which
//! is built from `peer/main.go` where `go` is on PATH, and those in a mirror of the registry. For ours also the time since `main`
//! began, which its log tells.

#[path = "peer/go.rs"]
mod go;

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS: usize = 21;

/// Where a filesystem mirror of the registry usually lies, as Terraform looks for it, and where ours is.
const MIRRORS: [&str; 3] = ["/opt/tf-plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"];

fn main() -> io::Result<()> {
    let mut out = io::stdout();
    let program = example()?;
    let ours = measure(&program)?;
    writeln!(out, "{:<44} {:>10} {:>10}", "start to handshake line, median of 21", "time", "RSS")?;
    report(&mut out, "tfplugin-rs (examples/hello)", &ours)?;
    writeln!(out, "{:<44} {:>7.2} ms", "  of it, from main", from_main(&program)?.as_secs_f64() * 1_000.0)?;
    match go::built() {
        Ok(peer) => beside(&mut out, "one resource on terraform-plugin-framework", &peer, &ours)?,
        Err(error) => writeln!(out, "no provider on terraform-plugin-framework beside it: {error}")?,
    }
    for other in MIRRORS.iter().flat_map(|mirror| providers(Path::new(mirror))) {
        let name = other.file_name().unwrap_or_default().to_string_lossy().into_owned();
        beside(&mut out, &name, &other, &ours)?;
    }
    Ok(())
}

/// Reports another provider, and how many times ours it takes.
#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn beside(out: &mut impl io::Write, name: &str, program: &Path, ours: &Start) -> io::Result<()> {
    let theirs = match measure(program) {
        Ok(theirs) => theirs,
        Err(error) => return writeln!(out, "{name}: {error}"),
    };
    report(out, name, &theirs)?;
    let time = theirs.time.as_secs_f64() / ours.time.as_secs_f64();
    let resident = theirs.resident_kib as f64 / ours.resident_kib as f64;
    writeln!(out, "{:<44} {time:>8.1}x {resident:>7.1}x", "  of ours")
}

/// What was seen of one start.
struct Start {
    time: Duration,
    resident_kib: u64,
}

fn report(out: &mut impl io::Write, name: &str, measured: &Start) -> io::Result<()> {
    let milliseconds = measured.time.as_secs_f64() * 1_000.0;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let mebibytes = measured.resident_kib as f64 / 1_024.0;
    writeln!(out, "{name:<44} {milliseconds:>7.2} ms {mebibytes:>6.1} MiB")
}

/// The medians of some starts of `program`.
fn measure(program: &Path) -> io::Result<Start> {
    let mut starts = (0..STARTS).map(|_| once(program)).collect::<io::Result<Vec<_>>>()?;
    starts.sort_by_key(|start| start.resident_kib);
    let resident_kib = starts[STARTS / 2].resident_kib;
    starts.sort_by_key(|start| start.time);
    Ok(Start { time: starts[STARTS / 2].time, resident_kib })
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_MIN_PORT", "10000")
        .env("PLUGIN_MAX_PORT", "25000")
        .env("PLUGIN_CLIENT_CERT", include_str!("../tests/it/handshake/client.pem"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn once(program: &Path) -> io::Result<Start> {
    let start = Instant::now();
    let mut child = command(program).spawn()?;
    let mut line = String::new();
    let stdout = child.stdout.take().ok_or_else(|| io::Error::other("no standard output"))?;
    BufReader::new(stdout).read_line(&mut line)?;
    let time = start.elapsed();
    let resident_kib = resident(child.id());
    terminated(child)?;
    if line.starts_with("1|") {
        Ok(Start { time, resident_kib: resident_kib? })
    } else {
        Err(io::Error::other(format!("wrote no line, but {line:?}")))
    }
}

/// The median of what some starts of `program` log as their time from `main` to the line.
fn from_main(program: &Path) -> io::Result<Duration> {
    let one = |_| {
        let mut child = command(program).env("TF_LOG_PROVIDER", "debug").stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().ok_or_else(|| io::Error::other("no standard error"))?;
        let mut line = String::new();
        BufReader::new(stderr).read_line(&mut line)?;
        terminated(child)?;
        let (_, after) = line.split_once("\"microseconds\":").ok_or_else(|| io::Error::other("no such line logged"))?;
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().map(Duration::from_micros).map_err(io::Error::other)
    };
    let mut times = (0..STARTS).map(one).collect::<io::Result<Vec<_>>>()?;
    times.sort();
    Ok(times[STARTS / 2])
}

/// Ends a provider so that it leaves no socket behind.
fn terminated(mut child: Child) -> io::Result<()> {
    Command::new("kill").arg(child.id().to_string()).status()?;
    child.wait()?;
    Ok(())
}

/// Resident memory in KiB.
fn resident(process: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).ok_or_else(|| io::Error::other("no VmRSS"))
}

/// The example program, built for release if it is not yet.
fn example() -> io::Result<PathBuf> {
    let arguments = ["build", "--quiet", "--release", "-p", "tfplugin-rs", "--example", "hello"];
    if !Command::new(env!("CARGO")).args(arguments).status()?.success() {
        return Err(io::Error::other("the example does not build"));
    }
    let this = std::env::current_exe()?;
    let target = this.ancestors().nth(3).ok_or_else(|| io::Error::other("this program is not where cargo puts it"))?;
    Ok(target.join("release/examples/hello"))
}

/// Every provider's program under `directory`.
fn providers(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(providers(&path));
        } else if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("terraform-provider-")) {
            found.push(path);
        }
    }
    found
}
