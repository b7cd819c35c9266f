//! A rollout that a Job in the cluster carries out, as the apply sees it that asked for it: the Job is made, watched, and told
//! to stop. What becomes of the candidate is the business of the run in the Job, which decides as every other run does.

use serde::{Deserialize, Serialize};

use super::{Goal, Journal, Phase, Problem, Seen, Spec, Waiting};
use crate::{Millis, Step};

/// What an apply does next about a Job.
pub type Next = Step<Action, Waiting, Problem>;

/// Milliseconds between two looks.
const PAUSE: u64 = 1_000;

/// One thing done about a Job. Each may be done twice without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make it, asleep: what its pods need belongs to it, so that it goes with it.
    Make,
    /// Make what its pods need, and wake it.
    Furnish,
    /// Ask its run to stop.
    Ask(Ask),
    /// Delete it, with everything that belongs to it.
    Remove,
}

/// How a run is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The candidate's traffic is taken back.
    Rollback,
    /// The candidate stays where it is.
    Hold,
}

impl Ask {
    /// As it is written on the Job.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rollback => "rollback",
            Self::Hold => "hold",
        }
    }

    /// What `word` asks for; whatever is not known asks for as little as can be.
    #[must_use]
    pub fn of(word: &str) -> Self {
        if word == Self::Rollback.word() { Self::Rollback } else { Self::Hold }
    }
}

/// What a look shows of the Job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The run that it was made for.
    pub run: String,
    /// How far it is.
    pub state: State,
    /// What it was asked.
    pub asked: Option<Ask>,
    /// This apply made it, or has seen it at the work that is wanted.
    pub watched: bool,
}

/// How far a Job is.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It was not woken yet.
    Asleep,
    /// No pod of it runs.
    Idle {
        /// Why, in Kubernetes' words.
        trouble: Option<String>,
        /// Milliseconds for which this apply has seen it so.
        unchanged: u64,
    },
    /// A pod of it runs.
    Runs,
    /// It is over.
    Over(Over),
    /// It is being deleted.
    Going,
}

/// How a Job ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Over {
    /// Why it failed, in Kubernetes' words; nothing where it did not.
    pub failed: Option<String>,
    /// What its run said last.
    pub report: Option<Report>,
}

/// What a run in a Job says when it ends without having reached its goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// There was no way on.
    Stuck(Problem),
    /// Something else, as a sentence without its full stop.
    Failed(String),
}

/// What to do next.
///
/// * `spec`: what is wanted, by the apply. Its holder is the apply, which never takes the lock.
/// * `run`: what is wanted, as a Job says what it was made for.
/// * `seen`: of the rollout. Without metrics and gates: to ask these is the Job's business.
#[must_use]
pub fn next(spec: &Spec, run: &str, job: Option<&Job>, seen: &Seen, now: Millis) -> Next {
    let look = Look { spec, seen, now };
    match spec.goal {
        Goal::Deployed => look.deployed(run, job),
        Goal::Reverted => look.stopped(job, Ask::Rollback),
        Goal::LetGo => look.stopped(job, Ask::Hold),
        Goal::Absent => look.removed(job),
        Goal::DeadMan { .. } => Step::Done,
    }
}

#[derive(Clone, Copy)]
struct Look<'a> {
    spec: &'a Spec,
    seen: &'a Seen,
    now: Millis,
}

impl Look<'_> {
    fn deployed(self, run: &str, job: Option<&Job>) -> Next {
        let Some(job) = job else {
            // What needs no run needs no Job.
            return match super::next(self.spec, self.seen, self.now) {
                Step::Done => Step::Done,
                Step::Stuck(problem) => Step::Stuck(problem),
                Step::Do(_) | Step::Wait { .. } => Step::Do(Action::Make),
            };
        };
        match &job.state {
            State::Going => self.wait(Waiting::JobEnds),
            State::Over(over) if job.watched => self.result(over),
            // Nobody waits for what it said any more; what it did is in the journal.
            State::Over(_) => Step::Do(Action::Remove),
            _ if job.run != run || job.asked.is_some() => self.stop(job, Ask::Hold),
            State::Asleep => Step::Do(Action::Furnish),
            State::Runs => self.wait(self.carried()),
            State::Idle { trouble, unchanged } => {
                let patience = self.spec.poll_scale.scaled(self.spec.progress_deadline);
                if *unchanged < patience {
                    return self.wait(Waiting::Job { trouble: trouble.clone() });
                }
                let trouble = trouble.as_ref().map(|trouble| format!(": {trouble}")).unwrap_or_default();
                Step::Stuck(Problem::JobFailed { why: format!("No pod of it runs{trouble}") })
            }
        }
    }

    fn stopped(self, job: Option<&Job>, ask: Ask) -> Next {
        let Some(job) = job else { return Step::Stuck(self.interrupted()) };
        let State::Over(over) = &job.state else { return self.stop(job, ask) };
        match self.result(over) {
            // That it was told to stop is no failure of the Job.
            Step::Stuck(Problem::JobFailed { .. }) => Step::Stuck(self.interrupted()),
            step => step,
        }
    }

    fn removed(self, job: Option<&Job>) -> Next {
        job.map_or(Step::Done, |job| self.stop(job, Ask::Hold))
    }

    /// Has a Job end, and go. One that has no pod hears nothing.
    fn stop(self, job: &Job, ask: Ask) -> Next {
        match job.state {
            State::Asleep | State::Idle { .. } | State::Over(_) => Step::Do(Action::Remove),
            State::Runs if job.asked.is_none() => Step::Do(Action::Ask(ask)),
            State::Runs | State::Going => self.wait(Waiting::JobEnds),
        }
    }

    /// What came of a Job that is over.
    fn result(self, over: &Over) -> Next {
        let journal = self.seen.journal.as_ref();
        let brought = |journal: &Journal| {
            journal.phase == Phase::Idle
                && journal.stable.as_ref().is_some_and(|stable| stable.revision == self.spec.revision)
        };
        if journal.is_some_and(brought) {
            return Step::Done;
        }
        let problem = match &over.report {
            Some(Report::Stuck(problem)) => problem.clone(),
            Some(Report::Failed(why)) => Problem::JobFailed { why: why.clone() },
            // Its last words may be lost with its pod; the journal is not.
            None => match journal.map(|journal| (journal.phase, &journal.cause)) {
                Some((Phase::Reverted | Phase::Reverting, Some(cause))) if over.failed.is_none() => {
                    Problem::Reverted(cause.clone())
                }
                Some((Phase::Held, Some(cause))) if over.failed.is_none() => Problem::Held(cause.clone()),
                _ => {
                    let why = over.failed.clone().unwrap_or_else(|| "It ended and did not say how".to_owned());
                    Problem::JobFailed { why }
                }
            },
        };
        Step::Stuck(problem)
    }

    /// What the run in the Job waits for, as far as that shows: what a run would that had its lock.
    fn carried(self) -> Waiting {
        let Some(holder) = self.seen.lease.as_ref().and_then(|lease| lease.holder.clone()) else {
            return Waiting::Seeing;
        };
        match super::next(&Spec { holder, ..self.spec.clone() }, self.seen, self.now) {
            Step::Wait { why, .. } => why,
            Step::Do(_) | Step::Done | Step::Stuck(_) => Waiting::Seeing,
        }
    }

    fn interrupted(self) -> Problem {
        let journal = self.seen.journal.as_ref();
        let reverted = journal.is_some_and(|journal| matches!(journal.phase, Phase::Reverting | Phase::Reverted));
        Problem::Interrupted { weight: journal.map_or(0, |journal| journal.weight), reverted }
    }

    fn wait(self, why: Waiting) -> Next {
        Step::Wait { until: self.spec.poll_scale.until(self.now, PAUSE), why }
    }
}
