//! What an apply does about the Job that carries its rollout out, as a table.

use kgas_engine::rollout::job::{Action, Ask, Job, Next, Over, Report, State, next};
use kgas_engine::rollout::{Cause, Goal, Journal, Lease, Phase, Problem, Seen, Side, Slot, Spec, Waiting};
use kgas_engine::{Millis, Step};

use super::fixtures::{canary, revision};

const NOW: Millis = Millis(1_000_000);

fn seen(phase: Phase, stable: &str) -> Seen {
    let journal = Journal {
        epoch: 3,
        phase,
        stable: Some(Side { slot: Slot::A, revision: revision(stable) }),
        candidate: (phase != Phase::Idle).then(|| Side { slot: Slot::B, revision: revision("v2") }),
        weight: if phase == Phase::Progressing { 25 } else { 0 },
        cause: (phase == Phase::Reverted).then_some(Cause::Destroyed),
        ..Journal::default()
    };
    let lease = Lease { holder: Some("job".to_owned()), epoch: 3, ..Lease::default() };
    Seen { journal: Some(journal), lease: Some(lease), ..Seen::default() }
}

fn job() -> Job {
    Job { run: "ours".to_owned(), state: State::Runs, asked: None, watched: true }
}

fn over(failed: Option<&str>, report: Option<Report>) -> Job {
    let failed = failed.map(str::to_owned);
    Job { state: State::Over(Over { failed, report }), ..job() }
}

#[track_caller]
fn decides(goal: Goal, job: impl Into<Option<Job>>, seen: &Seen) -> Next {
    next(&Spec { goal, ..canary("v2") }, "ours", job.into().as_ref(), seen, NOW)
}

#[track_caller]
fn waits(step: Next) -> Waiting {
    match step {
        Step::Wait { until, why } if until > NOW => why,
        step => panic!("{step:?}"),
    }
}

fn stuck<A, W>(problem: Problem) -> Step<A, W, Problem> {
    Step::Stuck(problem)
}

#[test]
fn it_is_made_woken_and_watched() {
    let (under_way, deployed) = (seen(Phase::Progressing, "v1"), Goal::Deployed);
    assert_eq!(decides(deployed, None, &Seen::default()), Step::Do(Action::Make));
    assert_eq!(decides(deployed, Job { state: State::Asleep, ..job() }, &Seen::default()), Step::Do(Action::Furnish));
    let trouble = Some("ErrImagePull".to_owned());
    let idle = |unchanged| Job { state: State::Idle { trouble: trouble.clone(), unchanged }, ..job() };
    assert_eq!(waits(decides(deployed, idle(1_000), &under_way)), Waiting::Job { trouble: trouble.clone() });
    let why = "No pod of it runs: ErrImagePull".to_owned();
    assert_eq!(decides(deployed, idle(60_000), &under_way), stuck(Problem::JobFailed { why }));
    assert!(!matches!(waits(decides(deployed, job(), &under_way)), Waiting::Job { .. } | Waiting::JobEnds));
}

#[test]
fn what_needs_no_run_needs_no_job() {
    let mut at_rest = seen(Phase::Idle, "v2");
    at_rest.slots.a.deployment = Some(kgas_engine::rollout::Deployment {
        revision: Some(revision("v2")),
        asked: 12,
        available: 12,
        pods: 12,
        current: true,
        epoch: Some(3),
        trouble: None,
    });
    at_rest.slots.a.service = kgas_engine::rollout::Served::AsWanted;
    at_rest.slots.b.service = kgas_engine::rollout::Served::AsWanted;
    at_rest.lease.as_mut().unwrap().holder = None;
    assert_eq!(decides(Goal::Deployed, None, &at_rest), Step::Done);
    let unusable = Seen { unusable: Some("x".to_owned()), ..Seen::default() };
    let told = Problem::Unusable { what: "x".to_owned() };
    assert_eq!(decides(Goal::Deployed, None, &unusable), stuck(told));
}

#[test]
fn another_run_ends_first() {
    let under_way = seen(Phase::Progressing, "v1");
    let other = Job { run: "other".to_owned(), watched: false, ..job() };
    assert_eq!(decides(Goal::Deployed, other.clone(), &under_way), Step::Do(Action::Ask(Ask::Hold)));
    let asked = Job { asked: Some(Ask::Hold), ..other.clone() };
    assert_eq!(waits(decides(Goal::Deployed, asked.clone(), &under_way)), Waiting::JobEnds);
    let deaf = Job { state: State::Idle { trouble: None, unchanged: 0 }, ..asked };
    assert_eq!(decides(Goal::Deployed, deaf, &under_way), Step::Do(Action::Remove));
    let ended = Job { watched: false, ..over(None, None) };
    assert_eq!(decides(Goal::Deployed, ended, &under_way), Step::Do(Action::Remove));
    assert_eq!(waits(decides(Goal::Deployed, Job { state: State::Going, ..other }, &under_way)), Waiting::JobEnds);
}

#[test]
fn its_end_is_told() {
    let (brought, back, under_way) =
        (seen(Phase::Idle, "v2"), seen(Phase::Reverted, "v1"), seen(Phase::Progressing, "v1"));
    let deployed = |job, seen| decides(Goal::Deployed, job, seen);
    assert_eq!(deployed(over(None, None), &brought), Step::Done);
    assert_eq!(deployed(over(None, None), &back), stuck(Problem::Reverted(Cause::Destroyed)), "the journal has it");
    let report = Report::Stuck(Problem::NothingToAdopt);
    assert_eq!(deployed(over(None, Some(report)), &back), stuck(Problem::NothingToAdopt));
    let failed = |why: &str| stuck(Problem::JobFailed { why: why.to_owned() });
    assert_eq!(deployed(over(Some("BackoffLimitExceeded"), None), &under_way), failed("BackoffLimitExceeded"));
    let report = Report::Failed("no token".to_owned());
    assert_eq!(deployed(over(Some("BackoffLimitExceeded"), Some(report)), &under_way), failed("no token"));
    assert_eq!(deployed(over(None, None), &under_way), failed("It ended and did not say how"));
}

#[test]
fn it_is_asked_to_stop_as_the_user_wants_it() {
    let (under_way, back) = (seen(Phase::Progressing, "v1"), seen(Phase::Reverting, "v1"));
    let idle = Job { state: State::Idle { trouble: None, unchanged: 0 }, ..job() };
    for (goal, ask) in [(Goal::Reverted, Ask::Rollback), (Goal::LetGo, Ask::Hold)] {
        assert_eq!(decides(goal, job(), &under_way), Step::Do(Action::Ask(ask)));
        assert_eq!(waits(decides(goal, Job { asked: Some(ask), ..job() }, &under_way)), Waiting::JobEnds);
        assert_eq!(decides(goal, idle.clone(), &under_way), Step::Do(Action::Remove), "nobody hears");
        assert_eq!(Ask::of(ask.word()), ask);
    }
    let reverted = Problem::Interrupted { weight: 0, reverted: true };
    let report = Some(Report::Stuck(reverted.clone()));
    assert_eq!(decides(Goal::Reverted, over(None, report), &back), stuck(reverted.clone()));
    assert_eq!(decides(Goal::Reverted, over(Some("x"), None), &back), stuck(reverted));
    let held = Problem::Interrupted { weight: 25, reverted: false };
    assert_eq!(decides(Goal::LetGo, None, &under_way), stuck(held));
    assert_eq!(decides(Goal::Reverted, over(None, None), &seen(Phase::Idle, "v2")), Step::Done);
}

#[test]
fn a_destroy_has_it_end() {
    let under_way = seen(Phase::Progressing, "v1");
    assert_eq!(decides(Goal::Absent, None, &under_way), Step::Done);
    assert_eq!(decides(Goal::Absent, job(), &under_way), Step::Do(Action::Ask(Ask::Hold)));
    assert_eq!(decides(Goal::Absent, over(None, None), &under_way), Step::Do(Action::Remove));
}

#[test]
fn a_report_is_read_as_it_was_written() {
    let problems = [
        Problem::NothingToAdopt,
        Problem::Reverted(Cause::DeadMan { step: 1, weight: 5, after: 60_000 }),
        Problem::Locked { holder: "x".to_owned() },
        Problem::NotInstalled { available: 1, needed: 2, trouble: None },
    ];
    let reports = problems.map(Report::Stuck).into_iter().chain([Report::Failed("x".to_owned())]);
    for report in reports {
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report, "{text}");
    }
}
