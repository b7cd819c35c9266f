//! A candidate on its way: scale up, then weight up, then watch.

use super::sides::unrouted;
use super::{Action, Goal, Look, Problem, Run, Step, Waiting, guard, idle, ratio, revert};
use crate::Millis;
use crate::rollout::{Cause, Ending, Gate, Judgement, Pair, Phase, Routing, Side, StableScale, Stage, Template};

pub(super) fn next(run: Run<'_>) -> Step {
    let look = run.look;
    let stages = look.spec.stages(run.journal.instant);
    let Some(stage) = stages.get(run.journal.step) else {
        return if run.journal.weight >= 100 { promote(run) } else { shortened(run, stages.len()) };
    };
    if let Some(step) = guard::next(run, stage) {
        return step;
    }
    let pair = look.spec.pair(stage, look.whole());
    if look.spec.routing == Routing::Ratio {
        return ratio::next(run, stage, pair);
    }
    // What somebody else did to the weight is taken back, before anything is built upon it.
    let mended = match run.journal.intent {
        None => run.weighed(run.share_of_a(run.journal.weight)),
        Some(_) => run.headed(),
    };
    if let Some(step) = mended {
        return in_time(run, stage, step);
    }
    // Less traffic shall not make the stable side smaller than what it may have to take back.
    if let Some(step) = run.autoscaled(run.stable_slot(), look.whole()) {
        return step;
    }
    let slot = run.candidate_slot();
    if let Some(step) = run.filled(slot, Template::Wanted, pair.candidate) {
        return match step {
            Step::Wait { why: Waiting::Pods { available, needed, trouble, .. }, .. } if is_late(run, stage) => {
                let step = run.journal.step + 1;
                revert::because(run, Cause::Deadline { step, available, needed, trouble })
            }
            step => step,
        };
    }
    match run.journal.baking {
        None => raise(run, stage),
        Some(since) => bake(run, stage, pair, since),
    }
}

/// Whether what a step needs has been waited for too long: since it was entered, or since it was baked, or since anything moved.
pub(super) fn is_late(run: Run<'_>, stage: &Stage) -> bool {
    let Look { spec, seen, now } = run.look;
    let since = match run.journal.baking {
        None => run.journal.entered,
        Some(since) => spec.poll_scale.until(since, stage.bake),
    };
    let deadline = spec.poll_scale.scaled(spec.progress_deadline);
    now >= since.after(deadline) && seen.still >= deadline
}

/// The same of a verdict, for which pods do not matter.
fn is_undecided(run: Run<'_>, stage: &Stage) -> bool {
    let spec = run.look.spec;
    let baked = spec.poll_scale.until(run.journal.baking.unwrap_or(run.journal.entered), stage.bake);
    run.look.now >= spec.poll_scale.until(baked, spec.progress_deadline)
}

/// Why a step may not begin yet.
pub(super) fn refused(run: Run<'_>, stage: &Stage) -> Option<Step> {
    let look = run.look;
    if run.journal.instant {
        return None;
    }
    if let Gate::Closed { why, until, wait } = &look.seen.gate {
        if !wait {
            return Some(revert::because(run, Cause::Blocked { step: run.journal.step + 1, why: why.clone() }));
        }
        return Some(wait_for_gate(look, why, *until));
    }
    let asked = (run.journal.attempt, stage.weight);
    if stage.approval && look.seen.approved != Some(asked) {
        let (revision, (attempt, weight)) = (look.spec.revision.clone(), asked);
        return Some(look.wait(Waiting::Approval { revision, attempt, weight }));
    }
    None
}

pub(super) fn wait_for_gate(look: Look<'_>, why: &str, until: Option<Millis>) -> Step {
    let waiting = Waiting::Gate { why: why.to_owned() };
    match until {
        Some(until) => look.wait_until(until, waiting),
        None => look.wait(waiting),
    }
}

/// Steps were taken out of the configuration since another run was here: the last one is begun.
fn shortened(run: Run<'_>, stages: usize) -> Step {
    let now = run.look.now;
    run.write(|journal| {
        journal.step = stages.saturating_sub(1);
        journal.entered = now;
        journal.baking = None;
    })
}

/// Intent, act, confirm.
fn raise(run: Run<'_>, stage: &Stage) -> Step {
    if run.journal.intent != Some(stage.weight) {
        return refused(run, stage).unwrap_or_else(|| run.write(|journal| journal.intent = Some(stage.weight)));
    }
    match run.weighed(run.share_of_a(stage.weight)) {
        Some(step) => in_time(run, stage, step),
        None => confirm(run, stage),
    }
}

/// The same step, unless it waits for a route that nobody takes up in time.
fn in_time(run: Run<'_>, stage: &Stage, step: Step) -> Step {
    match step {
        Step::Wait { why: Waiting::Route { why }, .. } if is_late(run, stage) => {
            revert::because(run, Cause::NotRouted { step: run.journal.step + 1, why: unrouted(why) })
        }
        step => step,
    }
}

/// From now on the step is watched.
pub(super) fn confirm(run: Run<'_>, stage: &Stage) -> Step {
    let (now, from, to) = (run.look.now, run.journal.weight, stage.weight);
    let why = match &run.look.seen.gate {
        _ if run.journal.instant => "it ran before".to_owned(),
        Gate::Overridden { reason } => format!("step {}, although a gate is closed: {reason}", run.journal.step + 1),
        Gate::Open | Gate::Closed { .. } => format!("step {}", run.journal.step + 1),
    };
    let entry = idle::entry(run, from, to, why);
    run.write(|journal| {
        journal.intent = None;
        journal.weight = to;
        journal.baking = Some(now);
        journal.entered = now;
        journal.failures.clear();
        if from != to {
            *journal = std::mem::take(journal).with(entry);
        }
    })
}

/// Watches a step, and goes on to the next.
pub(super) fn bake(run: Run<'_>, stage: &Stage, pair: Pair, since: Millis) -> Step {
    let look = run.look;
    let (spec, seen) = (look.spec, look.seen);
    if seen.failures != run.journal.failures {
        return run.write(|journal| journal.failures.clone_from(&seen.failures));
    }
    let stable = run.stable_slot();
    let shrinks = spec.stable_scale == StableScale::Follow && look.least().is_none();
    if shrinks && look.slot(stable).asked() > pair.stable {
        return Step::Do(Action::Scale { slot: stable, pods: pair.stable });
    }
    let step = run.journal.step + 1;
    let until = spec.poll_scale.until(since, stage.bake);
    // Pods and the route are looked at more often than the metrics may be asked, and so is the lock.
    let pause = if spec.analysed { spec.every.min(2 * super::PAUSE) } else { super::PAUSE };
    let soon = spec.poll_scale.until(look.now, pause);
    if stage.bake > 0 && look.now < until {
        return Step::Wait { until: soon.min(until), why: Waiting::Baking { step, weight: stage.weight, until } };
    }
    // Without traffic there is nothing that could be said for it.
    let judged = !run.journal.instant && stage.weight > 0;
    match &seen.judgement {
        Judgement::Open { why } if judged && is_undecided(run, stage) => {
            revert::because(run, Cause::NoVerdict { step, why: why.clone() })
        }
        Judgement::Open { why } if judged => Step::Wait { until: soon, why: Waiting::Verdict { why: why.clone() } },
        _ => run.write(|journal| {
            journal.step += 1;
            journal.entered = look.now;
            journal.baking = None;
            journal.failures.clear();
        }),
    }
}

/// The candidate is the stable side from now on.
fn promote(run: Run<'_>) -> Step {
    let look = run.look;
    if look.spec.goal != Goal::Deployed {
        return run.over(Problem::Interrupted { weight: run.journal.weight, reverted: false });
    }
    let revision = look.spec.revision.clone();
    let side = Side { slot: run.candidate_slot(), revision };
    run.write(|journal| {
        *journal = std::mem::take(journal).ended(Ending::Promoted, look.now);
        journal.phase = Phase::Keeping;
        journal.stable = Some(side);
        journal.candidate = None;
        journal.step = 0;
        journal.entered = look.now;
        journal.weight = 0;
        journal.instant = false;
        journal.keep_until = Some(look.spec.poll_scale.until(look.now, look.spec.keep_old));
    })
}
