//! Each operation is one run of the loop, as with the engine of this provider.

use kgas_engine::Step;
use kgas_engine::rollout::delegated::{Problem, Waiting};
use kgas_engine::rollout::{Goal, Journal, Seen};
use tfplugin_rs::{Context, Diagnostic, Outcome, Severity};

use super::carrier::{Carrier, Wanted};
use super::say;
use super::world::{Look, World, spec};
use crate::client::Client;
use crate::drive::{End, Why, World as _, drive, let_go, now};
use crate::resources::rollout::model::Rollout;
use crate::resources::rollout::native::Fixed;
use crate::resources::rollout::resource::after;
use crate::resources::rollout::say as shared;
use crate::resources::rollout::state;
use crate::resources::rollout::wanted::{Operation, timeout};

type Ended = End<Look, Waiting, Problem>;

/// The way to the cluster and what is wanted there.
pub(super) async fn ready(
    carrier: Carrier,
    model: &Rollout,
    context: &Context<Client>,
) -> Result<(Fixed, Wanted), Diagnostic> {
    let mut fixed = Fixed::connected(model, context).await?;
    fixed.resolve(model).await.map_err(|err| shared::unresolved(&err))?;
    let wanted = fixed.resolved.as_ref().map(|resolved| carrier.wanted(model, &fixed, resolved));
    let wanted = wanted.ok_or_else(|| Diagnostic::bug("a workload was resolved to nothing"))?;
    Ok((fixed, wanted))
}

/// Brings what is planned.
///
/// * `asking`: the model with its credentials.
pub(in crate::resources::rollout) async fn deploy(
    carrier: Carrier,
    planned: Rollout,
    asking: &Rollout,
    prior: Option<Rollout>,
    context: &Context<Client>,
) -> Outcome<Rollout> {
    let (fixed, wanted) = match ready(carrier, asking, context).await {
        Ok(ready) => ready,
        Err(told) => return Outcome::unchanged().with(told),
    };
    let clock = &*context.client.clock;
    let world = World::new(
        &fixed,
        carrier,
        Some(&wanted),
        spec(&planned, Some(&wanted), Goal::Deployed, &context.client),
        clock,
    );
    let creates = prior.is_none();
    let operation = if creates { Operation::Create } else { Operation::Update };
    let end = drive(&world, clock, &context.stop, timeout(&planned, operation)).await;
    let world = world.now_for(after(&end.why, planned.on_interrupt));
    let end = let_go(&world, clock, end).await;
    let journal = journal(&end);
    let brought =
        journal.and_then(|journal| journal.stable.as_ref()).is_some_and(|stable| stable.revision == wanted.revision);
    let done = matches!(end.why, Why::Done);
    let mut outcome = match &end.seen {
        Some(look) if done || end.acted || !creates => {
            Outcome::is(state::after(prior, planned, brought, &as_seen(look)))
        }
        _ => Outcome::unchanged(),
    };
    if done {
        return outcome;
    }
    let early = matches!(end.why, Why::Stopped | Why::Stuck(Problem::Interrupted { .. }) | Why::TimedOut(_));
    let mut said = told(&world, &end);
    // An error on a creation would have Terraform destroy what is still in the making.
    if creates && end.acted && early {
        said = say::goes_on(carrier);
    }
    let serves = journal.is_some_and(|journal| journal.stable.is_some());
    if creates && serves && said.severity == Severity::Error {
        outcome = Outcome::unchanged();
        said = said.next_step("Apply again: a creation goes on with what is there.");
    }
    outcome.with(said)
}

/// Takes everything away.
pub(in crate::resources::rollout) async fn delete(
    carrier: Carrier,
    model: &Rollout,
    context: &Context<Client>,
) -> Outcome<Rollout> {
    let fixed = match Fixed::connected(model, context).await {
        Ok(fixed) => fixed,
        Err(told) => return Outcome::unchanged().with(told),
    };
    let clock = &*context.client.clock;
    let world = World::new(&fixed, carrier, None, spec(model, None, Goal::Absent, &context.client), clock);
    let end = drive(&world, clock, &context.stop, timeout(model, Operation::Delete)).await;
    match &end.why {
        Why::Done => Outcome::gone(),
        _ => Outcome::unchanged().with(told(&world, &end)),
    }
}

/// What is there now, and whether an apply would have something to do about it.
pub(in crate::resources::rollout) async fn read(
    carrier: Carrier,
    model: Rollout,
    context: &Context<Client>,
) -> Outcome<Rollout> {
    let clock = &*context.client.clock;
    let ready = ready(carrier, &model, context).await;
    let found = match &ready {
        Ok((fixed, wanted)) => {
            let spec = spec(&model, Some(wanted), Goal::Deployed, &context.client);
            let world = World::new(fixed, carrier, Some(wanted), spec, clock);
            let look = world.observe().await.ok();
            look.map(|look| {
                // The version is the stable one, and its pods come and go without an apply.
                let stable = look.seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
                let rests = stable.is_some_and(|stable| stable.revision == wanted.revision);
                let step = world.next(&look, now(clock));
                (!(matches!(step, Step::Done) || rests && matches!(step, Step::Wait { .. })), look)
            })
        }
        Err(_) => None,
    };
    let (drifted, look) = if let Some(found) = found {
        found
    } else {
        // Where some of it is not there any more, that is a drift; what there is can be looked at all the same.
        let fixed = match Fixed::connected(&model, context).await {
            Ok(fixed) => fixed,
            Err(told) => return Outcome::unchanged().with(told),
        };
        let world = World::new(&fixed, carrier, None, spec(&model, None, Goal::LetGo, &context.client), clock);
        match world.observe().await {
            Ok(look) => (true, look),
            Err(err) => return Outcome::unchanged().with(say::failed(carrier, &err, false)),
        }
    };
    if look.journal.is_none() && look.workload.is_none() {
        return Outcome::gone();
    }
    let mut model = model;
    state::computed(&mut model, &as_seen(&look), drifted);
    Outcome::is(model)
}

/// What a look shows, as the state reads it.
fn as_seen(look: &Look) -> Seen {
    Seen { journal: look.seen.journal.clone(), ..Seen::default() }
}

fn journal(end: &Ended) -> Option<&Journal> {
    end.seen.as_ref().and_then(|look| look.seen.journal.as_ref())
}

fn told(world: &World<'_>, end: &Ended) -> Diagnostic {
    match &end.why {
        Why::Stuck(problem) => say::problem(world.carrier, problem, journal(end)),
        Why::TimedOut(waiting) => say::timed_out(world, waiting.as_ref()),
        Why::Failed(err) | Why::Unseen(err) => say::failed(world.carrier, err, end.acted),
        Why::Done | Why::Stopped => {
            say::problem(world.carrier, &Problem::Interrupted { weight: 0, reverted: false }, None)
        }
    }
}
