//! A rollout in its container: the same run as in the process that Terraform starts, until it is over or told to stop.

use std::sync::Arc;
use std::time::Duration;

use kgas_api::kubernetes::{Kind, get};
use kgas_engine::rollout::job::{Ask, Report};
use kgas_engine::rollout::{Goal, Problem};
use tfplugin_rs::{Context, Stopper};

use super::command::{Close, terminated, words};
use super::payload::Payload;
use super::{Duty, HOLDER, STOP};
use crate::client::Client;
use crate::drive::{Why, drive, let_go};
use crate::resources::rollout::model::millis;
use crate::resources::rollout::native::{Fixed, Purpose, World};
use crate::resources::rollout::resource::{Ended, holder, told};

/// How often the Job is asked whether its run is to stop.
const HEAR: Duration = Duration::from_secs(1);

/// Who stops a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The apply that looks on, or one that wants something else.
    Asked(Ask),
    /// Kubernetes, which starts another pod.
    Kubernetes,
}

/// Carries the rollout out.
pub(super) async fn run(payload: &Payload, client: Arc<Client>) -> Close {
    let stopper = Stopper::default();
    let context = Context { client: Arc::clone(&client), stop: stopper.listen() };
    let fixed = match Fixed::new(&payload.model, Purpose::Deploy, &context).await {
        Ok(fixed) => fixed,
        Err(told) => return Close::Again(words(&told)),
    };
    let clock = &*client.clock;
    let spec = fixed.spec(&payload.model, Goal::Deployed, &holder(HOLDER, &client), &client);
    let revision = spec.revision.0.clone();
    let world = World::new(&fixed, spec, clock);
    let (end, by) = {
        let mut work = Box::pin(drive(&world, clock, &context.stop, payload.time));
        let heard = async {
            tokio::select! {
                () = terminated() => By::Kubernetes,
                ask = asks(&fixed, &world) => By::Asked(ask),
            }
        };
        tokio::select! {
            end = &mut work => (end, None),
            by = heard => {
                stopper.stop();
                (work.await, Some(by))
            }
        }
    };
    let goal = match by {
        Some(By::Asked(Ask::Hold) | By::Kubernetes) => Goal::LetGo,
        Some(By::Asked(Ask::Rollback)) | None => Goal::Reverted,
    };
    let end = Box::pin(let_go(&world.now_for(goal), clock, end)).await;
    if matches!(end.why, Why::Done) && revision != payload.revision {
        let why = format!("What the pods read has changed since the apply looked, and revision {revision} was brought");
        return Close::Over(Some(Report::Failed(why)));
    }
    closed(&end, by, &context)
}

fn closed(end: &Ended, by: Option<By>, context: &Context<Client>) -> Close {
    match &end.why {
        Why::Done => Close::Over(None),
        _ if by == Some(By::Kubernetes) => Close::Again("The pod was ended".to_owned()),
        Why::Stuck(problem) => Close::Over(Some(Report::Stuck(problem.clone()))),
        // Nothing could be said any more: whoever comes next finds the journal as it is.
        Why::Stopped => Close::Over(Some(Report::Stuck(Problem::LockLost { holder: None }))),
        Why::TimedOut(_) => Close::Over(Some(Report::Failed(words(&told(&end.why, end, context))))),
        // Its rights may take a moment to be known everywhere.
        Why::Unseen(err) if !end.acted => Close::Again(err.to_string()),
        Why::Failed(err) | Why::Unseen(err) if err.may_pass() => Close::Again(err.to_string()),
        Why::Failed(err) | Why::Unseen(err) => Close::Over(Some(Report::Failed(err.to_string()))),
    }
}

/// Resolves when somebody has asked the Job to stop.
async fn asks(fixed: &Fixed, world: &World<'_>) -> Ask {
    let place = Duty::Run.place(&fixed.names, Kind::JOB);
    let pause = world.spec.poll_scale.scaled(millis(HEAR));
    loop {
        if let Ok(Some(job)) = fixed.last_wire.call(get::request(&place)).await
            && let Some(word) = job.annotation(STOP)
        {
            return Ask::of(word);
        }
        world.clock.sleep(Duration::from_millis(pause)).await;
    }
}
