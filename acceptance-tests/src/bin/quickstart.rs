//! `cargo quickstart`: the life of a cluster, and of what runs on it, in a minute: by the real command line, on a cloud that
//! lives in one process.
use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::{ExitCode, ExitStatus, Stdio};

use clap::Parser;
use kgas_acceptance::cargo::workspace;
use kgas_acceptance::cli::Workdir;
use kgas_acceptance::cloud::{Cloud, REGION};
use kgas_acceptance::parts::{self, Error};
use kgas_acceptance::quickstart::{Attempt, Reading, Scene, Watch, picture};
use serde_json::Value;

/// The cloud's clock: what takes EKS ten minutes takes the sandbox three seconds.
const SPEED: u32 = 200;
/// The provider's pauses, in thousandths: as much shorter as the cloud's clock is faster.
const POLL_SCALE: u32 = 1_000 / SPEED;
/// What is changed in the life of the cluster: a variable of the example.
const CHANGE: (&str, &str) = ("TF_VAR_most_workers", "5");
/// The rollout of the example.
const ROLLOUT: &str = "kgas_rollout.shop[0]";
const APPLY: [&str; 3] = ["apply", "-auto-approve", "-input=false"];

/// Creates and changes the cluster of examples/quickstart on a cloud embedded in this repository, brings a bad and a good
/// version of what runs on it, and destroys everything.
#[derive(Parser)]
struct Args {
    /// Keep cloud and cluster after the last version until you press Enter
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
    #[error(
        "{version} was to be {ending}, and is not, or the state does not say so. The apply's words are above; if they are not \
         about the configuration, this is a bug in the kgas provider.\n{rollout:#}"
    )]
    Rollout { version: &'static str, ending: &'static str, rollout: Value },
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
    let cloud = Cloud::with_endpoints(SPEED)?;
    let program = parts::any_program()?;
    let mut work = Workdir::of(program, Some(&provider))?;
    work.copy(&workspace().join("examples/quickstart"))?;
    work.set("TF_VAR_sandbox", cloud.url()).set("KGAS_POLL_SCALE", &POLL_SCALE.to_string());
    say(&format!("AWS is played by {}, the configuration is examples/quickstart.", cloud.url()))?;
    say("The warning about development overrides is right: the provider is the one that was just built.")?;

    must(&work, &APPLY)?;
    say("\nMade, each tagged kgas-owner:")?;
    for (kind, count) in ours(&cloud)? {
        say(&format!("  {count:2} {kind}"))?;
    }
    say(&how_to_look(&cloud, &work, keep))?;

    say(&format!("\nThe same with {}={}:", CHANGE.0, CHANGE.1))?;
    work.set(CHANGE.0, CHANGE.1);
    must(&work, &APPLY)?;

    versions(&mut work, &cloud)?;
    if keep {
        say("\nEverything is running. Press Enter to destroy it and end.")?;
        io::stdin().lock().read_line(&mut String::new())?;
    }

    must(&work, &["destroy", "-auto-approve", "-input=false"])?;
    let left = ours(&cloud)?;
    if !left.is_empty() {
        return Err(Failure::LeftOver(left));
    }
    say("\nNothing of it is left. On AWS itself: README.md, \"A first cluster on AWS\".")?;
    Ok(())
}

/// A first version of what runs on the cluster, a bad one that is taken back, and a good one.
fn versions(work: &mut Workdir, cloud: &Cloud) -> Result<(), Failure> {
    let prometheus = format!("{}/prometheus/{REGION}/quickstart", cloud.url());
    work.set("TF_VAR_prometheus", &prometheus);

    say("\nSomething to run on it, TF_VAR_image_tag=v1:")?;
    work.set("TF_VAR_image_tag", "v1");
    must(work, &APPLY)?;

    say("\nTF_VAR_image_tag=v2, which answers a quarter of its requests with an error. This apply is going to fail:")?;
    work.set("TF_VAR_image_tag", "v2").set("TF_VAR_pod_annotations", r#"{ "kgas.test/error-rate" = "0.25" }"#);
    let (bad, seen_of_bad) = bring(work, &prometheus, &Expected { version: "v2", ending: "reverted", stable: "v1" })?;
    say("\nAs it should: v2 was taken back during the apply. v1 has all the requests again, and the state has v1.")?;
    say(&told(&bad, &seen_of_bad))?;

    say("\nTF_VAR_image_tag=v3, which makes no mistakes:")?;
    work.set("TF_VAR_image_tag", "v3").set("TF_VAR_pod_annotations", "{}");
    let (good, seen_of_good) = bring(work, &prometheus, &Expected { version: "v3", ending: "promoted", stable: "v3" })?;
    say("\nv3 has all the requests. Both versions, by the rollout's `evidence` and by Prometheus:\n")?;
    let scenes = [
        Scene { version: "v2", attempt: &bad, readings: &seen_of_bad },
        Scene { version: "v3", attempt: &good, readings: &seen_of_good },
    ];
    say(&picture(&scenes, SPEED).join("\n"))?;
    Ok(())
}

/// How a version is to be received.
#[derive(Debug)]
struct Expected {
    version: &'static str,
    ending: &'static str,
    /// The version that the state has then.
    stable: &'static str,
}

/// Applies a version, and asks Prometheus meanwhile.
fn bring(work: &mut Workdir, prometheus: &str, expected: &Expected) -> Result<(Attempt, Vec<Reading>), Failure> {
    let watch = Watch::start(prometheus.to_owned());
    let (_, status) = command(work, &APPLY)?;
    let readings = watch.stop()?;
    let rollout = work.resource(ROLLOUT)?;
    let image = format!("shop:{}\"", expected.stable);
    let is_stable = rollout["workload"]["pod_template"].as_str().is_some_and(|template| template.contains(&image));
    let attempt = rollout["evidence"].as_str().and_then(Attempt::last);
    let is_so = |attempt: &Attempt| attempt.ending == expected.ending && attempt.cause.is_none() == status.success();
    match attempt.filter(|attempt| is_stable && is_so(attempt)) {
        Some(attempt) => Ok((attempt, readings)),
        None => Err(Failure::Rollout { version: expected.version, ending: expected.ending, rollout }),
    }
}

/// What was wrong with a version, and how many it harmed.
fn told(attempt: &Attempt, readings: &[Reading]) -> String {
    // What follows the colon says the same more exactly.
    let cause = attempt.cause.as_deref().unwrap_or_default().split(": ").next().unwrap_or_default();
    let weight = attempt.weight(attempt.began, attempt.ended);
    let seconds =
        attempt.exposed().map_or(0, |(from, to)| to.duration_since(from).as_millis() * i128::from(SPEED) / 1_000);
    let errors = readings.iter().filter_map(|reading| reading.of_all).fold(0.0, f64::max) * 100.0;
    format!(
        "  why: {cause}\n  to whom: {weight} % of the requests, for {seconds} seconds of the cluster's time\n  \
         what users saw: at most {errors:.2} % of all answers were errors"
    )
}

fn say(words: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{words}")?;
    out.flush()
}

/// Runs a command line that must succeed.
fn must(work: &Workdir, args: &[&str]) -> Result<(), Failure> {
    let (command, status) = command(work, args)?;
    if status.success() { Ok(()) } else { Err(Failure::Command { command, status }) }
}

/// Runs a command line, and how it ended.
fn command(work: &Workdir, args: &[&str]) -> Result<(String, ExitStatus), Failure> {
    let mut command = work.command(args);
    if !io::stdout().is_terminal() {
        // In a file the colours would be noise.
        command.arg("-no-color");
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let command_line = format!("{} {}", program.rsplit('/').next().unwrap_or_default(), args.join(" "));
    say(&format!("\n$ {command_line}"))?;
    let status = command.stdin(Stdio::null()).status().map_err(Error::io("cannot run", program.as_ref()))?;
    Ok((command_line, status))
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
         AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x aws --region {REGION} --endpoint-url {url} \
         eks describe-cluster --name quickstart\n  \
         TF_CLI_CONFIG_FILE={folder}/cli.tfrc {program} -chdir={folder}/root show\n  \
         curl -s '{url}/_sandbox/kubernetes/objects?cluster={REGION}/quickstart&kind=Deployment'"
    )
}
