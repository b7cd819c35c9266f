//! The program as a container of a Job runs it: `dead-man` and `run`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use kgas_engine::rollout::job::Report;
use kgas_transport::Env;
use tfplugin_rs::{Diagnostic, Provider as _};
use tokio::signal::unix::{SignalKind, signal};

use super::dead_man::dead_man;
use super::payload::Payload;
use super::run::run;
use super::{Duty, objects, pod};
use crate::client::Client;
use crate::config::Config;
use crate::provider::Kgas;
use crate::resources::rollout::connection::Credential;

/// What of a container's last words Kubernetes keeps, in bytes.
const LONGEST: usize = 4_096;
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
pub(super) enum Close {
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
            default_tags: BTreeMap::new(),
            ignored_tag_prefixes: BTreeSet::new(),
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
pub(super) async fn terminated() {
    let heard = match signal(SignalKind::terminate()) {
        Ok(mut signal) => signal.recv().await,
        Err(_) => None,
    };
    // A signal that can never come is as good as none.
    if heard.is_none() {
        std::future::pending::<()>().await;
    }
}

/// What was told, in one line.
pub(super) fn words(told: &Diagnostic) -> String {
    format!("{}: {}", told.summary, told.detail.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use kgas_engine::rollout::Problem;

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
