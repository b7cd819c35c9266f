//! What Flagger says of a `Canary`.
//!
//! Its status speaks of templates by a digest of its own. Which version has the traffic says the label that it copies to the pods
//! of `NAME-primary`; whether a failure is this version's, that its words have changed since it was brought.
//! Source: <https://github.com/fluxcd/flagger/blob/v1.44.0/pkg/controller/scheduler.go>.

use kgas_api::kubernetes::{Deployment, Object, View as _};
use kgas_engine::rollout::delegated::Report;
use kgas_engine::rollout::{Cause, Finding, Journal};
use serde_json::Value;

use crate::resources::rollout::delegated::record::Record;
use crate::resources::rollout::template::REVISION_LABEL;

/// What it is read off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    /// The Deployment that a new version runs in.
    pub(super) target: &'a Object,
    pub(super) canary: Option<&'a Object>,
    pub(super) primary: Option<&'a Object>,
    pub(super) record: &'a Record,
}

/// What changes when Flagger takes something up, and when it is done with it.
pub(super) fn words(canary: Option<&Object>) -> String {
    let conditions = canary.and_then(|canary| canary.get(&["status", "conditions"]));
    let promoted =
        conditions.and_then(Value::as_array).and_then(|all| all.iter().find(|one| one["type"] == "Promoted"));
    promoted.map_or_else(String::new, |one| {
        let text = |key: &str| one[key].as_str().unwrap_or_default();
        format!("{} {}", text("reason"), text("lastUpdateTime"))
    })
}

/// Reads it.
///
/// * `events`: what Flagger has told of the Canary, as far as it could be looked up.
pub(super) fn report(said: &Said<'_>, journal: Option<&Journal>, events: &[Object]) -> Report {
    let Some(canary) = said.canary else { return Report::Unheard };
    let status = canary.get(&["status"]).unwrap_or(&Value::Null);
    let phase = status["phase"].as_str().unwrap_or_default();
    let weight = status["canaryWeight"].as_u64().and_then(|weight| u32::try_from(weight).ok()).unwrap_or(0);
    let is = said.target.label(REVISION_LABEL);
    let has_traffic = is.is_some() && said.primary.and_then(revision) == is;
    let stable = journal.and_then(|journal| journal.stable.as_ref()).map(|stable| stable.revision.0.as_str());
    let heard = words(said.canary) != said.record.said;
    match phase {
        // All traffic is at a version that its other Deployment does not carry.
        "Failed" if weight > 0 => Report::Failed { cause: cause(journal, events) },
        "Initialized" | "Succeeded" | "Failed" if has_traffic && said.primary.is_some_and(is_whole) => Report::Serving,
        "Initialized" | "Succeeded" | "Failed" if has_traffic => under_way(0, 0, "the pods of the primary come"),
        "Failed" if stable != is && heard => Report::Failed { cause: cause(journal, events) },
        "" | "Initialized" | "Succeeded" | "Failed" => Report::Unheard,
        "Initializing" => under_way(0, 0, "Flagger makes its own objects"),
        // It moves the traffic back, which its status does not tell as a weight.
        "Promoting" | "Finalising" => {
            let weight = journal.map_or(weight, |journal| journal.weight);
            let says = "the new version takes the primary's place".to_owned();
            Report::UnderWay { step: steps(canary).max(1), weight, pause: None, promotes: true, says }
        }
        phase => under_way(step(canary, weight), weight, &format!("Flagger says {phase}")),
    }
}

fn under_way(step: usize, weight: u32, says: &str) -> Report {
    Report::UnderWay { step, weight, pause: None, promotes: false, says: says.to_owned() }
}

fn weights(canary: &Object) -> impl Iterator<Item = u64> {
    let weights = canary.get(&["spec", "analysis", "stepWeights"]).and_then(Value::as_array);
    weights.into_iter().flatten().filter_map(Value::as_u64)
}

fn steps(canary: &Object) -> usize {
    weights(canary).count()
}

/// The step by its weight; where there are none, the one there is.
fn step(canary: &Object, weight: u32) -> usize {
    if weight == 0 {
        return usize::from(steps(canary) == 0);
    }
    weights(canary).position(|one| one == u64::from(weight)).map_or(0, |index| index + 1)
}

/// The revision in a Deployment's pods.
fn revision(object: &Object) -> Option<&str> {
    object.get(&["spec", "template", "metadata", "labels", REVISION_LABEL])?.as_str()
}

/// All pods that are asked for are of its newest template, and available.
fn is_whole(object: &Object) -> bool {
    let Ok(read) = Deployment::of(object) else { return false };
    let status = &read.status;
    status.observed_generation >= object.generation().unwrap_or(0)
        && status.updated_replicas >= read.spec.replicas
        && status.available_replicas >= read.spec.replicas
}

/// Why it gave a version up, by what it has told last.
fn cause(journal: Option<&Journal>, events: &[Object]) -> Cause {
    let (step, weight) = journal.map_or((1, 0), |journal| (journal.step + 1, journal.weight));
    let message = |event: &Object| event.get(&["message"]).and_then(Value::as_str).unwrap_or_default().to_owned();
    let time = |event: &Object| {
        let last = event.get(&["lastTimestamp"]).or_else(|| event.get(&["eventTime"])).and_then(Value::as_str);
        last.unwrap_or_default().to_owned()
    };
    let mut told: Vec<_> = events.iter().map(|event| (time(event), message(event))).collect();
    told.sort();
    let told = told.into_iter().rev().map(|(_, text)| text);
    let why = told.into_iter().find(|text| !text.contains("Rolling back") && !text.contains("Canary failed"));
    let why = why.unwrap_or_else(|| "it has not told why".to_owned());
    if let Some(finding) = finding(&why) {
        return Cause::Metric { finding, step, weight };
    }
    Cause::GivenUp { step, weight, why }
}

/// `Halt api.shop advancement errors 0.30 > 0.05`.
fn finding(told: &str) -> Option<Finding> {
    let (_, measured) = told.split_once(" advancement ").filter(|(halt, _)| halt.contains("Halt "))?;
    let parts: Vec<_> = measured.split(' ').collect();
    let [metric @ .., value, compare, bound] = parts.as_slice() else { return None };
    let held = match *compare {
        ">" => "at most",
        "<" => "at least",
        _ => return None,
    };
    Some(Finding {
        metric: metric.join(" "),
        value: (*value).to_owned(),
        bound: format!("{held} {bound}"),
        evidence: "Flagger rounds to hundredths".to_owned(),
    })
    .filter(|finding| !finding.metric.is_empty())
}

#[cfg(test)]
mod tests {
    use kgas_engine::rollout::{Revision, Side, Slot};
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn object(kind: &str, version: &str, parts: Value) -> Object {
        let mut whole = json!({ "apiVersion": version, "kind": kind, "metadata": { "name": "api", "generation": 1 } });
        for (key, value) in parts.as_object().unwrap() {
            if key == "labels" {
                whole["metadata"]["labels"] = value.clone();
            } else {
                whole[key] = value.clone();
            }
        }
        Object::from_value(whole).unwrap()
    }

    /// What is said of `v2` where `stable` is stable and the primary runs `primary`.
    fn says(phase: &str, weight: u32, primary: &str, stable: &str, heard: bool) -> Report {
        let target = object("Deployment", "apps/v1", json!({ "labels": { REVISION_LABEL: "v2" } }));
        let conditions = json!([{ "type": "Promoted", "reason": phase, "lastUpdateTime": "2026-01-01T00:00:00Z" }]);
        let canary = object(
            "Canary",
            "flagger.app/v1beta1",
            json!({
                "spec": { "analysis": { "stepWeights": [5, 25, 100] } },
                "status": { "phase": phase, "canaryWeight": weight, "conditions": conditions },
            }),
        );
        let primary = object(
            "Deployment",
            "apps/v1",
            json!({
                "spec": { "replicas": 2, "template": { "metadata": { "labels": { REVISION_LABEL: primary } } } },
                "status": { "observedGeneration": 1, "updatedReplicas": 2, "availableReplicas": 2 },
            }),
        );
        let said = if heard { String::new() } else { words(Some(&canary)) };
        let record = Record { stable: None, said };
        let side = Side { slot: Slot::A, revision: Revision(stable.to_owned()) };
        let journal = Journal { stable: Some(side), step: 1, weight: 25, ..Journal::default() };
        let seen = Said { target: &target, canary: Some(&canary), primary: Some(&primary), record: &record };
        report(&seen, Some(&journal), &[])
    }

    #[test]
    fn a_verdict_is_this_versions_if_its_words_are_new() {
        let why = "it has not told why".to_owned();
        let failed = Report::Failed { cause: Cause::GivenUp { step: 2, weight: 25, why } };
        assert_eq!(says("Succeeded", 0, "v1", "v1", false), Report::Unheard, "it has not been looked at");
        assert_eq!(says("Failed", 0, "v1", "v1", false), Report::Unheard, "that was the version before it");
        assert_eq!(says("Failed", 0, "v1", "v1", true), failed);
        assert_eq!(says("Succeeded", 0, "v1", "v1", true), Report::Unheard, "another version was promoted");
        assert_eq!(says("Succeeded", 0, "v2", "v1", true), Report::Serving);
        assert_eq!(says("Failed", 0, "v2", "v2", true), Report::Serving, "what failed was taken back");
        assert_eq!(says("Failed", 100, "v2", "v1", true), failed, "the primary does not carry it");
    }

    #[test]
    fn a_weight_is_a_step() {
        let at = |weight| match says("Progressing", weight, "v1", "v1", true) {
            Report::UnderWay { step, weight, .. } => (step, weight),
            other => panic!("{other:?}"),
        };
        assert_eq!([at(0), at(5), at(100)], [(0, 0), (1, 5), (3, 100)]);
    }

    #[test]
    fn an_event_tells_the_metric() {
        let event =
            |time: &str, message: &str| object("Event", "v1", json!({ "lastTimestamp": time, "message": message }));
        let events = [
            event("2026-01-01T00:00:10Z", "Halt api.shop advancement p99 of checkout 0.30 > 0.05"),
            event("2026-01-01T00:00:20Z", "Rolling back api.shop failed checks threshold reached 1"),
            event("2026-01-01T00:00:01Z", "Halt api.shop advancement errors 0.90 > 0.05"),
        ];
        let Cause::Metric { finding, .. } = cause(None, &events) else { panic!("no finding") };
        assert_eq!((finding.metric.as_str(), finding.value.as_str()), ("p99 of checkout", "0.30"));
        assert_eq!(finding.bound, "at most 0.05");
        let events = [event("2026-01-01T00:00:10Z", "canary deployment api.shop not ready: waiting")];
        assert!(matches!(cause(None, &events), Cause::GivenUp { .. }));
    }
}
