//! A rollout that a controller carries out: the world of one run.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kgas_api::kubernetes::{Object, Place};
use kgas_engine::Millis;
use kgas_engine::rollout::Goal;
use kgas_engine::rollout::delegated::{Action, History, Problem, Seen, Spec, Step, Waiting, next};
use kgas_transport::{CallError, Clock};

use super::carrier::{Carrier, Wanted};
use super::record::Record;
use super::{observe, perform, say};
use crate::client::Client;
use crate::drive::{self, Steady};
use crate::resources::rollout::model::{Rollout, millis};
use crate::resources::rollout::native::{Fixed, Wire, refusals};

/// Milliseconds between two looks.
const EVERY: u64 = 1_000;

/// One run.
pub(super) struct World<'a> {
    pub(super) fixed: &'a Fixed,
    pub(super) carrier: Carrier,
    /// Nothing where it is only looked at, or to be destroyed.
    pub(super) wanted: Option<&'a Wanted>,
    pub(super) spec: Spec,
    pub(super) clock: &'a dyn Clock,
    steady: Steady<'a>,
    course: Mutex<Course>,
}

/// What only the run as a whole can tell.
#[derive(Default)]
pub(super) struct Course {
    history: History,
    said: Option<String>,
    /// Nothing of ours is left that is not wanted.
    pub(super) clean: bool,
}

/// What a look shows, with the objects that a write refers to.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    pub(super) seen: Seen,
    pub(super) journal: Option<Object>,
    pub(super) record: Record,
    /// Which of the parts is to be made or mended, and what is in its place.
    pub(super) unprepared: Option<(usize, Option<Object>)>,
    pub(super) workload: Option<Object>,
    /// What to delete first.
    pub(super) left: Option<Place>,
    /// The controller's words, see [`Record::said`].
    pub(super) said: String,
}

/// What is wanted of a run for `goal`.
pub(super) fn spec(model: &Rollout, wanted: Option<&Wanted>, goal: Goal, client: &Client) -> Spec {
    Spec {
        goal,
        revision: wanted.map(|wanted| wanted.revision.clone()).unwrap_or_default(),
        deadline: millis(model.workload.progress_deadline.get()),
        every: EVERY,
        poll_scale: client.poll_scale,
    }
}

impl<'a> World<'a> {
    /// A run that is about to look for the first time.
    pub(super) fn new(
        fixed: &'a Fixed,
        carrier: Carrier,
        wanted: Option<&'a Wanted>,
        spec: Spec,
        clock: &'a dyn Clock,
    ) -> Self {
        Self { fixed, carrier, wanted, spec, clock, steady: Steady::from_now(clock), course: Mutex::default() }
    }

    /// The same run, from now on for another goal.
    pub(super) fn now_for(self, goal: Goal) -> Self {
        Self { spec: Spec { goal, ..self.spec }, ..self }
    }

    pub(super) fn wire(&self) -> &Wire {
        match self.spec.goal {
            Goal::Deployed | Goal::Absent | Goal::DeadMan { .. } => &self.fixed.wire,
            Goal::Reverted | Goal::LetGo => &self.fixed.last_wire,
        }
    }

    pub(super) fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what a run waits for, when that is news.
    fn tell(&self, why: &Waiting) {
        let text = say::waiting(self, why);
        let mut course = self.course();
        if course.said.as_ref() != Some(&text) {
            tracing::info!(rollout = self.fixed.names.rollout(), engine = self.carrier.name(), "{text}");
            course.said = Some(text);
        }
    }
}

impl drive::World for World<'_> {
    type Seen = Look;
    type Action = Action;
    type Waiting = Waiting;
    type Problem = Problem;

    async fn observe(&self) -> Result<Look, CallError> {
        let mut look = observe::observe(self).await?;
        look.seen = self.course().history.note(&self.spec.revision, look.seen, self.steady.now());
        Ok(look)
    }

    fn next(&self, look: &Look, now: Millis) -> Step {
        let step = next(&self.spec, &look.seen, now);
        if let Step::Wait { why, .. } = &step {
            self.tell(why);
        }
        step
    }

    async fn perform(&self, action: &Action, look: &Look) -> Result<(), CallError> {
        self.course().history.sending(action, &look.seen);
        tracing::debug!(rollout = self.fixed.names.rollout(), action = ?action, "acting");
        perform::perform(self, action, look).await
    }

    fn is_setback(&self, err: &CallError) -> bool {
        refusals::is_setback(err) || err.may_pass()
    }

    fn pause(&self, setbacks: u32) -> Duration {
        refusals::pause(self.spec.poll_scale, setbacks)
    }
}
