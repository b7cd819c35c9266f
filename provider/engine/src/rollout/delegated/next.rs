//! What to do next.

use super::{Action, Left, Pause, Problem, Report, Seen, Spec, Step, Waiting, Workload, revert, stop};
use crate::Millis;
use crate::rollout::{Cause, Ending, Entry, Goal, Journal, Phase, Revision, Side, Slot};

/// Milliseconds before another look where nothing says how long.
const PAUSE: u64 = 1_000;

/// Milliseconds of silence after which a controller is nudged, and again after as many. Argo Rollouts keeps what it wrote itself in
/// place of a change that came meanwhile, and does not see that before something else changes.
/// Source: <https://github.com/argoproj/argo-rollouts/blob/v1.9.1/rollout/controller.go>, `writeBackToInformer`.
const NUDGE: u64 = 15_000;

/// What to do next.
#[must_use]
pub fn next(spec: &Spec, seen: &Seen, now: Millis) -> Step {
    let look = Look { spec, seen, now };
    if let Some(what) = &seen.unusable {
        return Step::Stuck(Problem::Unusable { what: what.clone() });
    }
    match (spec.goal, &seen.journal) {
        (Goal::Absent, _) => absent(look),
        (Goal::LetGo | Goal::Reverted, None) => Step::Stuck(Problem::Interrupted { weight: 0, reverted: false }),
        (Goal::LetGo, Some(journal)) => Step::Stuck(Problem::Interrupted { weight: journal.weight, reverted: false }),
        (Goal::Reverted, Some(journal)) => stop::next(Run { look, journal }),
        (Goal::Deployed, None) => Step::Do(Action::Write(Box::new(Journal { entered: now, ..Journal::default() }))),
        (Goal::Deployed, Some(journal)) => deployed(Run { look, journal }),
        // The controller outlives every run.
        (Goal::DeadMan { .. }, _) => Step::Done,
    }
}

/// What a decision is made from.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) spec: &'a Spec,
    pub(super) seen: &'a Seen,
    pub(super) now: Millis,
}

/// The same of a rollout that has a journal.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    pub(super) look: Look<'a>,
    pub(super) journal: &'a Journal,
}

impl Look<'_> {
    pub(super) fn wait(self, why: Waiting) -> Step {
        let until = self.spec.poll_scale.until(self.now, self.spec.every.min(PAUSE));
        Step::Wait { until, why }
    }

    /// The controller has not taken up what it was brought, and is still waited for.
    pub(super) fn unheard(self) -> Step {
        let run = &self.seen.run;
        let patience = self.spec.poll_scale.scaled(NUDGE.saturating_mul(run.nudged + 1));
        if run.silent >= patience { Step::Do(Action::Nudge) } else { self.wait(Waiting::Controller) }
    }

    /// Whether so many milliseconds are more than may pass.
    pub(super) fn is_over(self, milliseconds: u64) -> bool {
        milliseconds >= self.spec.poll_scale.scaled(self.spec.deadline)
    }
}

impl Run<'_> {
    pub(super) fn workload(&self) -> Option<&Workload> {
        self.look.seen.workload.as_ref()
    }

    /// The revision that the workload says.
    pub(super) fn is(&self) -> Option<&Revision> {
        self.workload()?.revision.as_ref()
    }

    pub(super) fn stable(&self) -> Option<&Revision> {
        self.journal.stable.as_ref().map(|stable| &stable.revision)
    }

    /// Writes the journal as `change` makes it.
    pub(super) fn write(self, change: impl FnOnce(&mut Journal)) -> Step {
        let mut journal = self.journal.clone();
        change(&mut journal);
        Step::Do(Action::Write(Box::new(journal)))
    }

    /// A line of the evidence, if the weight changes.
    pub(super) fn entry(self, to: u32, why: String) -> Option<Entry> {
        let from = self.journal.weight;
        let revision = self.journal.candidate.as_ref()?.revision.clone();
        let attempt = self.journal.attempt;
        let metrics = std::collections::BTreeMap::new();
        (from != to).then_some(Entry { at: self.look.now, attempt, revision, from, to, why, metrics })
    }

    /// All traffic goes to what the workload says: it is the stable revision from now on.
    pub(super) fn promoted(self, revision: &Revision) -> Step {
        let entry = self.entry(100, "all steps are done".to_owned());
        let brought = self.journal.candidate.as_ref().is_some_and(|candidate| candidate.revision == *revision);
        let ending = if brought { Ending::Promoted } else { Ending::Superseded };
        let now = self.look.now;
        self.write(|journal| {
            if let Some(entry) = entry.filter(|_| brought) {
                *journal = std::mem::take(journal).with(entry);
            }
            *journal = std::mem::take(journal).ended(ending, now);
            journal.stable = Some(Side { slot: Slot::A, revision: revision.clone() });
            at_rest(journal, now);
        })
    }
}

/// Nothing is under way.
pub(super) fn at_rest(journal: &mut Journal, now: Millis) {
    journal.phase = Phase::Idle;
    journal.candidate = None;
    journal.cause = None;
    journal.step = 0;
    journal.weight = 0;
    journal.baking = None;
    journal.entered = now;
}

fn deployed(run: Run<'_>) -> Step {
    let (look, journal) = (run.look, run.journal);
    let Look { spec, seen, .. } = look;
    match (journal.phase, &journal.cause) {
        (Phase::Reverting, _) => return revert::next(run),
        (Phase::Reverted, Some(cause)) if seen.run.reverting => {
            return Step::Stuck(Problem::Reverted(cause.clone()));
        }
        _ => {}
    }
    let Some(workload) = &seen.workload else {
        return if seen.unprepared { Step::Do(Action::Prepare) } else { Step::Do(Action::Deploy) };
    };
    if let (Report::Serving, Some(revision)) = (&workload.report, &workload.revision)
        && run.stable() != Some(revision)
    {
        return run.promoted(revision);
    }
    if workload.revision.as_ref() != Some(&spec.revision) {
        return another(run, workload);
    }
    if seen.unprepared {
        return Step::Do(Action::Prepare);
    }
    if !workload.as_wanted {
        return Step::Do(Action::Deploy);
    }
    there(run, workload)
}

/// The workload says another revision than the wanted one.
fn another(run: Run<'_>, workload: &Workload) -> Step {
    let (look, journal) = (run.look, run.journal);
    let Look { spec, seen, .. } = look;
    if seen.run.deployed {
        return Step::Stuck(Problem::Superseded { by: workload.revision.clone() });
    }
    if let Report::UnderWay { step, weight, promotes: true, says, .. } = &workload.report {
        return look.wait(Waiting::Step { step: *step, weight: *weight, says: says.clone() });
    }
    let Some(stable) = run.stable() else {
        // A first version that is still on its way is not changed under the controller's hands.
        return match &workload.report {
            Report::Unheard if look.is_over(seen.run.silent) => Step::Stuck(Problem::Silent),
            Report::Unheard => look.unheard(),
            Report::UnderWay { .. } => look.wait(Waiting::Controller),
            Report::Serving | Report::Failed { .. } if seen.unprepared => Step::Do(Action::Prepare),
            Report::Serving | Report::Failed { .. } => Step::Do(Action::Deploy),
        };
    };
    if *stable == spec.revision {
        return revert::because(run, Cause::Superseded { by: spec.revision.clone() });
    }
    if seen.unprepared {
        return Step::Do(Action::Prepare);
    }
    let candidate = journal.candidate.as_ref().map(|candidate| &candidate.revision);
    if journal.phase == Phase::Progressing && candidate == Some(&spec.revision) {
        return Step::Do(Action::Deploy);
    }
    begin(run)
}

/// Begins an attempt with the wanted revision.
fn begin(run: Run<'_>) -> Step {
    let (now, revision) = (run.look.now, run.look.spec.revision.clone());
    let unfinished = run.journal.phase == Phase::Progressing;
    let entry = run.entry(0, format!("revision {} is wanted instead", revision.0)).filter(|_| unfinished);
    run.write(|journal| {
        if let Some(entry) = entry {
            *journal = std::mem::take(journal).with(entry);
        }
        if unfinished {
            *journal = std::mem::take(journal).ended(Ending::Superseded, now);
        }
        at_rest(journal, now);
        journal.phase = Phase::Progressing;
        journal.candidate = Some(Side { slot: Slot::B, revision });
        journal.attempt += 1;
        journal.began = now;
    })
}

/// The workload says the wanted revision: what does the controller say of it?
fn there(run: Run<'_>, workload: &Workload) -> Step {
    let (look, journal) = (run.look, run.journal);
    let Look { spec, seen, now } = look;
    let is_stable = run.stable() == Some(&spec.revision);
    let is_candidate = journal.stable.is_some() && !is_stable;
    match &workload.report {
        Report::Serving if journal.phase != Phase::Idle => run.write(|journal| at_rest(journal, now)),
        Report::Serving => match seen.left {
            Left::Something => Step::Do(Action::Clean),
            Left::Nothing | Left::Leaving => Step::Done,
        },
        Report::Unheard if look.is_over(seen.run.silent) => {
            if is_candidate {
                let why = "the controller has not taken it up".to_owned();
                return revert::because(run, Cause::NoVerdict { step: journal.step + 1, why });
            }
            Step::Stuck(Problem::Silent)
        }
        Report::Unheard => look.unheard(),
        Report::Failed { cause } if is_candidate => revert::because(run, cause.clone()),
        Report::Failed { cause } => Step::Stuck(Problem::NotInstalled { says: cause.to_string() }),
        Report::UnderWay { pause: Some(Pause::Data { why }), .. }
            if !is_candidate && look.is_over(seen.run.stopped) =>
        {
            Step::Stuck(Problem::NotInstalled { says: why.clone() })
        }
        Report::UnderWay { step, weight, says, .. } if !is_candidate => {
            look.wait(Waiting::Step { step: *step, weight: *weight, says: says.clone() })
        }
        // Whoever began it, it is under way.
        Report::UnderWay { .. }
            if journal.phase != Phase::Progressing
                || journal.candidate.as_ref().is_none_or(|candidate| candidate.revision != spec.revision) =>
        {
            begin(run)
        }
        Report::UnderWay { step, weight, .. }
            if (journal.step, journal.weight) != (step.saturating_sub(1), *weight) || journal.baking.is_none() =>
        {
            let entry = run.entry(*weight, format!("step {step}"));
            run.write(|journal| {
                if let Some(entry) = entry {
                    *journal = std::mem::take(journal).with(entry);
                }
                journal.step = step.saturating_sub(1);
                journal.weight = *weight;
                journal.entered = now;
                journal.baking = Some(now);
            })
        }
        Report::UnderWay { step, weight, pause, says, .. } => match pause {
            Some(Pause::Approval { weight }) if seen.approved == Some((journal.attempt, *weight)) => {
                Step::Do(Action::Resume)
            }
            Some(Pause::Approval { weight }) => look.wait(Waiting::Approval {
                revision: spec.revision.clone(),
                attempt: journal.attempt,
                weight: *weight,
            }),
            Some(Pause::Data { why }) if look.is_over(seen.run.stopped) => {
                revert::because(run, Cause::NoVerdict { step: *step, why: why.clone() })
            }
            Some(Pause::Data { why }) => look.wait(Waiting::Verdict { why: why.clone() }),
            None => look.wait(Waiting::Step { step: *step, weight: *weight, says: says.clone() }),
        },
    }
}

/// Nothing of it is left.
fn absent(look: Look<'_>) -> Step {
    match look.seen.left {
        Left::Something => Step::Do(Action::Clean),
        Left::Leaving => look.wait(Waiting::Leaving),
        Left::Nothing if look.seen.journal.is_some() => Step::Do(Action::Forget),
        Left::Nothing => Step::Done,
    }
}
