//! What a plan says, without a cluster.

use std::time::Duration;

use kgas_api::kubernetes::{Object, PodDisruptionBudget, ResourceQuota, View as _};
use kgas_api::{Details, Refusal};
use kgas_engine::analysis::Outcome;
use kgas_engine::rollout::preview::{Preview, preview};
use kgas_engine::rollout::{
    Action, Attempt, BySlot, Cause, Deployment, Ending, Finding, Gate, Goal, Journal, Lease, Pair, Phase, Resume,
    Revision, Seen, Served, Side, Slot, SlotSeen, Spec, Template, Traffic,
};
use kgas_engine::{Millis, PollScale};
use kgas_transport::{CallError, Cause as Ended, HttpError};
use serde_json::{Value as Json, json};
use tfplugin_rs::{Diagnostic, Diagnostics, Path, Severity};

use super::{answers, budget, found, quota, refused, table};
use crate::resources::rollout::native::Answered;
use crate::resources::rollout::paper::model;
use crate::resources::rollout::sample::{small, weighted, with};
use crate::resources::rollout::wanted::{self, Run};

const NOW: Millis = Millis(1_700_000_100_000);

fn spec(config: &Json) -> Spec {
    let revision = Revision("new".to_owned());
    let run = Run {
        goal: Goal::Deployed,
        holder: "this run",
        revision,
        adopted: Some(12),
        least: None,
        poll_scale: PollScale::default(),
    };
    wanted::spec(&model(config), run)
}

fn side(slot: Slot, revision: &str) -> Side {
    Side { slot, revision: Revision(revision.to_owned()) }
}

/// A rollout at rest, with ten pods and a route.
fn at_rest() -> Seen {
    let deployment = Deployment {
        revision: Some(Revision("old".to_owned())),
        asked: 10,
        available: 10,
        pods: 10,
        current: true,
        ..Deployment::default()
    };
    let journal = Journal { phase: Phase::Idle, stable: Some(side(Slot::A, "old")), ..Journal::default() };
    let slots = BySlot {
        a: SlotSeen { deployment: Some(deployment), service: Served::AsWanted, autoscaler: None },
        b: SlotSeen::default(),
    };
    let traffic =
        Traffic { exists: true, as_declared: true, weights: Some(BySlot { a: 100, b: 0 }), ..Traffic::default() };
    Seen { journal: Some(journal), slots, traffic: Some(traffic), ..Seen::default() }
}

fn shown(spec: &Spec, seen: &Seen, slowest_start: Option<u64>) -> Option<String> {
    let facts = table::Facts { name: "api", adopts: Some("api"), slowest_start, min_ready: 10_000, unread: &[] };
    let told = table::told(spec, seen, &preview(spec, seen), facts)?;
    assert_eq!((told.severity, told.summary.as_str()), (Severity::Warning, "Rollout plan: api"));
    Some(told.detail)
}

#[test]
fn steps_are_a_table() {
    let text = shown(&spec(&weighted()), &at_rest(), Some(4_000)).unwrap();
    let expected = "\
Revision new comes beside old, in 3 steps:

  step  traffic  new pods  old pods  watched  over after
     1     10 %         1         9       2m  2m10s
     2     50 %         5         5       5m  7m20s, once approved
     3    100 %        10         0       1m  8m30s

What pods take to start, metrics to be enough and people to agree comes on top of these times.
The old version is kept for 10m after the last step: until then going back is one write.
`stable_scale = \"follow\"`: going back from step 3 first starts 10 pods again, which takes about 24s, as the slowest that runs took 4s.";
    assert_eq!(text, expected);
}

#[test]
fn what_has_no_steps_is_one_line() {
    let wanted = spec(&weighted());
    let first = shown(&wanted, &Seen::default(), None).unwrap();
    assert_eq!(
        first,
        "Nothing runs yet: 10 pods of revision new come into slot a and get all the traffic, without steps."
    );
    let stays = Spec { revision: Revision("old".to_owned()), ..wanted };
    assert_eq!(shown(&stays, &at_rest(), None), None);
}

#[test]
fn a_long_way_is_shown_by_its_ends() {
    let steps: Vec<_> = (1..=50).map(|step| json!({ "weight": step * 2, "bake": "1m" })).collect();
    let text = shown(&spec(&with(weighted(), "canary.steps", json!(steps))), &at_rest(), None).unwrap();
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(rows.len(), 14, "{text}");
    assert!(rows[10].contains(" 20 %") && rows[11].contains("… 38 more") && rows[12].contains(" 98 %"), "{text}");
}

fn told(seen: &Seen, change: impl FnOnce(&mut Spec)) -> Vec<String> {
    let mut spec = spec(&weighted());
    change(&mut spec);
    summaries(&found::told(&spec, seen, &preview(&spec, seen), NOW))
}

fn summaries(told: &Diagnostics) -> Vec<String> {
    told.iter().map(line).collect()
}

fn line(told: &Diagnostic) -> String {
    format!("{:?} {} @ {}: {}", told.severity, told.summary, told.path, told.detail.replace("\n\n", " | "))
}

fn under_way(phase: Phase, cause: Option<Cause>) -> Seen {
    let mut seen = at_rest();
    let ended = Millis(1_700_000_000_000);
    let attempt =
        Attempt { number: 1, revision: Revision("new".to_owned()), began: ended, ended, ending: Ending::Reverted };
    seen.journal = Some(Journal {
        phase,
        stable: Some(side(Slot::A, "old")),
        candidate: Some(side(Slot::B, "new")),
        step: 1,
        weight: 50,
        entered: ended,
        cause,
        attempts: vec![attempt],
        ..Journal::default()
    });
    seen
}

#[test]
fn a_job_at_work_is_told_and_nothing_else() {
    let mut seen = under_way(Phase::Progressing, None);
    let lease = |holder: &str| Lease { holder: Some(holder.to_owned()), epoch: 1, ..Lease::default() };
    seen.lease = Some(lease("job-1-18"));
    let expected = "Warning A Job is at work on this rollout @ runner: job-1-18 holds the lock: revision new is at step 2 with 50 % of \
                    the traffic. | With `runner = \"job\"` the apply looks on if that is what it would bring, and otherwise has the \
                    Job stop first.";
    assert_eq!(told(&seen, |_| {}), [expected]);
    seen.lease = Some(lease("jobless"));
    assert!(told(&seen, |_| {}).iter().all(|told| !told.contains("A Job is at work")));
}

#[test]
fn what_others_left_is_told_with_what_the_apply_does() {
    let interrupted = "Warning A rollout was interrupted @ resume: Revision new is at step 2 with 50 % of the traffic, since \
                       2023-11-14T22:13:20Z. | ";
    let seen = under_way(Phase::Progressing, None);
    let rows = [
        ("new", Resume::Auto, "The apply goes on at step 2, which is watched anew."),
        ("newer", Resume::Auto, "The apply takes it back first, and brings revision newer after that."),
        ("old", Resume::Auto, "The apply takes it back to the stable version, which is what is wanted."),
        (
            "new",
            Resume::Rollback,
            "The apply takes it back and fails with that, as `resume = \"rollback\"` says; the one after it begins anew.",
        ),
        (
            "new",
            Resume::Manual,
            "The apply fails and changes nothing, as `resume = \"manual\"` says: set it to \"auto\" to go on, or to \"rollback\" to take the candidate back.",
        ),
    ];
    for (revision, resume, next) in rows {
        let told = told(&seen, |spec| *spec = Spec { revision: Revision(revision.to_owned()), resume, ..spec.clone() });
        assert_eq!(told, [format!("{interrupted}{next}")]);
    }
    let finding = Finding {
        metric: "errors".to_owned(),
        value: "0.3".to_owned(),
        bound: "max = 0.01".to_owned(),
        evidence: "2 in a row".to_owned(),
    };
    let failed = Cause::Metric { finding, step: 2, weight: 50 };
    let words = "Metric errors was 0.3 at step 2 (50 %), where max = 0.01 is asked for: 2 in a row.";
    let reverted = told(&under_way(Phase::Reverted, Some(failed.clone())), |_| {});
    assert_eq!(
        reverted,
        [format!(
            "Warning The last version was taken back @ analysis.metrics[\"errors\"]: Revision new was taken back at 2023-11-14T22:13:20Z. {words} | \
                  The apply tries the same version again from the first step: mend first what the cause names."
        )]
    );
    let held = told(&under_way(Phase::Held, Some(failed)), |_| {});
    assert!(held[0].contains("was left where it is @ analysis.metrics") && held[0].contains(words), "{held:?}");
    assert_eq!(told(&at_rest(), |_| {}), Vec::<String>::new());
}

#[test]
fn who_holds_the_lock_is_told_with_its_age() {
    let held = |renewed: &str| {
        let lease = Lease { holder: Some("terraform-7".to_owned()), renewed: renewed.to_owned(), ..Lease::default() };
        told(&Seen { lease: Some(lease), ..at_rest() }, |_| {})
    };
    let alive = held("2023-11-14T22:14:50.000000Z");
    assert!(alive[0].contains("@ lock_wait: terraform-7 holds it, and was last heard of 10s ago"), "{alive:?}");
    assert!(alive[0].contains("The apply waits 5m for it"), "{alive:?}");
    let gone = held("2023-11-14T22:13:20.000000Z");
    assert!(gone[0].contains("1m40s ago") && gone[0].contains("The apply takes the lock over"), "{gone:?}");
}

#[test]
fn a_gate_and_a_strangers_object_are_told() {
    let closed = Gate::Closed { why: "frozen by Fri".to_owned(), until: Some(NOW), wait: false };
    let gate = told(&Seen { gate: closed, ..at_rest() }, |_| {});
    let expected = "Warning A gate is closed @ gate: frozen by Fri, until 2023-11-14T22:15:00Z. | The apply fails while it is closed. Apply \
                    later, or write a reason into `override`.";
    assert_eq!(gate, [expected]);
    let strange = told(&Seen { unusable: Some("Service shop/api-a exists".to_owned()), ..at_rest() }, |_| {});
    assert!(strange[0].starts_with("Error The rollout cannot use what is there"), "{strange:?}");
}

fn quotas(spec: &Json, used: &Json) -> Vec<(String, ResourceQuota)> {
    let status = json!({ "hard": spec["hard"], "used": used });
    let object = json!({ "apiVersion": "v1", "kind": "ResourceQuota", "metadata": { "name": "small" }, "spec": spec, "status": status });
    vec![("small".to_owned(), ResourceQuota::of(&Object::from_value(object).unwrap()).unwrap())]
}

#[test]
fn a_quota_counts_what_runs_at_once() {
    let template = |cpu: &str| {
        let container =
            |cpu: &str| json!({ "resources": { "requests": { "cpu": cpu }, "limits": { "memory": "64Mi" } } });
        json!({ "spec": { "containers": [container(cpu), container("100m")], "initContainers": [container("150m")] } })
    };
    let (new, old) = (template("400m"), template("100m"));
    let crowds = [Pair { candidate: 1, stable: 4 }, Pair { candidate: 4, stable: 3 }];
    let running = Pair { candidate: 0, stable: 4 };
    let pods = quota::Pods { crowds: &crowds, running, new: &new, old: &old };
    let told = |spec: Json, used: Json| summaries(&quota::told(&quotas(&spec, &used), pods, &Path::from("workload")));
    let ok = Vec::<String>::new();
    // 7 pods in place of 4; 4 of 500m and 3 of 200m in place of 4 of 200m; 7 of 128Mi in place of 4.
    assert_eq!(
        told(
            json!({ "hard": { "pods": "7", "requests.cpu": "2600m", "memory": "896Mi" } }),
            json!({ "pods": "4", "requests.cpu": "800m", "memory": "512Mi" })
        ),
        ok
    );
    let short = told(json!({ "hard": { "count/pods": "6" } }), json!({ "count/pods": "4" }));
    assert!(
        short[0].contains(
            "allows 6 of count/pods, of which 4 are used. 4 new and 3 old pods run at once, which needs 3 more"
        ),
        "{short:?}"
    );
    let short = told(json!({ "hard": { "cpu": "2599m" } }), json!({ "cpu": "800m" }));
    assert!(short[0].contains("which needs 1800m more"), "{short:?}");
    let short = told(json!({ "hard": { "requests.memory": "895Mi" } }), json!({ "requests.memory": "512Mi" }));
    assert!(short[0].contains("which needs 384Mi more"), "{short:?}");
    let short = told(json!({ "hard": { "limits.memory": "895Mi" } }), json!({ "limits.memory": "512Mi" }));
    assert!(short[0].contains("of limits.memory") && short[0].contains("which needs 384Mi more"), "{short:?}");
    assert_eq!(told(json!({ "hard": { "limits.cpu": "0" } }), json!({})), ok, "no container has a limit of it");
    assert_eq!(
        told(json!({ "hard": { "pods": "1" }, "scopes": ["BestEffort"] }), json!({})),
        ok,
        "it is about other pods"
    );
}

#[test]
fn a_budget_without_a_spare_pod_is_told() {
    let told = |rule: Json, labels: Json| {
        let mut spec = rule;
        spec["selector"] = json!({ "matchLabels": labels });
        let object = json!({ "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": "strict" }, "spec": spec });
        let budget = PodDisruptionBudget::of(&Object::from_value(object).unwrap()).unwrap();
        let template = json!({ "metadata": { "labels": { "app": "api" } } });
        summaries(&budget::told(&[("strict".to_owned(), budget)], "api", &template, 4)).len()
    };
    let ours = || json!({ "app": "api" });
    for (rule, strict) in [
        (json!({ "maxUnavailable": 0 }), 1),
        (json!({ "maxUnavailable": "0%" }), 1),
        (json!({ "minAvailable": 4 }), 1),
        (json!({ "minAvailable": "100%" }), 1),
        (json!({ "minAvailable": "76%" }), 1),
        (json!({ "minAvailable": "75%" }), 0),
        (json!({ "minAvailable": 3 }), 0),
        (json!({ "maxUnavailable": 1 }), 0),
    ] {
        assert_eq!(told(rule.clone(), ours()), strict, "{rule}");
        assert_eq!(told(rule, json!({ "app": "other" })), 0);
    }
    assert_eq!(told(json!({ "maxUnavailable": 0 }), json!({ "kgas.dev/slot": "b" })), 1);
}

fn call(cause: Ended) -> CallError {
    CallError {
        service: "Kubernetes",
        operation: "apply deployments",
        attempts: 1,
        elapsed: Duration::ZERO,
        unknown: false,
        cause,
    }
}

fn no(status: u16, code: &str, message: &str, kind: &str) -> CallError {
    let details = Details { kind: kind.to_owned(), name: "x".to_owned(), ..Details::default() };
    call(Ended::Refused(Refusal {
        status,
        code: code.to_owned(),
        message: message.to_owned(),
        request_id: None,
        retry_after: None,
        details: Some(Box::new(details)),
    }))
}

#[test]
fn a_refusal_is_told_where_it_comes_from() {
    let deploy = Action::Deploy { slot: Slot::B, template: Template::Wanted, pods: 1 };
    let model = model(&weighted());
    let told = |refused: &[(&Action, CallError)]| summaries(&refused::told(&model, refused));
    let denied =
        told(&[(&deploy, no(400, "BadRequest", "admission webhook \"x\" denied the request: no", "deployments"))]);
    assert!(
        denied[0].starts_with("Error What would be written is refused @ workload.pod_template: ")
            && denied[0].contains("denied the request: no"),
        "{denied:?}"
    );
    let route = Action::Route { a: 100 };
    let kind = told(&[(&route, no(404, "NotFound", "the server could not find the requested resource", ""))]);
    assert!(kind[0].contains("@ traffic.gateway_api") && kind[0].contains("CRDs of the Gateway API"), "{kind:?}");
    // One reason, one message.
    let nobody = || no(403, "Forbidden", "may not patch deployments", "deployments");
    let nobody = told(&[(&deploy, nobody()), (&route, nobody())]);
    assert_eq!(nobody.len(), 1);
    assert!(nobody[0].starts_with("Error The identity may not write what an apply writes @ kubernetes"), "{nobody:?}");
    let nowhere = || no(404, "NotFound", "namespaces \"shop\" not found", "namespaces");
    let nowhere = told(&[(&deploy, nowhere()), (&route, nowhere())]);
    assert!(
        nowhere.len() == 1 && nowhere[0].starts_with("Warning The namespace is not there yet @ namespace"),
        "{nowhere:?}"
    );
    // What cannot be tried is not refused.
    let webhook = no(400, "BadRequest", "admission webhook \"x\" does not support dry run", "deployments");
    let late = call(Ended::Late);
    let unchecked = told(&[(&deploy, webhook), (&route, late)]);
    assert!(
        unchecked.len() == 1 && unchecked[0].starts_with("Warning Not everything could be checked"),
        "{unchecked:?}"
    );
    assert!(unchecked[0].contains("2 of the writes"), "{unchecked:?}");
}

#[test]
fn an_answer_is_judged_as_a_query_not_as_a_version() {
    let told = |outcome, runs| summaries(&answers::told(&[Answered { path: Path::from("analysis"), outcome }], runs));
    let ok = Vec::<String>::new();
    assert_eq!(told(Ok(Outcome::Value(7.0)), true), ok);
    assert_eq!(told(Ok(Outcome::Empty), false), ok, "nothing runs yet");
    let wrong = [
        Err(no(400, "bad_data", "parse error", "")),
        Err(no(422, "execution", "many-to-many matching not allowed", "")),
        Ok(Outcome::Error("the answer has 3 series, and one is needed".to_owned())),
    ];
    for outcome in wrong {
        let told = told(outcome, true);
        assert!(told[0].starts_with("Error Query cannot be answered @ analysis"), "{told:?}");
    }
    for outcome in [Outcome::Empty, Outcome::Value(f64::NAN)] {
        let told = told(Ok(outcome), true);
        assert!(told[0].starts_with("Warning Query has no value now"), "{told:?}");
    }
    let away = told(Err(call(Ended::Http(HttpError::NotSent("refused".to_owned())))), true);
    assert!(
        away.len() == 1 && away[0].starts_with("Warning Prometheus was not asked @ analysis.prometheus.url"),
        "{away:?}"
    );
    let other = told(Err(no(401, "Unauthorized", "who is it", "")), true);
    assert!(other[0].starts_with("Warning Prometheus was not asked"), "{other:?}");
}

#[test]
fn steps_that_change_nothing_are_known_once_the_size_is() {
    let config = with(with(small(), "workload.replicas", Json::Null), "canary.max_surge", json!("0"));
    let config = with(config, "canary.max_unavailable", json!("1"));
    let model = model(&config);
    let spec = Spec { size: kgas_engine::rollout::Size::Fixed(1), ..spec(&config) };
    let ahead: Preview = preview(&spec, &at_rest());
    let ahead = Preview { whole: 1, ..ahead };
    let told = summaries(&super::without_effect(&model, &spec, &ahead));
    assert!(told[0].starts_with("Error Step has no effect @ canary.steps[0]"), "{told:?}");
}
