//! The candidate is taken back: its traffic in the first write, everything else after it.

use super::{Action, Goal, Problem, Run, Step, idle, ratio};
use crate::rollout::{Cause, Ending, Header, Judgement, OnFailure, Pair, Phase, Resume, Routing, StableScale};

/// What has to happen before anything else, if the candidate has to go.
pub(super) fn first(run: Run<'_>) -> Option<Step> {
    if run.look.spec.goal == Goal::LetGo || run.journal.phase != Phase::Progressing {
        return None;
    }
    cause(run).map(|cause| because(run, cause))
}

/// What speaks against going on, of what a look shows at once.
fn cause(run: Run<'_>) -> Option<Cause> {
    let (spec, seen, journal) = (run.look.spec, run.look.seen, run.journal);
    let step = journal.step + 1;
    let candidate = journal.candidate.as_ref()?;
    if let Some(cause) = &seen.reverting {
        return Some(cause.clone());
    }
    match spec.goal {
        Goal::Absent => return Some(Cause::Destroyed),
        Goal::Reverted => return Some(Cause::Interrupted { step, weight: journal.weight }),
        Goal::DeadMan { after } => {
            let weight = run.weight_seen().unwrap_or(journal.weight);
            return Some(Cause::DeadMan { step, weight, after });
        }
        Goal::Deployed | Goal::LetGo => {}
    }
    if candidate.revision != spec.revision {
        return Some(Cause::Superseded { by: spec.revision.clone() });
    }
    if journal.instant {
        return None;
    }
    let weight = run.weight_seen();
    if let Judgement::Bad(finding) = &seen.judgement {
        return Some(Cause::Metric { finding: finding.clone(), step, weight: weight.unwrap_or(journal.weight) });
    }
    let weight = weight?;
    if weight == 0 && journal.weight > 0 {
        return Some(Cause::Zeroed { step, weight: journal.weight });
    }
    let there = run.look.slot(candidate.slot);
    let none = there.deployment.as_ref().is_none_or(|deployment| deployment.current && deployment.available == 0);
    (weight > 0 && none).then_some(Cause::NoPods { step, weight })
}

/// Takes the candidate back, or stops where it is, as it was asked for.
pub(super) fn because(run: Run<'_>, cause: Cause) -> Step {
    let failed = matches!(
        cause,
        Cause::Metric { .. }
            | Cause::Deadline { .. }
            | Cause::NotRouted { .. }
            | Cause::NoVerdict { .. }
            | Cause::Blocked { .. }
    );
    if failed && run.look.spec.on_failure == OnFailure::Hold {
        return run.write(|journal| {
            journal.phase = Phase::Held;
            journal.cause = Some(cause);
        });
    }
    if let Some(step) = lower(run, &cause) {
        return step;
    }
    let now = run.look.now;
    let from = run.journal.weight.max(run.journal.intent.unwrap_or(0));
    let entry = idle::entry(run, from, run.weight_seen().unwrap_or(0), cause.to_string());
    run.write(|journal| {
        *journal = std::mem::take(journal).with(entry);
        journal.phase = Phase::Reverting;
        journal.cause = Some(cause);
        journal.entered = now;
        journal.intent = None;
        journal.weight = 0;
        journal.baking = None;
    })
}

/// The candidate's weight down to what the stable side cannot take yet: to nothing, if it kept its pods.
fn lower(run: Run<'_>, cause: &Cause) -> Option<Step> {
    if run.look.spec.routing == Routing::Ratio {
        return None;
    }
    let look = run.look;
    let to = match look.spec.stable_scale {
        StableScale::Full => 0,
        StableScale::Follow => {
            let able = look.slot(run.stable_slot()).available() * 100 / look.whole().max(1);
            100 - able.min(100)
        }
    };
    let traffic = look.seen.traffic.as_ref().filter(|traffic| traffic.exists)?;
    match traffic.of(run.candidate_slot()) {
        Some(weight) if weight <= to && traffic.header == Header::Along => None,
        Some(weight) => {
            Some(Step::Do(Action::Revert { a: run.share_of_a(to.min(weight)), cause: Box::new(cause.clone()) }))
        }
        // What somebody else made of the route is not known well enough to be made anew.
        None if matches!(look.spec.goal, Goal::DeadMan { .. }) => None,
        None => Some(Step::Do(Action::Route { a: run.share_of_a(to) })),
    }
}

/// The clean-up after it.
pub(super) fn next(run: Run<'_>) -> Step {
    let look = run.look;
    let Some(cause) = &run.journal.cause else { return finish(run, Phase::Idle, Ending::Superseded) };
    if run.journal.phase == Phase::Reverted {
        return run.over(Problem::Reverted(cause.clone()));
    }
    if let Some(step) = lower(run, cause) {
        return step;
    }
    if look.spec.goal == Goal::Reverted {
        let weight = run.weight_seen().unwrap_or(0);
        return run.over(Problem::Interrupted { weight, reverted: true });
    }
    let (stable, candidate) = (run.stable_slot(), run.candidate_slot());
    let whole = look.whole();
    if look.spec.routing == Routing::Ratio {
        if let Some(step) = ratio::towards(run, Pair { candidate: 0, stable: whole }) {
            return step;
        }
    } else {
        if look.slot(stable).asked() < whole {
            return Step::Do(Action::Scale { slot: stable, pods: whole });
        }
        if run.weight_seen().is_some_and(|weight| weight > 0) {
            // It follows the stable side's pods, see `lower`.
            return look.wait(run.pods(stable, whole));
        }
    }
    // What is left are pods without traffic: the next run takes them away.
    if let Goal::DeadMan { .. } = look.spec.goal {
        return run.over(Problem::Reverted(cause.clone()));
    }
    if look.is_routed() {
        // A route that nobody takes up keeps nobody from cleaning up.
        let given_up = look.passed(run.journal.entered, look.spec.progress_deadline);
        if let Some(step) = look.seen.traffic.as_ref().filter(|_| !given_up).and_then(|traffic| run.settled(traffic)) {
            return step;
        }
    }
    if let Some(step) = run.emptied(candidate) {
        return step;
    }
    match cause {
        Cause::Superseded { .. } | Cause::Destroyed => finish(run, Phase::Idle, Ending::Superseded),
        // Whoever applies again after a stop, or after a run that died, wants it to be tried again.
        Cause::Interrupted { .. } | Cause::DeadMan { .. } if look.spec.resume != Resume::Rollback => {
            finish(run, Phase::Idle, Ending::Superseded)
        }
        // Whoever wants another one by now goes on to that.
        _ if look.spec.resume != Resume::Rollback
            && run.journal.candidate.as_ref().is_none_or(|candidate| candidate.revision != look.spec.revision) =>
        {
            finish(run, Phase::Idle, Ending::Reverted)
        }
        _ => finish(run, Phase::Reverted, Ending::Reverted),
    }
}

fn finish(run: Run<'_>, phase: Phase, ending: Ending) -> Step {
    let now = run.look.now;
    run.write(|journal| {
        *journal = std::mem::take(journal).ended(ending, now);
        journal.phase = phase;
        journal.entered = now;
        journal.step = 0;
        journal.weight = 0;
        journal.instant = false;
        if phase == Phase::Idle {
            journal.candidate = None;
            journal.cause = None;
        }
    })
}

/// A candidate that failed and was to stay where it is.
pub(super) fn held(run: Run<'_>) -> Step {
    match &run.journal.cause {
        Some(cause) => run.over(Problem::Held(cause.clone())),
        None => run.write(|journal| journal.phase = Phase::Progressing),
    }
}
