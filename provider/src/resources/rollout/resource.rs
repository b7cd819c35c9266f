//! The managed resource: each operation is one run of the loop, and its end is what Terraform is told.

use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use kgas_engine::Step;
use kgas_engine::rollout::{Goal, Problem, Waiting};
use kgas_transport::CallError;
use tfplugin_rs::schema::{Attribute, Kind, Need};
use tfplugin_rs::value::{Type, Value};
use tfplugin_rs::{
    Attr, Context, Create, Current, Diagnostic, Diagnostics, Import, Outcome, Plan, Problems, Resource, Update, View,
};

use super::connection::{Connection, Credential};
use super::delegated::{self, Carrier};
use super::model::{OnInterrupt, Rollout, Runner};
use super::native::{Fixed, Look, Purpose, World, by_job, ended};
use super::wanted::{Operation, timeout};
use super::{preview, refine, say, state, validate};
use crate::client::Client;
use crate::drive::{End, Why, World as _, drive, let_go, now};

/// `kgas_rollout`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RolloutResource;

pub(super) type Ended = End<Look, Waiting, Problem>;

impl Resource for RolloutResource {
    type Client = Client;
    type Model = Rollout;
    const TYPE: &'static str = "kgas_rollout";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        validate::validate(config)
    }

    async fn plan(&self, plan: &mut Plan<'_>, context: Option<Context<Client>>) -> Result<Diagnostics, Problems> {
        let mut told = refine::refine(plan)?;
        if let Some(context) = context.filter(|_| plan.changes_anything() && !told.has_error()) {
            told.extend(preview::told(plan, &context).await?);
        }
        Ok(told)
    }

    async fn create(&self, request: Create<'_, Rollout>, context: Context<Client>) -> Outcome<Rollout> {
        Box::pin(deploy(request.planned, None, request.config, &context)).await
    }

    async fn read(&self, request: Current<Rollout>, context: Context<Client>) -> Outcome<Rollout> {
        Box::pin(read(request.state, &context)).await
    }

    async fn update(&self, request: Update<'_, Rollout>, context: Context<Client>) -> Outcome<Rollout> {
        Box::pin(deploy(request.planned, Some(request.prior), request.config, &context)).await
    }

    async fn delete(&self, request: Current<Rollout>, context: Context<Client>) -> Outcome<Rollout> {
        let model = request.state;
        if model.kubernetes.as_ref().is_some_and(Connection::lacks_credentials) {
            return Outcome::unchanged().with(say::no_credentials());
        }
        if let Some(carrier) = Carrier::of(model.engine) {
            return Box::pin(delegated::delete(carrier, &model, &context)).await;
        }
        let fixed = match Fixed::new(&model, Purpose::Look, &context).await {
            Ok(fixed) => fixed,
            Err(told) => return Outcome::unchanged().with(told),
        };
        let spec = fixed.spec(&model, Goal::Absent, &holder("terraform", &context.client), &context.client);
        let clock = &*context.client.clock;
        let time = timeout(&model, Operation::Delete);
        if model.runner == Runner::Job
            && let Err(end) = Box::pin(ended(&fixed, spec.clone(), time, &context)).await
        {
            return Outcome::unchanged().with(told(&end.why, &end, &context));
        }
        let world = World::new(&fixed, spec, clock);
        let end = drive(&world, clock, &context.stop, time).await;
        let end = Box::pin(let_go(&world.now_for(Goal::LetGo), clock, end)).await;
        match &end.why {
            Why::Done => Outcome::gone(),
            why => Outcome::unchanged().with(told(why, &end, &context)),
        }
    }

    async fn import(&self, request: Import, context: Context<Client>) -> Outcome<Rollout> {
        let text = match request {
            Import::Id(text) => text,
            Import::Identity(identity) => match identity.get("id") {
                Some(Value::String(text)) => text.clone(),
                _ => String::new(),
            },
        };
        let named = text
            .split_once('/')
            .filter(|(namespace, name)| !namespace.is_empty() && !name.is_empty() && !name.contains('/'));
        match named.and_then(|(namespace, name)| Rollout::blank(namespace, name)) {
            Some(blank) => Box::pin(read(blank, &context)).await,
            None => Outcome::unchanged()
                .with(Diagnostic::error("Not a rollout's id").detail(format!(
                    "{text:?} was given; a rollout is named as NAMESPACE/NAME. Nothing was imported."
                ))),
        }
    }

    fn identity_attributes(&self) -> Vec<Attribute> {
        vec![Attribute::new("id", Kind::Value(Type::String), Need::Required, "`NAMESPACE/NAME`.")]
    }

    fn identity(&self, state: &Rollout) -> BTreeMap<String, Value> {
        match &state.id {
            Attr::Known(id) => BTreeMap::from([("id".to_owned(), Value::String(id.clone()))]),
            Attr::Null | Attr::Unknown => BTreeMap::new(),
        }
    }
}

/// This run, in words that tell a person where it is and that no other run has.
///
/// * `place`: what it is carried out by.
pub(super) fn holder(place: &str, client: &Client) -> String {
    let nanos = client.clock.wall().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{place}-{}-{nanos:x}", std::process::id())
}

/// Where the credentials are that the configuration alone has.
pub(super) const CREDENTIALS: [&str; 4] = [
    "kubernetes.token_wo",
    "kubernetes.client_key_wo",
    "kubernetes.kubeconfig.text_wo",
    "analysis.prometheus.bearer_token_wo",
];

/// The model with the credentials that the configuration alone has.
pub(super) fn with_credentials(model: &Rollout, config: View<'_>) -> Result<Rollout, Problems> {
    let [token, key, text, bearer] = CREDENTIALS;
    let mut model = model.clone();
    let credential = |path: &str| Ok::<_, Problems>(config.get::<Credential>(path)?.into_known());
    if let Some(connection) = &mut model.kubernetes {
        connection.token_wo = credential(token)?;
        connection.client_key_wo = credential(key)?;
        if let Some(kubeconfig) = &mut connection.kubeconfig {
            kubeconfig.text_wo = credential(text)?;
        }
    }
    if let Some(analysis) = &mut model.analysis {
        analysis.prometheus.bearer_token_wo = credential(bearer)?;
    }
    Ok(model)
}

async fn deploy(
    planned: Rollout,
    prior: Option<Rollout>,
    config: View<'_>,
    context: &Context<Client>,
) -> Outcome<Rollout> {
    // What was not known when it was planned was not checked then.
    match validate::validate(config) {
        Ok(told) if told.has_error() => return Outcome::unchanged().with_all(told),
        Ok(_) => {}
        Err(problems) => return Outcome::unchanged().with_all(problems.diagnostics()),
    }
    let asking = match with_credentials(&planned, config) {
        Ok(model) => model,
        Err(problems) => return Outcome::unchanged().with_all(problems.diagnostics()),
    };
    if let Some(carrier) = Carrier::of(planned.engine) {
        return Box::pin(delegated::deploy(carrier, planned, &asking, prior, context)).await;
    }
    let fixed = match Fixed::new(&asking, Purpose::Deploy, context).await {
        Ok(fixed) => fixed,
        Err(told) => return Outcome::unchanged().with(told),
    };
    let clock = &*context.client.clock;
    let spec = fixed.spec(&planned, Goal::Deployed, &holder("terraform", &context.client), &context.client);
    let revision = spec.revision.clone();
    let creates = prior.is_none();
    let time = timeout(&planned, if creates { Operation::Create } else { Operation::Update });
    let end = match planned.runner {
        Runner::Local => {
            let world = World::new(&fixed, spec, clock);
            let end = drive(&world, clock, &context.stop, time).await;
            let goal = after(&end.why, planned.on_interrupt);
            Box::pin(let_go(&world.now_for(goal), clock, end)).await
        }
        Runner::Job => Box::pin(by_job(&fixed, &asking, spec, time, context)).await,
    };
    let journal = end.seen.as_ref().and_then(|look| look.seen.journal.as_ref());
    let brought = journal.and_then(|journal| journal.stable.as_ref()).is_some_and(|stable| stable.revision == revision);
    let done = matches!(end.why, Why::Done);
    let mut outcome = match &end.seen {
        Some(look) if done || end.acted || !creates => Outcome::is(state::after(prior, planned, brought, &look.seen)),
        _ => Outcome::unchanged(),
    };
    if !done {
        let mut said = told(&end.why, &end, context);
        // The new version has all the traffic: what is left is tidying up, which the next apply does.
        if brought && matches!(end.why, Why::Stopped | Why::Stuck(Problem::Interrupted { .. }) | Why::TimedOut(_)) {
            said = Diagnostic::warning("The old version still runs")
                .detail("The new version is stable and has all the traffic; the apply ended before the old one's pods were gone.")
                .next_step("Apply again to take them away.");
        }
        // An error on a creation would have Terraform destroy what is still in the making.
        if creates
            && end.acted
            && matches!(end.why, Why::Stopped | Why::Stuck(Problem::Interrupted { .. }) | Why::TimedOut(_))
        {
            said = say::goes_on(&end.why, now(clock));
        }
        // Terraform would destroy what an error left of a creation. The stable version serves: it stays, and the next apply, which
        // is a creation again, goes on from the journal.
        let serves = journal.is_some_and(|journal| journal.stable.is_some());
        if creates && serves && said.severity == tfplugin_rs::Severity::Error {
            outcome = Outcome::unchanged();
            said = said.next_step(format!(
                "Apply again: a creation goes on with what is there. To have it in the state as it is, run `terraform import ADDRESS {}`.",
                state::id(&asking)
            ));
        }
        outcome = outcome.with(said);
    }
    outcome
}

/// What is still to be done after a run was ended early. Nobody watches the candidate any more: only a person may want it to
/// stay.
pub(super) fn after<W, P>(why: &Why<W, P>, on_interrupt: OnInterrupt) -> Goal {
    match on_interrupt {
        OnInterrupt::Hold if matches!(why, Why::Stopped) => Goal::LetGo,
        OnInterrupt::Hold | OnInterrupt::Rollback => Goal::Reverted,
    }
}

pub(super) fn told(why: &Why<Waiting, Problem>, end: &Ended, context: &Context<Client>) -> Diagnostic {
    let seen = end.seen.as_ref().map(|look| &look.seen);
    match why {
        Why::Stuck(problem) => say::problem(problem, seen),
        Why::TimedOut(waiting) => say::timed_out(waiting.as_ref(), now(&*context.client.clock), seen),
        Why::Failed(err) | Why::Unseen(err) => say::failed(err, end.acted),
        Why::Done | Why::Stopped => say::problem(&Problem::Interrupted { weight: 0, reverted: false }, None),
    }
}

/// What is there now, and whether an apply would have something to do about it.
async fn read(model: Rollout, context: &Context<Client>) -> Outcome<Rollout> {
    let write_only = model.kubernetes.as_ref().is_some_and(Connection::lacks_credentials);
    if write_only {
        // The credentials are in the configuration only, which a refresh does not get to see.
        return Outcome::unchanged();
    }
    if let Some(carrier) = Carrier::of(model.engine) {
        return Box::pin(delegated::read(carrier, model, context)).await;
    }
    // Whatever a deployment needs shows whether there is something to do.
    let ready = Fixed::new(&model, Purpose::Deploy, context).await;
    let found = match &ready {
        Ok(fixed) => look(fixed, &model, context).await.ok(),
        Err(_) => None,
    };
    let (drifted, look) = match found {
        Some(found) => found,
        // Where some of it is not there any more, that is a drift; what there is can be looked at all the same.
        None => match Fixed::new(&model, Purpose::Look, context).await {
            Err(told) => return Outcome::unchanged().with(told),
            Ok(fixed) => match look(&fixed, &model, context).await {
                Err(err) => return Outcome::unchanged().with(say::failed(&err, false)),
                Ok((_, look)) => (ready.is_err(), look),
            },
        },
    };
    if look.seen.journal.is_none() && look.seen.lease.is_none() {
        return Outcome::gone();
    }
    let mut model = model;
    state::computed(&mut model, &look.seen, drifted);
    Outcome::is(model)
}

/// A look, and whether there is something to do.
async fn look(fixed: &Fixed, model: &Rollout, context: &Context<Client>) -> Result<(bool, Look), CallError> {
    let clock = &*context.client.clock;
    let world = World::new(
        fixed,
        fixed.spec(model, Goal::Deployed, &holder("terraform", &context.client), &context.client),
        clock,
    );
    let look = world.observe().await?;
    Ok((!matches!(world.next(&look, now(clock)), Step::Done), look))
}
