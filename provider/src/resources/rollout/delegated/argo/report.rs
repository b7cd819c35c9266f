//! What Argo Rollouts says of a `Rollout`.
//!
//! Source: <https://github.com/argoproj/argo-rollouts/blob/v1.9.1/utils/rollout/rolloututil.go>, `GetRolloutPhase`.

use kgas_api::kubernetes::Object;
use kgas_engine::rollout::delegated::{Pause, Report};
use kgas_engine::rollout::{Cause, Finding, Journal};
use serde_json::Value;

use super::steps;

/// What a failure is explained by, as far as it could be looked up.
#[derive(Debug, Clone, Default)]
pub(in crate::resources::rollout::delegated) struct Evidence {
    /// `AnalysisRun` objects of the template that is there now.
    pub(in crate::resources::rollout::delegated) runs: Vec<Object>,
    /// What it has told of versions that it gave up.
    pub(in crate::resources::rollout::delegated) events: Vec<Object>,
}

/// Reads it.
///
/// * `journal`: where the candidate was before it was given up, which the object does not say any more.
pub(in crate::resources::rollout::delegated) fn report(
    object: &Object,
    journal: Option<&Journal>,
    evidence: &Evidence,
) -> Report {
    let null = Value::Null;
    let (spec, status) = (object.get(&["spec"]).unwrap_or(&null), object.get(&["status"]).unwrap_or(&null));
    let observed = status["observedGeneration"].as_str().and_then(|text| text.parse::<i64>().ok());
    if observed.is_none_or(|observed| observed < object.generation().unwrap_or(0)) {
        return Report::Unheard;
    }
    let (phase, says) = (status["phase"].as_str().unwrap_or_default(), text(&status["message"]));
    let promoted = status["stableRS"].as_str().is_some_and(|stable| !stable.is_empty())
        && status["stableRS"] == status["currentPodHash"];
    let place = place(spec, status);
    if says.starts_with("InvalidSpec") {
        // It may not have seen yet what it is referred to.
        return under_way(place, Some(Pause::Data { why: says.clone() }), says);
    }
    match phase {
        "Degraded" => Report::Failed { cause: cause(&says, &status["currentPodHash"], journal, evidence) },
        "Healthy" if promoted => Report::Serving,
        _ => {
            let pause = pause(spec, status, place, &says);
            under_way(place, pause, says)
        }
    }
}

fn under_way(place: steps::Place, pause: Option<Pause>, says: String) -> Report {
    Report::UnderWay { step: place.step, weight: place.weight, pause, promotes: false, says }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// Where it is, by the weight that the route has if there is one.
fn place(spec: &Value, status: &Value) -> steps::Place {
    if spec["strategy"]["blueGreen"].is_object() {
        let active = &status["blueGreen"]["activeSelector"];
        let switched = active.is_string() && *active == status["currentPodHash"];
        return steps::Place { step: 1, weight: if switched { 100 } else { 0 }, approval: None };
    }
    let none = Vec::new();
    let all = spec["strategy"]["canary"]["steps"].as_array().unwrap_or(&none);
    let at = status["currentStepIndex"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let mut place = steps::place(all, at);
    if let Some(weight) = number(&status["canary"]["weights"]["canary"]["weight"]) {
        place.weight = weight;
    }
    place
}

/// Why it goes no further by itself.
fn pause(spec: &Value, status: &Value, place: steps::Place, says: &str) -> Option<Pause> {
    let conditions = status["pauseConditions"].as_array()?;
    let has = |reason: &str| conditions.iter().any(|condition| condition["reason"] == reason);
    if has("InconclusiveAnalysisRun") {
        return Some(Pause::Data { why: format!("the controller paused it: {says}") });
    }
    let declared = &spec["strategy"]["blueGreen"];
    if has("BlueGreenPause") && declared["autoPromotionEnabled"] == false {
        return Some(Pause::Approval { weight: 100 });
    }
    place.approval.filter(|_| has("CanaryPauseStep")).map(|weight| Pause::Approval { weight })
}

/// Why the controller gave it up.
fn cause(says: &str, hash: &Value, journal: Option<&Journal>, evidence: &Evidence) -> Cause {
    let (step, weight) = journal.map_or((1, 0), |journal| (journal.step + 1, journal.weight));
    if let Some(finding) = evidence.runs.iter().find_map(finding) {
        return Cause::Metric { finding, step, weight };
    }
    // Its status says why only until it has gone back; what it told of pods that did not come names their ReplicaSet.
    let hash = hash.as_str().unwrap_or_default();
    let mut messages = evidence.events.iter().filter_map(|event| event.get(&["message"]).and_then(Value::as_str));
    let told = messages.rfind(|message| !hash.is_empty() && message.contains(hash));
    let why = told.map_or_else(|| says.to_owned(), str::to_owned);
    Cause::GivenUp { step, weight, why }
}

/// The metric that an analysis failed by.
fn finding(run: &Object) -> Option<Finding> {
    let results = run.get(&["status", "metricResults"])?.as_array()?;
    let failed = |result: &&Value| ["Failed", "Error"].iter().any(|phase| result["phase"] == *phase);
    let result = results.iter().find(failed)?;
    let name = text(&result["name"]);
    let metrics = run.get(&["spec", "metrics"]).and_then(Value::as_array).into_iter().flatten();
    let bound = metrics.filter(|metric| metric["name"] == result["name"]).map(bound).next();
    let last = result["measurements"].as_array().and_then(|all| all.last());
    let value = last.map(|last| text(&last["value"]).trim_matches(['[', ']']).to_owned());
    let value = value.filter(|value| !value.is_empty());
    let error = last.map(|last| text(&last["message"])).filter(|error| !error.is_empty());
    let times = |name: &str| result[name].as_u64().unwrap_or(0);
    Some(Finding {
        metric: name,
        value: value.or(error).unwrap_or_else(|| "no value".to_owned()),
        bound: bound.unwrap_or_else(|| "another value".to_owned()),
        evidence: format!(
            "{} measurements, {} failed and {} without an answer",
            times("count") + times("error"),
            times("failed"),
            times("error")
        ),
    })
}

/// What a metric is held to, out of its condition.
fn bound(metric: &Value) -> String {
    let condition = text(&metric["successCondition"]);
    let parts = condition.split("&&").filter_map(|part| part.trim().strip_prefix("result[0] "));
    let parts: Vec<_> = parts.map(|part| part.split(')').next().unwrap_or(part).trim()).collect();
    if parts.is_empty() { condition } else { parts.join(" and ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "called with literals")]
    fn rollout(status: Value) -> Object {
        let steps =
            json!([{ "setWeight": 5 }, { "pause": { "duration": "5s" } }, { "pause": {} }, { "setWeight": 100 }]);
        let parts = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": { "name": "api", "generation": 4 },
            "spec": { "strategy": { "canary": { "steps": steps } } }, "status": status,
        });
        Object::from_value(parts).unwrap()
    }

    fn says(status: Value) -> Report {
        let journal = Journal { step: 1, weight: 5, ..Journal::default() };
        report(&rollout(status), Some(&journal), &Evidence::default())
    }

    fn on_its_way(step: usize, weight: u32, pause: Option<Pause>, says: &str) -> Report {
        Report::UnderWay { step, weight, pause, promotes: false, says: says.to_owned() }
    }

    #[test]
    fn what_it_says_of_another_generation_does_not_count() {
        assert_eq!(says(json!(null)), Report::Unheard);
        let healthy = |generation: &str, stable: &str| json!({ "observedGeneration": generation, "phase": "Healthy", "stableRS": stable, "currentPodHash": "7d" });
        assert_eq!(says(healthy("3", "7d")), Report::Unheard);
        assert_eq!(says(healthy("4", "7d")), Report::Serving);
        assert_eq!(says(healthy("4", "6c")), on_its_way(0, 0, None, ""));
    }

    #[test]
    fn a_pause_without_an_end_waits_for_a_person() {
        let paused = |at: u32, reason: &str| {
            says(json!({
                "observedGeneration": "4", "phase": "Paused", "message": reason, "currentStepIndex": at,
                "pauseConditions": [{ "reason": reason, "startTime": "2026-01-01T00:00:00Z" }],
                "canary": { "weights": { "canary": { "weight": 5 } } },
            }))
        };
        let step = "CanaryPauseStep";
        assert_eq!(paused(1, step), on_its_way(1, 5, None, step));
        assert_eq!(paused(2, step), on_its_way(1, 5, Some(Pause::Approval { weight: 100 }), step));
        let why = "the controller paused it: InconclusiveAnalysisRun".to_owned();
        let reason = "InconclusiveAnalysisRun";
        assert_eq!(paused(1, reason), on_its_way(1, 5, Some(Pause::Data { why }), reason));
    }

    #[test]
    fn a_failure_names_its_metric() {
        let run = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisRun", "metadata": { "name": "api-1" },
            "spec": { "metrics": [{ "name": "errors", "successCondition": "len(result) == 1 && !isNaN(result[0]) && result[0] <= 0.05" }] },
            "status": { "metricResults": [{
                "name": "errors", "phase": "Failed", "failed": 2, "count": 5,
                "measurements": [{ "phase": "Failed", "value": "[0.3]" }],
            }] },
        });
        let evidence = Evidence { runs: vec![Object::from_value(run).unwrap()], events: vec![] };
        let status = json!({ "observedGeneration": "4", "phase": "Degraded", "message": "RolloutAborted: Rollout aborted update to revision 2" });
        let journal = Journal { step: 1, weight: 25, ..Journal::default() };
        let Report::Failed { cause: Cause::Metric { finding, step: 2, weight: 25 } } =
            report(&rollout(status.clone()), Some(&journal), &evidence)
        else {
            panic!("no finding")
        };
        assert_eq!((finding.value.as_str(), finding.bound.as_str()), ("0.3", "<= 0.05"));
        let why = |status: Value, evidence: &Evidence| match report(&rollout(status), Some(&journal), evidence) {
            Report::Failed { cause: Cause::GivenUp { why, .. } } => why,
            other => panic!("{other:?}"),
        };
        let aborted = "RolloutAborted: Rollout aborted update to revision 2";
        assert_eq!(why(status.clone(), &Evidence::default()), aborted);
        let event = |message: &str| {
            let parts = json!({ "apiVersion": "v1", "kind": "Event", "metadata": { "name": "x" }, "message": message });
            Object::from_value(parts).unwrap()
        };
        let late = "ReplicaSet \"api-7d\" has timed out progressing.";
        let events = vec![event(late), event("ReplicaSet \"api-6c\" has timed out progressing.")];
        let mut status = status;
        status["currentPodHash"] = json!("7d");
        assert_eq!(why(status, &Evidence { runs: vec![], events }), late);
    }
}
