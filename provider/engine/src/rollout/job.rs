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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Job {
    /// The run that it was made for.
    pub run: String,
    /// It was not woken yet.
    pub asleep: bool,
    /// It is being deleted.
    pub deleting: bool,
    /// A pod of it runs.
    pub runs: bool,
    /// What it was asked.
    pub asked: Option<Ask>,
    /// It is over.
    pub over: Option<Over>,
    /// Why no pod runs, in Kubernetes' words.
    pub trouble: Option<String>,
    /// Milliseconds for which this apply has seen no pod running.
    pub idle: u64,
    /// This apply made it, or has seen it at the work that is wanted.
    pub watched: bool,
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
        if job.deleting {
            return self.wait(Waiting::JobEnds);
        }
        match &job.over {
            Some(over) if job.watched => return self.result(over),
            // Nobody waits for what it said any more; what it did is in the journal.
            Some(_) => return Step::Do(Action::Remove),
            None => {}
        }
        if job.run != run || job.asked.is_some() {
            return self.stop(job, Ask::Hold);
        }
        if job.asleep {
            return Step::Do(Action::Furnish);
        }
        if job.runs {
            return self.wait(self.carried());
        }
        let trouble = job.trouble.clone();
        if job.idle >= self.spec.poll_scale.until(Millis(0), self.spec.progress_deadline).0 {
            let why = trouble
                .map_or_else(|| "No pod of it runs".to_owned(), |trouble| format!("No pod of it runs: {trouble}"));
            return Step::Stuck(Problem::JobFailed { why });
        }
        self.wait(Waiting::Job { trouble })
    }

    fn stopped(self, job: Option<&Job>, ask: Ask) -> Next {
        match job {
            None => Step::Stuck(self.interrupted()),
            Some(job) if job.deleting => self.wait(Waiting::JobEnds),
            Some(Job { over: Some(over), .. }) => match self.result(over) {
                // That it was told to stop is no failure of the Job.
                Step::Stuck(Problem::JobFailed { .. }) => Step::Stuck(self.interrupted()),
                step => step,
            },
            Some(job) => self.stop(job, ask),
        }
    }

    fn removed(self, job: Option<&Job>) -> Next {
        match job {
            None => Step::Done,
            Some(job) if job.deleting => self.wait(Waiting::JobEnds),
            Some(Job { over: Some(_), .. }) => Step::Do(Action::Remove),
            Some(job) => self.stop(job, Ask::Hold),
        }
    }

    /// Has a Job end. One that has no pod hears nothing.
    fn stop(self, job: &Job, ask: Ask) -> Next {
        match job.asked {
            _ if !job.runs => Step::Do(Action::Remove),
            None => Step::Do(Action::Ask(ask)),
            Some(_) => self.wait(Waiting::JobEnds),
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
