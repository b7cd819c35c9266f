//! The decision: from what is wanted and seen to the next step.

mod dead_man;
mod destroy;
mod guard;
mod idle;
mod install;
mod keep;
mod lock;
mod progress;
mod ratio;
mod revert;
mod sides;
mod takeover;

use super::{Action, Goal, Journal, Phase, Problem, Routing, Seen, Spec, Step, Waiting};
use crate::Millis;

/// Milliseconds between two looks while something is on its way.
const PAUSE: u64 = 1_000;

/// What to do next.
#[must_use]
pub fn next(spec: &Spec, seen: &Seen, now: Millis) -> Step {
    let look = Look { spec, seen, now };
    let epoch = match lock::held(look) {
        Ok(epoch) => epoch,
        Err(step) => return step,
    };
    let Some(journal) = &seen.journal else {
        return if spec.goal == Goal::Absent { destroy::unwritten(look, epoch) } else { takeover::first(look, epoch) };
    };
    if journal.epoch != epoch {
        return takeover::over(look, journal, epoch);
    }
    let run = Run { look, journal, epoch };
    if let Some(action) = run.fence() {
        return Step::Do(action);
    }
    // Before anything else, the lock's renewal too.
    if let Some(step) = revert::first(run) {
        return step;
    }
    if lock::is_due(look) {
        return Step::Do(Action::Renew);
    }
    match spec.goal {
        Goal::Absent => destroy::next(run),
        Goal::LetGo => run.over(Problem::Interrupted { weight: run.journal.weight, reverted: false }),
        Goal::Reverted if !matches!(journal.phase, Phase::Reverting | Phase::Reverted) => {
            run.over(Problem::Interrupted { weight: run.journal.weight, reverted: false })
        }
        Goal::DeadMan { .. } => dead_man::next(run),
        Goal::Reverted | Goal::Deployed => match journal.phase {
            Phase::Installing => install::next(run),
            Phase::Idle => idle::next(run),
            Phase::Progressing => progress::next(run),
            Phase::Held => revert::held(run),
            Phase::Reverting | Phase::Reverted => revert::next(run),
            Phase::Keeping => keep::next(run),
        },
    }
}

/// Pods that carry all the traffic, as far as it is seen.
pub(super) fn whole(spec: &Spec, seen: &Seen) -> u32 {
    Look { spec, seen, now: Millis::default() }.whole()
}

/// The journal that a run begins with.
pub(super) fn journal(spec: &Spec, seen: &Seen) -> Journal {
    let look = Look { spec, seen, now: Millis::default() };
    let written = |step| match step {
        Step::Do(Action::Write(journal)) => Some(*journal),
        _ => None,
    };
    seen.journal.clone().or_else(|| written(takeover::first(look, 0))).unwrap_or_default()
}

/// Whether the wanted revision would come back without steps, if it were begun now.
pub(super) fn returns(spec: &Spec, seen: &Seen, journal: &Journal) -> bool {
    idle::returns(Look { spec, seen, now: Millis::default() }, journal)
}

/// What a decision is made of.
#[derive(Clone, Copy)]
struct Look<'a> {
    spec: &'a Spec,
    seen: &'a Seen,
    now: Millis,
}

impl Look<'_> {
    fn wait(self, why: Waiting) -> Step {
        Step::Wait { until: self.spec.poll_scale.until(self.now, PAUSE), why }
    }

    /// Waits no longer than until `until`.
    fn wait_until(self, until: Millis, why: Waiting) -> Step {
        let pause = self.spec.poll_scale.until(self.now, PAUSE);
        Step::Wait { until: pause.min(until.max(self.now.after(1))), why }
    }

    /// Whether `milliseconds`, as they are declared, have passed since `since`.
    fn passed(self, since: Millis, milliseconds: u64) -> bool {
        self.now >= self.spec.poll_scale.until(since, milliseconds)
    }

    fn is_routed(self) -> bool {
        self.spec.routing != Routing::Ratio
    }
}

/// A decision of the run that holds the lock.
#[derive(Clone, Copy)]
struct Run<'a> {
    look: Look<'a>,
    journal: &'a Journal,
    epoch: u64,
}

impl Run<'_> {
    /// Writes the journal as `change` makes it.
    fn write(self, change: impl FnOnce(&mut Journal)) -> Step {
        let mut journal = self.journal.clone();
        change(&mut journal);
        Step::Do(Action::Write(Box::new(journal)))
    }

    /// Lets the lock go, and only then ends with `problem`.
    fn over(self, problem: Problem) -> Step {
        match &self.look.seen.lease {
            Some(lease) if lease.holder.as_ref() == Some(&self.look.spec.holder) => Step::Do(Action::Release),
            _ => Step::Stuck(problem),
        }
    }
}
