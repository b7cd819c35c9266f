//! A Job as it is, and what its pods say.

use kgas_api::kubernetes::{self as api, ContainerTerminated, Kind, Object, Pod, View as _, get};
use kgas_engine::rollout::Seen;
use kgas_engine::rollout::job::{Ask, Job, Over, Report, State};
use kgas_transport::CallError;

use super::{Duty, RUN, STANDS, STOP};
use crate::resources::rollout::native::names::Names;
use crate::resources::rollout::native::observe::{some_pods, strange, trouble};
use crate::resources::rollout::native::wire::Wire;

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
        pods = some_pods(wire, names, &labels).await?;
        pods.sort_by_key(Object::created);
    }
    Ok(Some(Found { object, read, pods }))
}

impl Found {
    /// The same, unless it is somebody else's: then nothing can be made in its place.
    pub(in crate::resources::rollout::native) fn ours(
        self,
        is_ours: impl FnOnce(&Object) -> bool,
        seen: &mut Seen,
    ) -> Option<Self> {
        let ours = is_ours(&self.object);
        if !ours {
            seen.unusable.get_or_insert_with(|| strange(&self.object));
        }
        ours.then_some(self)
    }

    /// What it was made for.
    pub(super) fn run(&self) -> &str {
        self.object.annotation(RUN).unwrap_or_default()
    }

    /// Why no pod of it runs, or why the last one failed.
    pub(super) fn trouble(&self) -> Option<String> {
        self.pods.iter().rev().find_map(|pod| trouble(pod).or_else(|| failed(pod)))
    }

    /// Why the Job failed, with the last words of its program, if it failed.
    pub(super) fn failure(&self) -> Option<String> {
        let end = self.read.end().filter(|end| end.kind == "Failed")?;
        let said = match self.report() {
            Some(Report::Failed(why)) => Some(why),
            Some(Report::Stuck(_)) | None => self.trouble(),
        };
        let said = said.map(|said| format!(" ({said})")).unwrap_or_default();
        Some(format!("{}: {}{said}", end.reason, end.message))
    }

    fn report(&self) -> Option<Report> {
        said(&ended(self.pods.last()?)?)
    }

    /// As decisions take it.
    ///
    /// * `unchanged`: milliseconds for which it was seen without a pod that runs.
    pub(super) fn job(&self, unchanged: u64) -> Job {
        let state = match () {
            () if self.object.is_deleting() => State::Going,
            () if self.read.end().is_some() => State::Over(Over { failed: self.failure(), report: self.report() }),
            () if self.read.spec.suspend => State::Asleep,
            () if self.runs() => State::Runs,
            () => State::Idle { trouble: self.trouble(), unchanged },
        };
        let asked = self.object.annotation(STOP).map(Ask::of);
        // Whether this apply has seen it at the work that is wanted is for it to say.
        Job { run: self.run().to_owned(), state, asked, watched: false }
    }

    /// Whether a dead man stands by: his pod runs, and he could look at what he is there for.
    pub(super) fn stands(&self) -> bool {
        self.runs() && self.object.annotation(STANDS).is_some()
    }

    /// Whether a pod of it runs. The Job itself says it a moment later.
    pub(super) fn runs(&self) -> bool {
        let running = |pod: &Object| Pod::of(pod).is_ok_and(|pod| pod.is_ready()) && !pod.is_deleting();
        self.read.status.ready > 0 || self.pods.iter().any(running)
    }
}

/// How a pod's container ended, if it did.
fn ended(pod: &Object) -> Option<ContainerTerminated> {
    Pod::of(pod).ok()?.status.container_statuses.into_iter().find_map(|container| container.state.terminated)
}

/// Its last words.
fn said(ended: &ContainerTerminated) -> Option<Report> {
    let text = ended.message.trim();
    let report = serde_json::from_str(text).ok();
    report.or_else(|| (!text.is_empty()).then(|| Report::Failed(text.to_owned())))
}

/// How a pod ended, if it ended badly.
fn failed(object: &Object) -> Option<String> {
    let ended = ended(object).filter(|ended| ended.exit_code != 0)?;
    let said = match said(&ended) {
        Some(Report::Failed(why)) => why,
        Some(Report::Stuck(_)) | None => ended.reason,
    };
    Some(format!("{object} ended with {}: {said}", ended.exit_code))
}

#[cfg(test)]
mod tests {
    use kgas_engine::rollout::Problem;
    use serde_json::{Value, json};

    use super::*;

    fn found(annotations: &Value, status: &Value, pods: &[Value]) -> Found {
        let object = |kind: &str, version: &str, status: &Value, annotations: &Value| {
            let metadata = json!({ "namespace": "shop", "name": "x", "annotations": annotations });
            let parts =
                json!({ "apiVersion": version, "kind": kind, "metadata": metadata, "spec": {}, "status": status });
            Object::from_value(parts).unwrap()
        };
        let job = object("Job", "batch/v1", status, annotations);
        let pods = pods.iter().map(|status| object("Pod", "v1", status, &json!({}))).collect();
        Found { read: api::Job::of(&job).unwrap(), object: job, pods }
    }

    impl Found {
        fn over(&self) -> Over {
            match self.job(0).state {
                State::Over(over) => over,
                state => panic!("{state:?}"),
            }
        }
    }

    fn container(state: &Value) -> Value {
        json!({ "containerStatuses": [{ "name": "kgas", "state": state }] })
    }

    fn terminated(code: i32, message: &str) -> Value {
        container(&json!({ "terminated": { "exitCode": code, "reason": "Error", "message": message } }))
    }

    #[test]
    fn the_last_pods_words_are_heard() {
        let failed = json!({ "conditions": [
            { "type": "Failed", "status": "True", "reason": "PodFailurePolicy", "message": "exit code 2" },
        ] });
        let pods = [terminated(1, ""), terminated(2, r#"{"failed":"another version"}"#)];
        let over = found(&json!({}), &failed, &pods).over();
        assert_eq!(over.report, Some(Report::Failed("another version".to_owned())));
        assert_eq!(over.failed.unwrap(), "PodFailurePolicy: exit code 2 (another version)");

        let complete = json!({ "conditions": [{ "type": "Complete", "status": "True" }] });
        let over = found(&json!({}), &complete, &[terminated(0, r#"{"stuck":"nothing_to_adopt"}"#)]).over();
        assert_eq!((over.failed, over.report), (None, Some(Report::Stuck(Problem::NothingToAdopt))));
        let silent = found(&json!({}), &complete, &[]).over();
        assert_eq!((silent.failed, silent.report), (None, None));
    }

    #[test]
    fn what_keeps_a_pod_from_running_is_told() {
        let waiting = container(&json!({ "waiting": { "reason": "ErrImagePull", "message": "not found" } }));
        let job = found(&json!({ RUN: "r", STOP: "hold" }), &json!({ "active": 1 }), &[waiting]).job(7);
        assert_eq!((job.run.as_str(), job.asked), ("r", Some(Ask::Hold)));
        let State::Idle { trouble: Some(trouble), unchanged: 7 } = job.state else { panic!("{:?}", job.state) };
        assert!(trouble.contains("ErrImagePull: not found"), "{trouble}");
        let again = found(&json!({}), &json!({}), &[terminated(1, r#"{"failed":"forbidden"}"#)]);
        assert_eq!(again.trouble().unwrap(), "Pod shop/x ended with 1: forbidden");
    }

    #[test]
    fn a_job_of_somebody_else_stands_in_the_way() {
        let mut seen = Seen::default();
        let job = || found(&json!({}), &json!({}), &[]);
        assert!(job().ours(|_| true, &mut seen).is_some());
        assert_eq!(seen.unusable, None);
        assert!(job().ours(|_| false, &mut seen).is_none());
        assert_eq!(seen.unusable.unwrap(), "Job shop/x exists and does not belong to this rollout");
    }

    #[test]
    fn a_dead_man_stands_when_he_says_so_and_runs() {
        let stands = |annotations, ready| found(&annotations, &json!({ "active": 1, "ready": ready }), &[]).stands();
        assert!(stands(json!({ STANDS: "x" }), 1));
        assert!(!stands(json!({}), 1) && !stands(json!({ STANDS: "x" }), 0));
    }
}
