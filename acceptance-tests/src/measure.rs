//! What the providers that a command starts cost: processor time and memory, apart from the command itself.
//!
//! From `/proc`, looked at a few hundred times a second: a provider's last moments are missed, at most one look each.
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const BETWEEN_LOOKS: Duration = Duration::from_millis(3);
/// `/proc/PID/stat` counts in these, whatever the kernel's own: 100 a second on every Linux that programs see.
const TICK: Duration = Duration::from_millis(10);

/// What a run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// By the wall clock, of the whole command.
    pub wall: Duration,
    /// User and system time of all its providers.
    pub cpu: Duration,
    /// Resident memory of its largest provider at its peak, in bytes.
    pub peak: u64,
    /// How many providers it started.
    pub providers: usize,
}

/// Runs `command` to its end, its output unseen.
///
/// # Errors
/// When it cannot be started, or `/proc` is not there.
pub fn run(command: &mut Command) -> io::Result<(ExitStatus, Cost)> {
    fs::metadata("/proc/self/stat")?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).process_group(0);
    let started = Instant::now();
    let mut child = command.spawn()?;
    let mut seen = BTreeMap::<u32, (Duration, u64)>::new();
    let status = loop {
        for (pid, cost) in providers(child.id()) {
            seen.insert(pid, cost);
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(BETWEEN_LOOKS);
    };
    let cpu = seen.values().map(|(cpu, _)| *cpu).sum();
    let peak = seen.values().map(|(_, peak)| *peak).max().unwrap_or(0);
    Ok((status, Cost { wall: started.elapsed(), cpu, peak, providers: seen.len() }))
}

/// The providers in a process group, each with its processor time and its peak so far.
fn providers(group: u32) -> Vec<(u32, (Duration, u64))> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| {
        let folder = Path::new("/proc").join(pid.to_string());
        let cpu = cpu_of(&fs::read_to_string(folder.join("stat")).ok()?, group)?;
        Some((pid, (cpu, peak_of(&fs::read_to_string(folder.join("status")).ok()?)?)))
    })
    .collect()
}

/// User and system time, if this is a provider of that group.
/// Source: <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>.
fn cpu_of(stat: &str, group: u32) -> Option<Duration> {
    let (head, rest) = stat.rsplit_once(") ")?;
    // The name is cut to 15 characters.
    if !head.split_once('(')?.1.starts_with("terraform-provi") {
        return None;
    }
    let fields: Vec<&str> = rest.split(' ').collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<u32>().ok();
    (field(5)? == group).then_some(TICK * (field(14)? + field(15)?))
}

/// `VmHWM`, in bytes.
fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_told_from_the_command_that_started_it() {
        let stat = |name: &str| format!("41 ({name}) S 40 39 38 0 -1 4194560 1 0 0 0 7 3 0 0 20 0 9 0 1 2 3");
        assert_eq!(cpu_of(&stat("terraform-provi"), 39), Some(Duration::from_millis(100)));
        assert_eq!(cpu_of(&stat("terraform-provi"), 40), None);
        assert_eq!(cpu_of(&stat("terraform"), 39), None);
    }

    #[test]
    fn peaks_are_in_bytes() {
        assert_eq!(peak_of("Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"), Some(2_097_152));
        assert_eq!(peak_of("Name:\tx\n"), None);
    }
}
