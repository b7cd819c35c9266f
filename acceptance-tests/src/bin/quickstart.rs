//! `cargo quickstart`: the life of a cluster in a minute, by the real command line, on a cloud that lives in one process.
use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::{ExitCode, ExitStatus, Stdio};

use clap::Parser;
use kgas_acceptance::cargo::workspace;
use kgas_acceptance::cli::Workdir;
use kgas_acceptance::cloud::{Cloud, Kind};
use kgas_acceptance::parts::{self, Error};

/// The cloud's clock: what takes EKS ten minutes takes the sandbox a second.
const SPEED: u32 = 600;
/// What is changed in the life of the cluster: a variable of the example.
const CHANGE: (&str, &str) = ("TF_VAR_most_workers", "5");

/// Creates, changes and destroys the cluster of examples/quickstart on a cloud embedded in this repository.
#[derive(Parser)]
struct Args {
    /// Keep cloud and cluster after the change until you press Enter
    #[arg(long)]
    keep: bool,
}

/// Why it stopped.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Part(#[from] Error),
    #[error("the terminal is gone: {0}")]
    Terminal(#[from] io::Error),
    #[error(
        "`{command}` ended with {status}; its words are above.\n  next: if they are about the configuration, look at \
         examples/quickstart; if they are about the provider, run `cargo acceptance` to see what it lacks here"
    )]
    Command { command: String, status: ExitStatus },
    #[error("the destroy reported success, and the cloud still has {0:?}: this is a bug in the kgas provider")]
    LeftOver(BTreeMap<String, usize>),
}

fn main() -> ExitCode {
    match run(Args::parse().keep) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // With a closed standard error there is nobody left to tell.
            drop(writeln!(io::stderr(), "\nThe quickstart stopped: {why}"));
            ExitCode::FAILURE
        }
    }
}

fn run(keep: bool) -> Result<(), Failure> {
    say("Building the provider and the sandbox ...")?;
    let provider = parts::provider()?;
    let cloud = Cloud::start(Kind::Sandbox, SPEED)?;
    let program = parts::any_program()?;
    let mut work = Workdir::of(program, Some(&provider))?;
    work.copy(&workspace().join("examples/quickstart"))?;
    work.set("TF_VAR_sandbox", cloud.url()).set("KGAS_POLL_SCALE", "1");
    say(&format!("AWS is played by {}, the configuration is examples/quickstart.", cloud.url()))?;
    say("The warning about development overrides is right: the provider is the one that was just built.")?;

    command(&work, &["apply", "-auto-approve", "-input=false"])?;
    say("\nMade, each tagged kgas-owner:")?;
    for (kind, count) in ours(&cloud)? {
        say(&format!("  {count:2} {kind}"))?;
    }
    say(&how_to_look(&cloud, &work, keep))?;

    say(&format!("\nThe same with {}={}:", CHANGE.0, CHANGE.1))?;
    work.set(CHANGE.0, CHANGE.1);
    command(&work, &["apply", "-auto-approve", "-input=false"])?;
    if keep {
        say("\nEverything is running. Press Enter to destroy it and end.")?;
        io::stdin().lock().read_line(&mut String::new())?;
    }

    command(&work, &["destroy", "-auto-approve", "-input=false"])?;
    let left = ours(&cloud)?;
    if !left.is_empty() {
        return Err(Failure::LeftOver(left));
    }
    say("\nNothing of it is left. On AWS itself: README.md, \"A first cluster on AWS\".")?;
    Ok(())
}

fn say(words: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{words}")?;
    out.flush()
}

fn command(work: &Workdir, args: &[&str]) -> Result<(), Failure> {
    let mut command = work.command(args);
    if !io::stdout().is_terminal() {
        // In a file the colours would be noise.
        command.arg("-no-color");
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let command_line = format!("{} {}", program.rsplit('/').next().unwrap_or_default(), args.join(" "));
    say(&format!("\n$ {command_line}"))?;
    let status = command.stdin(Stdio::null()).status().map_err(Error::io("cannot run", program.as_ref()))?;
    if status.success() { Ok(()) } else { Err(Failure::Command { command: command_line, status }) }
}

/// How much of each kind carries our tag.
fn ours(cloud: &Cloud) -> Result<BTreeMap<String, usize>, Error> {
    let inventory = cloud.sandbox("inventory")?;
    let mut found = BTreeMap::new();
    for object in inventory["objects"].as_array().into_iter().flatten() {
        if object["tags"].get("kgas-owner").is_some() {
            *found.entry(object["kind"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
    }
    Ok(found)
}

fn how_to_look(cloud: &Cloud, work: &Workdir, keep: bool) -> String {
    let (url, folder) = (cloud.url(), work.path().display());
    let show = work.command(&["show"]);
    let program = show.get_program().to_string_lossy();
    let time = if keep { "from another terminal" } else { "`cargo quickstart --keep` gives you the time" };
    format!(
        "How to look at it, {time}:\n  curl -s {url}/_sandbox/inventory\n  \
         AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws --region eu-west-1 --endpoint-url {url} \
         eks describe-cluster --name quickstart\n  \
         TF_CLI_CONFIG_FILE={folder}/cli.tfrc {program} -chdir={folder}/root show"
    )
}
