//! Only one run acts.

use super::{Action, Goal, Look, Problem, Run, Step, Waiting, dead_man, idle, install};
use crate::rollout::{Phase, Resume};

/// The lock's epoch if this run holds it, or what to do about that.
pub(super) fn held(look: Look<'_>) -> Result<u64, Step> {
    let Look { spec, seen, .. } = look;
    let stops = matches!(spec.goal, Goal::Reverted | Goal::LetGo);
    let Some(lease) = &seen.lease else {
        if let Goal::DeadMan { .. } = spec.goal {
            return Err(Step::Done);
        }
        return Err(if stops { gone(look) } else { before(look).unwrap_or(Step::Do(Action::Acquire)) });
    };
    if lease.holder.as_ref() == Some(&spec.holder) {
        return Ok(lease.epoch);
    }
    if lease.was_ours {
        // It was let go by this run, or taken from it.
        return Err(match &lease.holder {
            Some(holder) if !lease.released => Step::Stuck(Problem::LockLost { holder: Some(holder.clone()) }),
            _ => after(look),
        });
    }
    if stops {
        return Err(gone(look));
    }
    if let Goal::DeadMan { after } = spec.goal {
        return Err(dead_man::watch(look, lease, after));
    }
    if let Some(step) = before(look) {
        return Err(step);
    }
    let Some(holder) = lease.holder.clone() else { return Err(Step::Do(Action::Acquire)) };
    // Declared times are waited as long as they are scaled; so is this one, by holder and successor alike.
    let scaled = |milliseconds: u64| spec.poll_scale.scaled(milliseconds);
    if lease.unchanged >= scaled(spec.lock.ttl) {
        return Err(Step::Do(Action::Acquire));
    }
    // Of a holder that was never seen alive it is found out first whether it is.
    if lease.waited >= scaled(spec.lock.wait) && lease.unchanged < lease.waited {
        return Err(Step::Stuck(Problem::Locked { holder }));
    }
    Err(look.wait(Waiting::Lock { holder }))
}

/// A third of the time in which others believe the holder to be alive has passed.
pub(super) fn is_due(look: Look<'_>) -> bool {
    let ttl = look.spec.poll_scale.scaled(look.spec.lock.ttl);
    look.seen.lease.as_ref().is_some_and(|lease| lease.unchanged >= ttl / 3)
}

/// What there is to say before the lock is asked for.
fn before(look: Look<'_>) -> Option<Step> {
    if let Some(what) = &look.seen.unusable {
        return Some(Step::Stuck(Problem::Unusable { what: what.clone() }));
    }
    if look.spec.goal == Goal::Absent {
        return super::destroy::is_over(look).then_some(Step::Done);
    }
    if idle::is_converged(look) {
        return Some(Step::Done);
    }
    let journal = look.seen.journal.as_ref()?;
    // A closed gate is told, or waited for, before anything is written.
    if matches!(journal.phase, Phase::Idle | Phase::Reverted)
        && journal.stable.as_ref().is_some_and(|stable| stable.revision != look.spec.revision)
        && let Some(step) = idle::gated(look)
    {
        return Some(step);
    }
    let unfinished = matches!(journal.phase, Phase::Progressing | Phase::Held);
    match &journal.candidate {
        Some(candidate) if unfinished && look.spec.resume == Resume::Manual => Some(Step::Stuck(Problem::Unfinished {
            revision: candidate.revision.clone(),
            step: journal.step + 1,
            weight: journal.weight,
        })),
        _ => None,
    }
}

/// How a run ends that has let the lock go.
fn after(look: Look<'_>) -> Step {
    let Some(journal) = &look.seen.journal else { return Step::Done };
    let interrupted = |reverted| Step::Stuck(Problem::Interrupted { weight: journal.weight, reverted });
    match (look.spec.goal, journal.phase, &journal.cause) {
        (Goal::DeadMan { .. }, Phase::Reverting, Some(cause)) => Step::Stuck(Problem::Reverted(cause.clone())),
        (Goal::Absent | Goal::DeadMan { .. }, ..) => Step::Done,
        (Goal::LetGo, ..) => interrupted(false),
        (_, Phase::Held, Some(cause)) => Step::Stuck(Problem::Held(cause.clone())),
        (Goal::Deployed, Phase::Reverted | Phase::Reverting, Some(cause)) => {
            Step::Stuck(Problem::Reverted(cause.clone()))
        }
        (Goal::Reverted, phase, _) => interrupted(matches!(phase, Phase::Reverting | Phase::Reverted)),
        (Goal::Deployed, Phase::Idle, _) if idle::is_converged(look) => Step::Done,
        (Goal::Deployed, Phase::Installing | Phase::Idle, _) => ended(Run { look, journal, epoch: journal.epoch }),
        _ => Step::Stuck(Problem::LockLost { holder: None }),
    }
}

/// What the run let the lock go for, which still stands.
fn ended(run: Run<'_>) -> Step {
    let step = if run.journal.phase == Phase::Idle { idle::next(run) } else { install::next(run) };
    match step {
        Step::Stuck(problem) => Step::Stuck(problem),
        // Somebody else changed something in between: what is wanted takes another run.
        _ => Step::Stuck(Problem::LockLost { holder: None }),
    }
}

/// Told to stop without the lock: there is nothing that this run could take back.
fn gone(look: Look<'_>) -> Step {
    let weight = look.seen.journal.as_ref().map_or(0, |journal| journal.weight);
    Step::Stuck(Problem::Interrupted { weight, reverted: false })
}
