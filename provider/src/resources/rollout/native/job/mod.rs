//! This provider's own program in Jobs of the cluster: as the dead man of a run, and as the run itself.

mod command;
mod dead_man;
mod guard;
mod look;
mod objects;
mod payload;
mod perform;
mod pod;
mod role;
mod run;
mod watch;

use std::time::Duration;

use kgas_api::kubernetes::{Kind, Place};
use kgas_engine::digest;
use kgas_transport::Secret;

use super::names::Names;
use super::world::Fixed;
use crate::resources::rollout::model::InCluster;

use payload::Payload;

pub use command::{Asked, asked};
pub(super) use guard::{guard, look, seen, stand};
pub(super) use look::Found;
pub(super) use perform::forget;
pub(in crate::resources::rollout) use watch::{by_job, ended};

/// Beyond the time that a program of a Job may take: for its last requests.
const MARGIN: Duration = Duration::from_mins(10);

/// On a Job: what it was made for, so that one that was made for something else is known.
const RUN: &str = "kgas.dev/run";
/// On a Job: how many candidates the rollout had begun when it was made. A later one is the Job's own, whichever pod began it.
const BEGUN: &str = "kgas.dev/begun";
/// On a Job: how its run is to stop.
const STOP: &str = "kgas.dev/stop";

/// On a dead man's Job: he has looked, and stands by.
const STANDS: &str = "kgas.dev/stands";
/// With what the name of a run begins that a Job carries out.
const HOLDER: &str = "job";

/// Whether the holder of a lock is a run in a Job.
pub(in crate::resources::rollout) fn is_by_job(holder: &str) -> bool {
    holder.strip_prefix(HOLDER).is_some_and(|rest| rest.starts_with('-'))
}

/// What a Job is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    /// It takes a candidate back whose run has fallen silent.
    DeadMan,
    /// It carries the rollout out.
    Run,
}

impl Duty {
    const BOTH: [Self; 2] = [Self::DeadMan, Self::Run];

    /// The last part of the names of its objects, and the program's subcommand.
    const fn word(self) -> &'static str {
        match self {
            Self::DeadMan => "dead-man",
            Self::Run => "run",
        }
    }

    /// The Job, or what its pods need: all of them have its name.
    fn place(self, names: &Names, kind: Kind) -> Place {
        names.named(kind, &format!("kgas-rollout-{}-{}", names.rollout(), self.word()))
    }

    /// What holds what the program has to know: nothing of a dead man's is secret.
    const fn carrier(self) -> Kind {
        match self {
            Self::DeadMan => Kind::CONFIG_MAP,
            Self::Run => Kind::SECRET,
        }
    }
}

/// A Job as it is wanted.
#[derive(Clone)]
pub(super) struct Wanted {
    duty: Duty,
    /// What it is made for, by a digest.
    run: String,
    image: InCluster,
    /// What the program reads, as JSON.
    payload: String,
    /// A token for Prometheus.
    bearer_token: Option<Secret<String>>,
    /// Seconds after which Kubernetes ends it.
    deadline_seconds: u64,
    /// What its identity may do.
    rules: Vec<serde_json::Value>,
}

impl Wanted {
    /// Without a token.
    fn new(duty: Duty, image: &InCluster, payload: &Payload, fixed: &Fixed) -> Self {
        let text = payload.written();
        let mut run = digest::hex(&[&text]);
        run.truncate(16);
        Self {
            duty,
            run,
            image: image.clone(),
            payload: text,
            bearer_token: None,
            deadline_seconds: (payload.time + MARGIN).as_secs(),
            rules: role::rules(fixed, duty),
        }
    }
}
