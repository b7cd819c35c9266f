//! Each operation is one run of the loop, as with the engine of this provider.

use std::time::Duration;

use kgas_engine::Step;
use kgas_engine::rollout::delegated::{Problem, Waiting};
use kgas_engine::rollout::{Goal, Journal, Seen};
use tfplugin_rs::{Context, Diagnostic, Outcome, Severity, Stop};

use super::carrier::{Carrier, Wanted};
use super::say;
use super::world::{Look, World, spec};
use crate::client::Client;
use crate::drive::{End, Why, World as _, drive, now};
use crate::resources::rollout::model::{OnInterrupt, Rollout};
use crate::resources::rollout::native::Fixed;
use crate::resources::rollout::say as shared;
use crate::resources::rollout::state;
use crate::resources::rollout::wanted::{Operation, timeout};

/// What a stop leaves for the last requests.
const LAST_WORDS: Duration = Duration::from_secs(10);

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
    let goal = match planned.on_interrupt {
        OnInterrupt::Hold if matches!(end.why, Why::Stopped) => Goal::LetGo,
        OnInterrupt::Hold | OnInterrupt::Rollback => Goal::Reverted,
    };
    let (world, end) = let_go(world, end, goal).await;
    let journal = journal(&end);
    let brought =
        journal.and_then(|journal| journal.stable.as_ref()).is_some_and(|stable| stable.revision == wanted.revision);
    let done = matches!(end.why, Why::Done);
    let mut outcome = match &end.seen {
        Some(look) if done || end.acted || !creates => {
            // What is stable is what the state is to show, so that the next plan shows what is pending.
            let mut model = match prior {
                Some(prior) if !brought => prior,
                _ => planned,
            };
            state::computed(&mut model, &as_seen(look), false);
            Outcome::is(model)
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
    outcome = outcome.with(said);
    outcome
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
            look.map(|look| (!matches!(world.next(&look, now(clock)), Step::Done), look))
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

/// After a run was ended early: what may harm is taken back, if that is wanted.
async fn let_go(world: World<'_>, end: Ended, goal: Goal) -> (World<'_>, Ended) {
    if matches!(end.why, Why::Done | Why::Stuck(_)) {
        return (world, end);
    }
    let clock = world.clock;
    let world = world.now_for(goal);
    let begun = clock.monotonic();
    let mut last = drive(&world, clock, &Stop::never(), LAST_WORDS).await;
    // What ended the run may still stand against its last words.
    while matches!(&last.why, Why::Unseen(err) | Why::Failed(err) if err.may_pass())
        && clock.monotonic().saturating_sub(begun) < LAST_WORDS
    {
        clock.sleep(world.pause(1)).await;
        last = drive(&world, clock, &Stop::never(), LAST_WORDS).await;
    }
    let (seen, acted) = (last.seen.or(end.seen), end.acted || last.acted);
    // Why the run ended stays the reason; how it stands is what the last look showed.
    let why = match (end.why, last.why) {
        (Why::Stopped, Why::Stuck(problem)) => Why::Stuck(problem),
        (why, _) => why,
    };
    (world, End { seen, acted, why })
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
