//! The dead man in his container: he looks, says that he can, and waits.

use std::sync::Arc;
use std::time::Duration;

use kgas_api::kubernetes::{Kind, Write, merge_patch};
use kgas_engine::rollout::job::Report;
use kgas_engine::rollout::{Goal, Resume, Spec};
use kgas_transport::CallError;
use serde_json::json;
use tfplugin_rs::{Context, Stop};

use super::command::{Close, terminated, words};
use super::payload::Payload;
use super::{Duty, STANDS};
use crate::client::Client;
use crate::drive::{Why, World as _, drive};
use crate::resources::rollout::model::millis;
use crate::resources::rollout::native::marks::MANAGER;
use crate::resources::rollout::native::{Fixed, Purpose, World};
use crate::resources::rollout::resource::{Ended, holder};

/// How long a dead man that is told to end may go on with what it has begun.
const GRACE: Duration = Duration::from_secs(5);
/// For how many setbacks an outage of the API counts.
const AGAIN: u32 = 10;

/// Stands by until the run is over, or dead.
pub(super) async fn dead_man(payload: &Payload, client: Arc<Client>) -> Close {
    let context = Context { client: Arc::clone(&client), stop: Stop::never() };
    let Some(after) = payload.model.dead_man.as_ref().map(|dead_man| millis(dead_man.after.get())) else {
        return Close::Hopeless("There is no `dead_man` in what the apply has written".to_owned());
    };
    let fixed = match Fixed::new(&payload.model, Purpose::Look, &context).await {
        Ok(fixed) => fixed,
        Err(told) => return Close::Again(words(&told)),
    };
    let spec = fixed.spec(&payload.model, Goal::DeadMan { after }, &holder("dead-man", &client), &client);
    let clock = &*client.clock;
    let world = World::new(&fixed, Spec { resume: Resume::Auto, ..spec }, clock);
    let work = async {
        stand_by(&world).await?;
        let begun = clock.monotonic();
        loop {
            let left = payload.time.saturating_sub(clock.monotonic().saturating_sub(begun));
            let end = drive(&world, clock, &context.stop, left).await;
            match &end.why {
                // An outage of the API is when a run falls silent.
                Why::Unseen(err) | Why::Failed(err) if err.may_pass() && !left.is_zero() => {
                    tracing::warn!(%err, "looking again");
                    clock.sleep(world.pause(AGAIN)).await;
                }
                _ => return Ok(end),
            }
        }
    };
    let end: Result<Ended, CallError> = tokio::select! {
        end = work => end,
        () = async { terminated().await; clock.sleep(GRACE).await } => return Close::Again("The pod was ended".to_owned()),
    };
    match end.map(|end| end.why) {
        Ok(Why::Done | Why::Stopped) => Close::Over(None),
        Ok(Why::Stuck(problem)) => Close::Over(Some(Report::Stuck(problem))),
        Ok(Why::TimedOut(_)) => Close::Over(Some(Report::Failed("Its time is over".to_owned()))),
        Ok(Why::Unseen(err) | Why::Failed(err)) | Err(err) => Close::Again(err.to_string()),
    }
}

/// Looks once, and says on the Job that this could be done: the candidate gets no traffic before.
///
/// # Errors
/// The call that failed.
async fn stand_by(world: &World<'_>) -> Result<(), CallError> {
    let (names, wire) = (&world.fixed.names, &world.fixed.wire);
    let note = json!({ "metadata": { "annotations": { STANDS: world.spec.holder } } });
    loop {
        let stood = async {
            world.look().await?;
            let place = Duty::DeadMan.place(names, Kind::JOB);
            wire.call(merge_patch::request(&place, &note, Write::by(MANAGER))).await
        };
        match stood.await {
            Ok(_) => return Ok(()),
            Err(err) if err.may_pass() => world.clock.sleep(world.pause(AGAIN)).await,
            Err(err) => return Err(err),
        }
    }
}
