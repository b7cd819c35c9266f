//! The dead man of a run: made by it, before its candidate gets traffic.

use kgas_engine::rollout::{Goal, Guard, Journal, Size};
use kgas_transport::CallError;

use super::look::{Found, find};
use super::payload::{Payload, bare};
use super::{Duty, MARGIN, Wanted, perform};
use crate::client::Client;
use crate::resources::rollout::model::Rollout;
use crate::resources::rollout::native::world::{Fixed, Look, World};
use crate::resources::rollout::wanted::{Operation, timeout};

/// The dead man that `model` asks for.
pub(in crate::resources::rollout::native) fn guard(model: &Rollout, fixed: &Fixed, client: &Client) -> Option<Wanted> {
    let (dead_man, image) = (model.dead_man.as_ref()?, model.in_cluster.as_ref()?);
    let size = fixed.spec(model, Goal::Deployed, "", client).size;
    let longest = timeout(model, Operation::Create).max(timeout(model, Operation::Update));
    // It ends when the run does; this is for one that nobody needs any more and that does not notice it.
    let time = longest + 2 * dead_man.after.get() + MARGIN;
    let model = guarded(model, size);
    let payload = Payload { owner: client.owner.clone(), revision: String::new(), time, model };
    Some(Wanted::new(Duty::DeadMan, image, &payload, fixed))
}

/// What a dead man has to know: where the traffic goes and how many pods carry it, and nothing of what they run.
fn guarded(model: &Rollout, size: Size) -> Rollout {
    let mut model = Rollout { analysis: None, gate: None, ..bare(model) };
    model.workload.pod_template = None;
    model.workload.image.clear();
    model.workload.ports = None;
    if let Size::Fixed(pods) = size {
        model.workload.replicas = Some(pods);
    }
    model
}

impl Wanted {
    /// The run of one attempt's dead man: what became of that of another says nothing about this one.
    fn run_of(&self, journal: Option<&Journal>) -> String {
        format!("{}-{}", self.run, journal.map_or(0, |journal| journal.attempt))
    }
}

/// Looks for it, if there shall be one.
///
/// # Errors
/// The call that failed.
pub(in crate::resources::rollout::native) async fn look(world: &World<'_>) -> Result<Option<Found>, CallError> {
    match &world.fixed.guard {
        Some(_) if world.spec.goal == Goal::Deployed => find(world.wire(), &world.fixed.names, Duty::DeadMan).await,
        _ => Ok(None),
    }
}

/// What was found, as decisions take it.
pub(in crate::resources::rollout::native) fn seen(
    fixed: &Fixed,
    found: Option<&Found>,
    journal: Option<&Journal>,
) -> Guard {
    let Some(run) = fixed.guard.as_ref().map(|wanted| wanted.run_of(journal)) else { return Guard::NotWanted };
    match found {
        Some(job) if job.object.is_deleting() => Guard::Coming { trouble: None },
        Some(job) if job.run() == run && !job.read.spec.suspend => match job.failure() {
            Some(why) => Guard::Failed { why },
            None if job.read.end().is_some() => Guard::Missing,
            None if job.stands() => Guard::Standing,
            None => Guard::Coming { trouble: job.trouble() },
        },
        _ => Guard::Missing,
    }
}

/// Makes it, goes on with making it, or takes away what stands in its place.
///
/// # Errors
/// The call that failed.
pub(in crate::resources::rollout::native) async fn stand(world: &World<'_>, look: &Look) -> Result<(), CallError> {
    let (wire, fixed) = (world.wire(), world.fixed);
    let Some(wanted) = &fixed.guard else { return Ok(()) };
    let wanted = &Wanted { run: wanted.run_of(look.seen.journal.as_ref()), ..wanted.clone() };
    match &look.guard {
        None => perform::make(wire, fixed, wanted, look.seen.journal.as_ref()).await.map(drop),
        Some(found) if found.run() == wanted.run && found.read.end().is_none() => {
            perform::furnish(wire, fixed, wanted, found).await
        }
        Some(found) => perform::remove(wire, fixed, Duty::DeadMan, found).await,
    }
}
