//! The program as a container of a Job runs it: `dead-man` and `run`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use kgas_api::kubernetes::{Kind, Write, get, merge_patch};
use kgas_engine::rollout::job::{Ask, Report};
use kgas_engine::rollout::{Goal, Problem, Resume, Spec};
use kgas_transport::{CallError, Env};
use serde_json::json;
use tfplugin_rs::{Context, Diagnostic, Provider as _, Stopper};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::OnceCell;

use super::payload::Payload;
use super::{Duty, HOLDER, STANDS, STOP, objects, pod};
use crate::client::Client;
use crate::config::Config;
use crate::drive::{Why, World as _, drive};
use crate::provider::Kgas;
use crate::resources::rollout::connection::Credential;
use crate::resources::rollout::model::millis;
use crate::resources::rollout::native::marks::MANAGER;
use crate::resources::rollout::native::{Fixed, Purpose, World};
use crate::resources::rollout::resource::{Ended, holder, let_go, told};

/// What of a container's last words Kubernetes keeps, in bytes.
const LONGEST: usize = 4_096;
/// How long a dead man that is told to end may go on with what it has begun.
const GRACE: Duration = Duration::from_secs(5);
/// For how many setbacks an outage of the API counts.
const AGAIN: u32 = 10;
/// How often the Job is asked whether its run is to stop.
const HEAR: Duration = Duration::from_secs(1);

/// What a container of a Job is started for, in place of serving Terraform.
#[derive(Debug, Parser)]
#[command(name = "terraform-provider-kgas", version)]
pub struct Asked {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Takes a new version back when the run that brings it falls silent.
    DeadMan(Files),
    /// Carries a rollout out.
    Run(Files),
}

/// Where the container has what it needs.
#[derive(Debug, Args)]
struct Files {
    /// What the apply has written for it.
    #[arg(long)]
    configuration: PathBuf,
    /// The folder of the pod's identity.
    #[arg(long)]
    service_account: PathBuf,
    /// The file that its last words go to.
    #[arg(long)]
    report: PathBuf,
    /// The file of a token for Prometheus.
    #[arg(long)]
    bearer_token: Option<PathBuf>,
}

/// Reads the arguments of the process, if the first is a subcommand. Otherwise it is Terraform that has started it.
///
/// # Errors
/// What to say, and with which code to exit.
pub fn asked(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Asked>, clap::Error> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let ours = |first: &OsString| Duty::BOTH.iter().any(|duty| first == duty.word());
    if arguments.get(1).is_none_or(|first| !ours(first)) {
        return Ok(None);
    }
    Asked::try_parse_from(arguments).map(Some)
}

/// How the work of a container ended.
enum Close {
    /// It is over, with what there is to say.
    Over(Option<Report>),
    /// The Job's next pod is to go on.
    Again(String),
    /// No pod of this Job can do any better.
    Hopeless(String),
}

impl Asked {
    /// Does it. The exit code tells Kubernetes whether another pod is to go on.
    #[must_use]
    pub fn run(self) -> ExitCode {
        tfplugin_rs::start_log(Kgas::ADDRESS);
        let (Command::DeadMan(files) | Command::Run(files)) = &self.command;
        let close = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(self.work()),
            Err(err) => Close::Again(format!("The program cannot start: {err}")),
        };
        let (report, code) = match close {
            Close::Over(report) => (report, ExitCode::SUCCESS),
            Close::Again(why) => (Some(Report::Failed(why)), ExitCode::FAILURE),
            Close::Hopeless(why) => (Some(Report::Failed(why)), ExitCode::from(objects::HOPELESS)),
        };
        if let Some(report) = report {
            tracing::info!(?report, "ended");
            if let Err(err) = std::fs::write(&files.report, last_words(&report)) {
                tracing::warn!(%err, "the last words were not kept");
            }
        }
        code
    }

    async fn work(&self) -> Close {
        let (Command::DeadMan(files) | Command::Run(files)) = &self.command;
        let payload = match std::fs::read_to_string(&files.configuration) {
            Ok(text) => Payload::read(&text),
            Err(err) => return Close::Again(format!("{} cannot be read: {err}", files.configuration.display())),
        };
        let mut payload = match payload {
            Ok(payload) => payload,
            Err(why) => return Close::Hopeless(format!("What the apply has written cannot be used: {why}")),
        };
        match pod::connection(&files.service_account, &Env::process()) {
            Ok(connection) => payload.model.kubernetes = Some(connection),
            Err(why) => return Close::Again(format!("There is no way to the Kubernetes API: {why}")),
        }
        if let (Some(file), Some(analysis)) = (&files.bearer_token, &mut payload.model.analysis) {
            match std::fs::read_to_string(file) {
                Ok(token) => analysis.prometheus.bearer_token_wo = Some(Credential::new(token.trim())),
                Err(err) => return Close::Again(format!("{} cannot be read: {err}", file.display())),
            }
        }
        let config = Config {
            owner: payload.owner.clone(),
            default_tags: std::collections::BTreeMap::new(),
            ignored_tag_prefixes: std::collections::BTreeSet::new(),
            aws: None,
        };
        let client = match Client::new(config) {
            Ok(client) => Arc::new(client),
            Err(_) => return Close::Hopeless("The provider cannot be configured".to_owned()),
        };
        match &self.command {
            Command::DeadMan(_) => Box::pin(dead_man(&payload, client)).await,
            Command::Run(_) => Box::pin(run(&payload, client)).await,
        }
    }
}

/// What of a report is kept. One that would be cut is left out where the journal has it too.
fn last_words(report: &Report) -> String {
    let written = serde_json::to_string(report).unwrap_or_default();
    match report {
        _ if written.len() < LONGEST => written,
        Report::Stuck(_) => String::new(),
        Report::Failed(why) => why.chars().take(LONGEST / 4).collect(),
    }
}

/// Resolves when Kubernetes ends the pod.
async fn terminated() {
    let heard = match signal(SignalKind::terminate()) {
        Ok(mut signal) => signal.recv().await,
        Err(_) => None,
    };
    // A signal that can never come is as good as none.
    if heard.is_none() {
        std::future::pending::<()>().await;
    }
}

async fn dead_man(payload: &Payload, client: Arc<Client>) -> Close {
    let stopper = Stopper::default();
    let context = Context { client: Arc::clone(&client), stop: stopper.listen() };
    let Some(after) = payload.model.dead_man.as_ref().map(|dead_man| millis(dead_man.after.get())) else {
        return Close::Hopeless("There is no `dead_man` in what the apply has written".to_owned());
    };
    let fixed = match Fixed::new(&payload.model, Purpose::Look, &context).await {
        Ok(fixed) => fixed,
        Err(told) => return Close::Again(words(&told)),
    };
    let spec = fixed.spec(&payload.model, Goal::DeadMan { after }, &holder("dead-man", &client), &client);
    let clock = &*client.clock;
    let world = World::new(&fixed, Spec { resume: Resume::Auto, ..spec }, clock);
    let work = async {
        stand_by(&world).await?;
        let begun = clock.monotonic();
        loop {
            let left = payload.time.saturating_sub(clock.monotonic().saturating_sub(begun));
            let end = drive(&world, clock, &context.stop, left).await;
            match &end.why {
                // An outage of the API is when a run falls silent.
                Why::Unseen(err) | Why::Failed(err) if err.may_pass() && !left.is_zero() => {
                    tracing::warn!(%err, "looking again");
                    clock.sleep(world.pause(AGAIN)).await;
                }
                _ => return Ok(end),
            }
        }
    };
    let end: Result<Ended, CallError> = tokio::select! {
        end = work => end,
        () = async { terminated().await; clock.sleep(GRACE).await } => return Close::Again("The pod was ended".to_owned()),
    };
    match end.map(|end| end.why) {
        Ok(Why::Done | Why::Stopped) => Close::Over(None),
        Ok(Why::Stuck(problem)) => Close::Over(Some(Report::Stuck(problem))),
        Ok(Why::TimedOut(_)) => Close::Over(Some(Report::Failed("Its time is over".to_owned()))),
        Ok(Why::Unseen(err) | Why::Failed(err)) | Err(err) => Close::Again(err.to_string()),
    }
}

/// Looks once, and says on the Job that this could be done: the candidate gets no traffic before.
///
/// # Errors
/// The call that failed.
async fn stand_by(world: &World<'_>) -> Result<(), CallError> {
    let (names, wire) = (&world.fixed.names, &world.fixed.wire);
    let note = json!({ "metadata": { "annotations": { STANDS: world.spec.holder } } });
    loop {
        let stood = async {
            world.look().await?;
            let place = Duty::DeadMan.place(names, Kind::JOB);
            wire.call(merge_patch::request(&place, &note, Write::by(MANAGER))).await
        };
        match stood.await {
            Ok(_) => return Ok(()),
            Err(err) if err.may_pass() => world.clock.sleep(world.pause(AGAIN)).await,
            Err(err) => return Err(err),
        }
    }
}

/// Who stops a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The apply that looks on, or one that wants something else.
    Asked(Ask),
    /// Kubernetes, which starts another pod.
    Kubernetes,
}

async fn run(payload: &Payload, client: Arc<Client>) -> Close {
    let stopper = Stopper::default();
    let context = Context { client: Arc::clone(&client), stop: stopper.listen() };
    let fixed = match Fixed::new(&payload.model, Purpose::Deploy, &context).await {
        Ok(fixed) => fixed,
        Err(told) => return Close::Again(words(&told)),
    };
    let clock = &*client.clock;
    let spec = fixed.spec(&payload.model, Goal::Deployed, &holder(HOLDER, &client), &client);
    let revision = spec.revision.0.clone();
    let by = OnceCell::new();
    let world = World::new(&fixed, spec, clock);
    let work = drive(&world, clock, &context.stop, payload.time);
    let hear = async {
        let heard = tokio::select! {
            () = terminated() => By::Kubernetes,
            ask = asks(&fixed, &world) => By::Asked(ask),
        };
        // Nobody else writes it.
        drop(by.set(heard));
        stopper.stop();
        std::future::pending::<()>().await;
    };
    let end = tokio::select! {
        end = work => end,
        () = hear => return Close::Again("The pod was ended".to_owned()),
    };
    let by = by.get().copied();
    let goal = match by {
        Some(By::Asked(Ask::Hold) | By::Kubernetes) => Goal::LetGo,
        Some(By::Asked(Ask::Rollback)) | None => Goal::Reverted,
    };
    let end = Box::pin(let_go(world.now_for(goal), end, &context)).await;
    if matches!(end.why, Why::Done) && revision != payload.revision {
        let why = format!("What the pods read has changed since the apply looked, and revision {revision} was brought");
        return Close::Over(Some(Report::Failed(why)));
    }
    closed(&end, by, &context)
}

fn closed(end: &Ended, by: Option<By>, context: &Context<Client>) -> Close {
    match &end.why {
        Why::Done => Close::Over(None),
        _ if by == Some(By::Kubernetes) => Close::Again("The pod was ended".to_owned()),
        Why::Stuck(problem) => Close::Over(Some(Report::Stuck(problem.clone()))),
        // Nothing could be said any more: whoever comes next finds the journal as it is.
        Why::Stopped => Close::Over(Some(Report::Stuck(Problem::LockLost { holder: None }))),
        Why::TimedOut(_) => Close::Over(Some(Report::Failed(words(&told(&end.why, end, context))))),
        // Its rights may take a moment to be known everywhere.
        Why::Unseen(err) if !end.acted => Close::Again(err.to_string()),
        Why::Failed(err) | Why::Unseen(err) if err.may_pass() => Close::Again(err.to_string()),
        Why::Failed(err) | Why::Unseen(err) => Close::Over(Some(Report::Failed(err.to_string()))),
    }
}

/// Resolves when somebody has asked the Job to stop.
async fn asks(fixed: &Fixed, world: &World<'_>) -> Ask {
    let place = Duty::Run.place(&fixed.names, Kind::JOB);
    let pause = world.spec.poll_scale.until(kgas_engine::Millis(0), millis(HEAR)).0;
    loop {
        if let Ok(Some(job)) = fixed.last_wire.call(get::request(&place)).await
            && let Some(word) = job.annotation(STOP)
        {
            return Ask::of(word);
        }
        world.clock.sleep(Duration::from_millis(pause)).await;
    }
}

/// What was told, in one line.
fn words(told: &Diagnostic) -> String {
    format!("{}: {}", told.summary, told.detail.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> Result<Option<Asked>, clap::Error> {
        asked(["terraform-provider-kgas"].iter().chain(arguments).map(OsString::from))
    }

    #[test]
    fn only_a_subcommand_is_no_plugin() {
        assert!(of(&[]).unwrap().is_none());
        assert!(of(&["-debug", "registry.terraform.io/kgas/kgas"]).unwrap().is_none());
        let files = ["--configuration=/a", "--service-account=/b", "--report=/c"];
        for word in ["dead-man", "run"] {
            assert!(of(&[&[word], &files[..]].concat()).unwrap().is_some());
        }
        assert!(of(&["run", "--configuration=/a"]).is_err());
    }

    #[test]
    fn last_words_are_whole_or_left_out() {
        let short = Report::Stuck(Problem::NothingToAdopt);
        assert_eq!(serde_json::from_str::<Report>(&last_words(&short)).unwrap(), short);
        let long = "x".repeat(LONGEST);
        assert_eq!(last_words(&Report::Stuck(Problem::Unusable { what: long.clone() })), "");
        assert!(last_words(&Report::Failed(long)).len() < LONGEST);
    }
}
