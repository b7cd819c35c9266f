//! A rollout in its container: the same run as in the process that Terraform starts, until it is over or told to stop.

use std::sync::Arc;
use std::time::Duration;

use kgas_api::kubernetes::{Kind, Object, get};
use kgas_engine::rollout::job::{Ask, Report};
use kgas_engine::rollout::{Goal, Problem, Resume, Spec};
use tfplugin_rs::{Context, Stopper};

use super::command::{Close, terminated, words};
use super::payload::Payload;
use super::{BEGUN, Duty, HOLDER, STOP};
use crate::client::Client;
use crate::drive::{Why, drive, let_go};
use crate::resources::rollout::model::millis;
use crate::resources::rollout::native::{Fixed, Purpose, World, record};
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
    let (job, journal) = (Duty::Run.place(&fixed.names, Kind::JOB), fixed.names.journal());
    let read = tokio::try_join!(fixed.wire.call(get::request(&job)), fixed.wire.call(get::request(&journal)));
    let resume = match read {
        Ok((job, journal)) => resume(spec.resume, job.as_ref(), journal.as_ref()),
        Err(err) => return Close::Again(err.to_string()),
    };
    let spec = Spec { resume, ..spec };
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

/// What is done with a candidate that is under way: that of another pod of this Job is gone on with, whatever is declared of one
/// that another run left.
fn resume(declared: Resume, job: Option<&Object>, journal: Option<&Object>) -> Resume {
    let begun: Option<u64> = job.and_then(|job| job.annotation(BEGUN)).and_then(|begun| begun.parse().ok());
    let attempt = journal.and_then(|journal| record::journal(journal).ok()).map(|journal| journal.attempt);
    if begun.zip(attempt).is_some_and(|(begun, attempt)| attempt > begun) { Resume::Auto } else { declared }
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

#[cfg(test)]
mod tests {
    use kgas_engine::rollout::Journal;
    use serde_json::{Value, json};

    use super::*;

    fn object(kind: &str, annotations: &Value, data: &Value) -> Object {
        let metadata = json!({ "name": "x", "annotations": annotations });
        Object::from_value(json!({ "apiVersion": "v1", "kind": kind, "metadata": metadata, "data": data })).unwrap()
    }

    #[test]
    fn a_candidate_of_the_same_job_is_gone_on_with() {
        let job = |begun: &str| object("Job", &json!({ BEGUN: begun }), &json!({}));
        let journal = |attempt| {
            object("ConfigMap", &json!({}), &record::journal_data(&Journal { attempt, ..Journal::default() }))
        };
        for declared in [Resume::Manual, Resume::Rollback] {
            assert_eq!(resume(declared, Some(&job("2")), Some(&journal(3))), Resume::Auto);
            assert_eq!(resume(declared, Some(&job("3")), Some(&journal(3))), declared, "it was there before the Job");
            assert_eq!(resume(declared, None, Some(&journal(3))), declared);
            assert_eq!(resume(declared, Some(&job("0")), None), declared);
        }
    }
}
