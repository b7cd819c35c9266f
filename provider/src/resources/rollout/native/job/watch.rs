//! An apply whose rollout is carried out by a Job: it makes the Job, looks on, and has it stop.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kgas_engine::rollout::job::{self, Action, State};
use kgas_engine::rollout::{Goal, Problem, Spec, Waiting};
use kgas_engine::{Millis, Step};
use kgas_transport::{CallError, Clock};
use tfplugin_rs::Context;

use super::look::{Found, find};
use super::payload::{Payload, bare};
use super::{Duty, Wanted, perform};
use crate::client::Client;
use crate::drive::{self, End, EndOf, Why, drive, let_go};
use crate::resources::rollout::model::Rollout;
use crate::resources::rollout::native::world::{Fixed, Look, World};
use crate::resources::rollout::resource::{Ended, after};

/// One apply that looks on.
struct Watch<'a> {
    world: World<'a>,
    /// Nothing where it is only to end.
    wanted: Option<&'a Wanted>,
    course: Mutex<Course>,
}

/// What only this apply can tell.
#[derive(Default)]
struct Course {
    /// The Job that this apply made, or has seen at the work that is wanted.
    watched: Option<String>,
    /// Since when no pod of it runs.
    idle: Option<Millis>,
}

/// What a look shows.
struct Seen {
    look: Look,
    found: Option<Found>,
    job: Option<job::Job>,
}

impl<'a> Watch<'a> {
    fn new(fixed: &'a Fixed, wanted: Option<&'a Wanted>, spec: Spec, clock: &'a dyn Clock) -> Self {
        Self { world: World::new(fixed, spec, clock), wanted, course: Mutex::default() }
    }

    fn now_for(self, goal: Goal) -> Self {
        Self { world: self.world.now_for(goal), ..self }
    }

    fn course(&self) -> MutexGuard<'_, Course> {
        self.course.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) -> &str {
        self.wanted.map(|wanted| wanted.run.as_str()).unwrap_or_default()
    }

    fn job(&self, found: &Found) -> job::Job {
        let (now, uid) = (self.world.steady.now(), found.object.uid());
        let mut course = self.course();
        let since = course.idle.filter(|_| !found.runs()).unwrap_or(now);
        course.idle = Some(since);
        let mut job = found.job(now.0.saturating_sub(since.0));
        let works = matches!(job.state, State::Asleep | State::Idle { .. } | State::Runs);
        if works && job.asked.is_none() && job.run == self.run() {
            course.watched = uid.map(str::to_owned);
        }
        job.watched = uid.is_some() && course.watched.as_deref() == uid;
        job
    }
}

impl drive::World for Watch<'_> {
    type Seen = Seen;
    type Action = Action;
    type Waiting = Waiting;
    type Problem = Problem;

    async fn observe(&self) -> Result<Seen, CallError> {
        let world = &self.world;
        let (mut look, found) = tokio::try_join!(world.look(), find(world.wire(), &world.fixed.names, Duty::Run))?;
        let found = found.and_then(|found| found.ours(|job| world.fixed.is_ours(job), &mut look.seen));
        let job = found.as_ref().map(|found| self.job(found));
        Ok(Seen { look, found, job })
    }

    fn next(&self, seen: &Seen, now: Millis) -> job::Next {
        let step = job::next(&self.world.spec, self.run(), seen.job.as_ref(), &seen.look.seen, now);
        if let Step::Wait { why, .. } = &step {
            // What else there is to tell, the run in the Job tells.
            drop(self.world.say(&seen.look.seen, why, now));
        }
        step
    }

    async fn perform(&self, action: &Action, seen: &Seen) -> Result<(), CallError> {
        let (wire, fixed) = (self.world.wire(), self.world.fixed);
        tracing::debug!(rollout = fixed.names.rollout(), ?action, "acting on the Job");
        match (action, &seen.found, self.wanted) {
            (Action::Make, None, Some(wanted)) => {
                let uid = perform::make(wire, fixed, wanted, seen.look.seen.journal.as_ref()).await?;
                *self.course() = Course { watched: uid, idle: None };
                Ok(())
            }
            (Action::Furnish, Some(found), Some(wanted)) => perform::furnish(wire, fixed, wanted, found).await,
            (Action::Ask(ask), Some(found), _) => perform::ask(wire, fixed, Duty::Run, found, *ask).await,
            (Action::Remove, Some(found), _) => perform::remove(wire, fixed, Duty::Run, found).await,
            (Action::Make | Action::Furnish | Action::Ask(_) | Action::Remove, ..) => Ok(()),
        }
    }

    fn is_setback(&self, err: &CallError) -> bool {
        self.world.is_setback(err)
    }

    fn pause(&self, setbacks: u32) -> Duration {
        self.world.pause(setbacks)
    }
}

/// The Job that is to bring what `model` wants within `time`.
///
/// * `model`: with its credentials, as the configuration has them.
fn wanted(model: &Rollout, fixed: &Fixed, spec: &Spec, time: Duration, client: &Client) -> Option<Wanted> {
    let image = model.in_cluster.as_ref()?;
    let (owner, revision) = (client.owner.clone(), spec.revision.0.clone());
    let payload = Payload { owner, revision, time, model: bare(model) };
    let token = model.analysis.as_ref().and_then(|analysis| analysis.prometheus.bearer_token_wo.as_ref());
    let bearer_token = token.map(|token| token.secret().clone());
    Some(Wanted { bearer_token, ..Wanted::new(Duty::Run, image, &payload, fixed) })
}

/// Has a Job bring what `spec` wants, and looks on until it has.
///
/// * `model`: with its credentials, as the configuration has them.
/// * `time`: how long that may take.
pub(in crate::resources::rollout) async fn by_job(
    fixed: &Fixed,
    model: &Rollout,
    spec: Spec,
    time: Duration,
    context: &Context<Client>,
) -> Ended {
    let clock = &*context.client.clock;
    let wanted = wanted(model, fixed, &spec, time, &context.client);
    let watch = Watch::new(fixed, wanted.as_ref(), spec, clock);
    let mut end = drive(&watch, clock, &context.stop, time).await;
    // An apply that cannot see the Job any more leaves it alone, and so does one whose Terraform was killed.
    if matches!(end.why, Why::Stopped | Why::TimedOut(_)) && !context.stop.is_abandoned() {
        let watch = watch.now_for(after(&end.why, model.on_interrupt));
        end = Box::pin(let_go(&watch, clock, end)).await;
        let step = end.seen.as_ref().map(|seen| drive::World::next(&watch, seen, watch.world.steady.now()));
        end.why = match (step, end.why) {
            // It was over before it heard.
            (Some(Step::Done), Why::Stopped | Why::TimedOut(_)) => Why::Done,
            (_, Why::Stopped) => {
                Why::Stuck(Problem::JobFailed { why: "It was asked to stop, and has not ended yet".to_owned() })
            }
            (_, why) => why,
        };
    }
    clean(fixed, &end).await;
    looked(end)
}

/// The same end, of what the rollout alone shows.
fn looked(end: EndOf<Watch<'_>>) -> Ended {
    End { seen: end.seen.map(|seen| seen.look), acted: end.acted, why: end.why }
}

/// What is over goes. Where that fails, Kubernetes does it an hour later, and the next apply before that.
async fn clean(fixed: &Fixed, end: &EndOf<Watch<'_>>) {
    let Some(Seen { found: Some(found), job: Some(job), .. }) = &end.seen else { return };
    let is_over = match job.state {
        State::Over(_) => true,
        State::Asleep | State::Idle { .. } => matches!(end.why, Why::Stuck(Problem::JobFailed { .. })),
        State::Runs | State::Going => false,
    };
    if is_over && let Err(err) = perform::remove(&fixed.last_wire, fixed, Duty::Run, found).await {
        tracing::warn!(%err, "the Job is over and was not removed");
    }
}

/// Has a Job end that is at work on a rollout which is to go.
///
/// # Errors
/// How it ended otherwise.
pub(in crate::resources::rollout) async fn ended(
    fixed: &Fixed,
    spec: Spec,
    time: Duration,
    context: &Context<Client>,
) -> Result<(), Ended> {
    let clock = &*context.client.clock;
    let watch = Watch::new(fixed, None, spec, clock);
    let end = drive(&watch, clock, &context.stop, time).await;
    match end.why {
        Why::Done => Ok(()),
        why => Err(looked(End { why, ..end })),
    }
}
