//! `kgas-sandbox`: the clouds on a loopback port, until stdin closes or SIGTERM comes.
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use kgas_sandbox::{CLUSTER, Moment, Options, Sandbox};
use tokio::io::AsyncReadExt as _;
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "usage: kgas-sandbox [--seed N] [--speed N] [--port N] [--ec2-lag SECONDS] [--start DATE] [--endpoints aws|own]\n\
    The clouds' time begins at the midnight (UTC) of DATE, such as 2026-11-01, or now.\n\
    Clusters of EKS have endpoints at names of AWS, which lead nowhere, or at addresses of the sandbox's own.\n\
    Prints one line of JSON with the address of each cloud, of a Kubernetes API beside them, of its Prometheus and of its\n\
    kubeconfig, and ends when stdin closes or SIGTERM comes.\n";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(options) = options(std::env::args().skip(1)) else {
        let _ = std::io::stderr().write_all(USAGE.as_bytes());
        return ExitCode::from(2);
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "kgas-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The options of a command line; nothing when it cannot be read.
fn options(mut words: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options::default();
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--seed" => options.seed = value.parse().ok()?,
            "--speed" => options.speed = value.parse().ok().filter(|speed| *speed > 0)?,
            "--ec2-lag" => options.timing.ec2_lag = Duration::from_secs(value.parse().ok()?),
            "--start" => options.start = Some(Moment::of_day(&value)?),
            "--endpoints" => options.own_endpoints = own(&value)?,
            "--port" => options.port = value.parse().ok()?,
            _ => return None,
        }
    }
    Some(options)
}

fn own(endpoints: &str) -> Option<bool> {
    match endpoints {
        "own" => Some(true),
        "aws" => Some(false),
        _ => None,
    }
}

async fn run(options: Options) -> std::io::Result<()> {
    let sandbox = Sandbox::start(options).await?;
    let mut stdout = std::io::stdout();
    let addresses = serde_json::json!({
        "aws": sandbox.url(), "kubernetes": sandbox.kubernetes_url(CLUSTER), "prometheus": sandbox.prometheus_url(CLUSTER),
        "kubeconfig": format!("{}/_sandbox/kubernetes/kubeconfig", sandbox.url()),
    });
    writeln!(stdout, "{addresses}")?;
    stdout.flush()?;
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminated.recv() => {}
        () = stdin_closes() => {}
    }
    Ok(())
}

/// Waits until whoever started us closes our stdin, or is gone.
async fn stdin_closes() {
    let (mut stdin, mut buffer) = (tokio::io::stdin(), [0; 256]);
    while stdin.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
}
