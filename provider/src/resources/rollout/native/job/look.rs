//! A Job as it is, and what its pods say.

use kgas_api::kubernetes::list::{self, Selection};
use kgas_api::kubernetes::{self as api, Kind, Object, Pod, View as _, get};
use kgas_engine::rollout::job::{Ask, Job, Over, Report};
use kgas_transport::CallError;

use super::{Duty, RUN, STOP};
use crate::resources::rollout::native::names::Names;
use crate::resources::rollout::native::observe::trouble;
use crate::resources::rollout::native::wire::Wire;

/// How many of its pods are looked at.
const PODS: u32 = 20;

/// A Job with its pods, as far as these are asked for.
#[derive(Debug, Clone)]
pub(in crate::resources::rollout::native) struct Found {
    pub(super) object: Object,
    pub(super) read: api::Job,
    pods: Vec<Object>,
}

/// Looks. The pods are looked at when the Job does not say enough: while none is ready, and when it is over.
///
/// # Errors
/// The call that failed.
pub(super) async fn find(wire: &Wire, names: &Names, duty: Duty) -> Result<Option<Found>, CallError> {
    let place = duty.place(names, Kind::JOB);
    let Some(object) = wire.call(get::request(&place)).await? else { return Ok(None) };
    let read = api::Job::of(&object).unwrap_or_default();
    let mut pods = Vec::new();
    if !read.spec.suspend && read.status.ready == 0 {
        let labels = format!("{}={}", api::Job::NAME_LABEL, place.name());
        let selection = Selection { labels: Some(&labels), fields: None };
        let listed = wire.call(list::request(Kind::POD, Some(names.namespace()), selection, PODS, None)).await?;
        pods = listed.page.items;
        pods.sort_by_key(Object::created);
    }
    Ok(Some(Found { object, read, pods }))
}

impl Found {
    /// What it was made for.
    pub(super) fn run(&self) -> &str {
        self.object.annotation(RUN).unwrap_or_default()
    }

    /// Why no pod of it runs, or why the last one failed.
    pub(super) fn trouble(&self) -> Option<String> {
        self.pods.iter().rev().find_map(|pod| trouble(pod).or_else(|| failed(pod)))
    }

    fn report(&self) -> Option<Report> {
        let said = |pod: &Object| {
            let read = Pod::of(pod).ok()?;
            let ended =
                read.status.container_statuses.iter().find_map(|container| container.state.terminated.clone())?;
            let text = ended.message.trim();
            let report = serde_json::from_str(text).ok();
            report.or_else(|| (!text.is_empty()).then(|| Report::Failed(text.to_owned())))
        };
        said(self.pods.last()?)
    }

    /// As decisions take it.
    ///
    /// * `idle`: milliseconds for which it was seen without a pod that runs.
    /// * `watched`: it is at the work that is wanted, as far as this apply has seen.
    pub(super) fn job(&self, idle: u64, watched: bool) -> Job {
        let over = self.read.end().map(|end| Over {
            failed: (end.kind == "Failed").then(|| {
                let trouble = self.trouble().map(|trouble| format!(" ({trouble})")).unwrap_or_default();
                format!("{}: {}{trouble}", end.reason, end.message)
            }),
            report: self.report(),
        });
        Job {
            run: self.run().to_owned(),
            asleep: self.read.spec.suspend,
            deleting: self.object.is_deleting(),
            runs: self.runs(),
            asked: self.object.annotation(STOP).map(Ask::of),
            over,
            trouble: self.trouble(),
            idle,
            watched,
        }
    }

    /// Whether a pod of it runs. The Job itself says it a moment later.
    pub(super) fn runs(&self) -> bool {
        let running = |pod: &Object| Pod::of(pod).is_ok_and(|pod| pod.is_ready()) && !pod.is_deleting();
        self.read.status.ready > 0 || self.pods.iter().any(running)
    }
}

/// How a pod ended, if it ended badly.
fn failed(object: &Object) -> Option<String> {
    let pod = Pod::of(object).ok()?;
    let ended = pod.status.container_statuses.iter().find_map(|container| container.state.terminated.as_ref())?;
    (ended.exit_code != 0).then(|| format!("{object} ended with {}: {}", ended.exit_code, ended.reason))
}
