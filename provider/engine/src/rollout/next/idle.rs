//! Nothing is under way: what is wanted is begun, or what somebody else changed is mended.

use super::{Action, Look, Problem, Run, Step, ratio};
use crate::rollout::{Ending, Entry, Gate, Journal, Pair, Phase, Served, Side, Size, Slot, Template};

pub(super) fn next(run: Run<'_>) -> Step {
    let look = run.look;
    let wants_another = run.journal.stable.as_ref().is_none_or(|stable| stable.revision != look.spec.revision);
    if let Some(step) = mended(run) {
        return step;
    }
    // What was just mended has to be taken up before anything is built upon it.
    let given_up = look
        .seen
        .lease
        .as_ref()
        .is_some_and(|lease| lease.waited >= look.spec.poll_scale.scaled(look.spec.progress_deadline));
    if let Some(step) = run.weighed(run.share_of_a(0)).filter(|_| !given_up) {
        return step;
    }
    if shares(run)
        && let Some(step) = ratio::towards(run, Pair { candidate: 0, stable: look.whole() })
    {
        return step;
    }
    if wants_another {
        return match gated(look) {
            Some(Step::Stuck(problem)) => run.over(problem),
            Some(step) => step,
            None => begin(run),
        };
    }
    if let Some(step) = run.emptied(run.stable_slot().other()) {
        return step;
    }
    Step::Do(Action::Release)
}

/// Whether pods of the other side serve too, as they do where pods are the weight and the journal of a candidate was lost: they
/// go a few at a time, as the stable ones come.
fn shares(run: Run<'_>) -> bool {
    !run.look.is_routed() && run.look.slot(run.stable_slot().other()).asked() > 0
}

/// Mends the stable side.
fn mended(run: Run<'_>) -> Option<Step> {
    let look = run.look;
    let (slot, stable) = (run.stable_slot(), run.journal.stable.as_ref()?);
    let there = look.slot(slot);
    let runs = there.deployment.as_ref().and_then(|deployment| deployment.revision.as_ref());
    if runs == Some(&stable.revision) {
        match look.least() {
            Some(least) => {
                if let Some(step) = run.autoscaled(slot, least) {
                    return Some(step);
                }
            }
            None if there.autoscaler.is_some() => return Some(Step::Do(Action::StopAutoscaling(slot))),
            None => {}
        }
        // It may have been scaled by hand.
        if let (Size::Fixed(pods), true, false) = (look.spec.size, there.asked() != look.whole(), shares(run)) {
            return Some(Step::Do(Action::Scale { slot, pods }));
        }
        // The stable pods keep the ports that they have until the wanted ones have taken their place.
        let lacks = |slot: &Slot| match look.slot(*slot).service {
            Served::Missing => look.is_routed(),
            Served::Otherwise => stable.revision == look.spec.revision && look.is_routed(),
            Served::AsWanted => false,
        };
        if let Some(slot) = Slot::BOTH.into_iter().find(lacks) {
            return Some(Step::Do(Action::Serve(slot)));
        }
    } else if stable.revision == look.spec.revision {
        return run.filled(slot, Template::Wanted, look.whole());
    }
    if let Some(step) = run.aimed(run.share_of_a(0)) {
        return Some(step);
    }
    let adopted = look.seen.adopted.as_ref().filter(|adopted| look.spec.adopts && adopted.asked > 0);
    adopted.map(|_| Step::Do(Action::Retire))
}

/// A gate that stands before the first step.
pub(super) fn gated(look: Look<'_>) -> Option<Step> {
    let Gate::Closed { why, until, wait } = &look.seen.gate else { return None };
    if *wait {
        return Some(super::progress::wait_for_gate(look, why, *until));
    }
    Some(Step::Stuck(Problem::Blocked { why: why.clone() }))
}

/// Begins an attempt with the wanted revision.
pub(super) fn begin(run: Run<'_>) -> Step {
    let look = run.look;
    let slot = run.journal.free_slot();
    let instant = returns(look, run.journal);
    let revision = look.spec.revision.clone();
    run.write(|journal| {
        journal.phase = Phase::Progressing;
        journal.candidate = Some(Side { slot, revision });
        journal.attempt += 1;
        journal.began = look.now;
        journal.entered = look.now;
        journal.step = 0;
        journal.baking = None;
        journal.weight = 0;
        journal.intent = None;
        journal.instant = instant;
        journal.failures.clear();
        journal.cause = None;
        journal.keep_until = None;
    })
}

/// Whether the wanted revision ran before, did not fail, and is still there, whole.
pub(super) fn returns(look: Look<'_>, journal: &Journal) -> bool {
    let there = look.slot(journal.free_slot());
    let runs = there.deployment.as_ref().and_then(|deployment| deployment.revision.as_ref());
    let ran = journal.attempts.iter().rev().find(|attempt| attempt.revision == look.spec.revision);
    let failed = ran.is_some_and(|attempt| attempt.ending == Ending::Reverted);
    // Of what was found without its journal nobody knows whether it went all its steps.
    let known = !journal.attempts.is_empty();
    known && runs == Some(&look.spec.revision) && !failed && there.available() >= look.whole()
}

/// Whether everything is as it is wanted, so that there is nothing to lock.
pub(super) fn is_converged(look: Look<'_>) -> bool {
    let Some(journal) = look.seen.journal.as_ref().filter(|journal| journal.phase == Phase::Idle) else { return false };
    let Some(stable) = journal.stable.as_ref().filter(|stable| stable.revision == look.spec.revision) else {
        return false;
    };
    let run = Run { look, journal, epoch: journal.epoch };
    let runs = look.slot(stable.slot).deployment.as_ref().and_then(|deployment| deployment.revision.as_ref());
    runs == Some(&stable.revision) && mended(run).is_none() && run.emptied(stable.slot.other()).is_none()
}

/// A line of the evidence: the candidate's weight goes to `to`.
pub(super) fn entry(run: Run<'_>, from: u32, to: u32, why: String) -> Entry {
    let revision = run.journal.candidate.as_ref().map(|candidate| candidate.revision.clone()).unwrap_or_default();
    let metrics = run.look.seen.readings.clone();
    Entry { at: run.look.now, attempt: run.journal.attempt, revision, from, to, why, metrics }
}
