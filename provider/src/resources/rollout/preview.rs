//! What a plan tells of the apply that follows it: one look at the cluster, and not one write.
//!
//! The API server is asked by a way on which every write is a dry run. Nothing of what is found goes into the plan's values:
//! asked twice, a plan answers the same.

mod answers;
mod budget;
mod found;
mod quota;
mod refused;
mod services;
mod table;
#[cfg(test)]
mod tests;

use kgas_api::kubernetes::Reason;
use kgas_engine::rollout::preview::{Preview, preview};
use kgas_engine::rollout::{Goal, Routing, Slot, Spec};
use kgas_transport::CallError;
use tfplugin_rs::{Attr, Context, Diagnostic, Diagnostics, Path, Plan, Problems, View};

use super::connection::Credential;
use super::delegated::{self, Carrier};
use super::model::{Rollout, millis};
use super::native::{Fixed, Survey, Unresolved, World, ask_once, rehearse, survey};
use super::resource::{CREDENTIALS, holder, with_credentials};
use super::{say, validate, wanted};
use crate::client::Client;
use crate::drive::{World as _, now};

/// Looks ahead, if everything that it takes is known.
pub(super) async fn told(plan: &Plan<'_>, context: &Context<Client>) -> Result<Diagnostics, Problems> {
    let Attr::Known(planned) = plan.planned().model::<Rollout>()? else { return Ok(Diagnostics::none()) };
    if !credentials_are_known(plan.config())? {
        return Ok(Diagnostics::none());
    }
    let model = with_credentials(&planned, plan.config())?;
    Ok(Box::pin(look(&model, context)).await.unwrap_or_else(Diagnostics::from))
}

fn credentials_are_known(config: View<'_>) -> Result<bool, Problems> {
    let unknown = |path: &&str| Ok::<_, Problems>(config.get::<Credential>(*path)?.is_unknown());
    Ok(!CREDENTIALS.iter().map(unknown).collect::<Result<Vec<_>, _>>()?.contains(&true))
}

/// Everything there is to say, or the one thing that keeps the rest from being said.
async fn look(model: &Rollout, context: &Context<Client>) -> Result<Diagnostics, Diagnostic> {
    let client = &context.client;
    let fixed = Fixed::connected(model, context).await.map_err(|why| unlooked(&why.detail))?;
    let mut fixed = fixed.only_asking();
    fixed.resolve(model).await.map_err(|err| unresolved(&err))?;
    if let Some(carrier) = Carrier::of(model.engine) {
        let (mut told, serves) =
            delegated::preview(carrier, model, &fixed, context).await.map_err(|err| failed(&err))?;
        if carrier == Carrier::Argo && !told.has_error() {
            told.extend(answers::told(&ask_once(model, Slot::A, context).await?, serves));
        }
        return Ok(told);
    }
    let fixed = fixed.ready(model, context)?;
    let spec = fixed.spec(model, Goal::Deployed, &holder("terraform", client), client);
    let world = World::new(&fixed, spec, &*client.clock);
    let look = world.observe().await.map_err(|err| failed(&err))?;
    let (spec, seen) = (&world.spec, &look.seen);
    if let Some((path, what)) = fixed.missing(&look) {
        return Err(missing(path, &what));
    }
    let ahead = preview(spec, seen);
    let mut told = found::told(spec, seen, &ahead, now(&*client.clock));
    if told.has_error() {
        return Ok(told);
    }
    let stable = seen.journal.as_ref().and_then(|journal| journal.stable.as_ref());
    let (survey, refused, answers) = tokio::join!(
        survey(&fixed, &look),
        rehearse(&world, &ahead.writes, &look),
        ask_once(model, stable.map_or(Slot::A, |stable| stable.slot), context),
    );
    let facts = table::Facts {
        name: &model.name,
        adopts: model.workload.adopt.as_deref(),
        slowest_start: survey.slowest_start,
        min_ready: model.workload.min_ready.as_ref().map_or(0, |span| millis(span.get())),
        unread: &survey.unread,
    };
    told.extend(table::told(spec, seen, &ahead, facts));
    told.extend(without_effect(model, spec, &ahead));
    told.extend(room(model, spec, &ahead, &survey));
    told.extend(appliers(&survey.appliers));
    told.extend(services::told(spec.routing, &survey.services, &survey.wanted));
    told.extend(kept(survey.keeps_clients));
    told.extend(refused::told(model, &refused));
    told.extend(answers::told(&answers?, stable.is_some()));
    Ok(told)
}

/// Steps that change nothing, where the number of pods was not known before.
fn without_effect(model: &Rollout, spec: &Spec, ahead: &Preview) -> Diagnostics {
    match &model.canary {
        Some(canary) if spec.routing == Routing::Ratio && model.workload.replicas.is_none() => {
            validate::without_effect(&wanted::canary_stages(canary), spec.leeway, ahead.whole)
        }
        _ => Diagnostics::none(),
    }
}

/// Whether there is room for the pods to come, and for others to go.
fn room(model: &Rollout, spec: &Spec, ahead: &Preview, survey: &Survey) -> Diagnostics {
    let path = match spec.routing {
        Routing::Ratio if model.rolling.is_some() => "rolling.max_surge",
        Routing::Ratio if ahead.course.first_step().is_some() => "canary.max_surge",
        _ => "workload",
    };
    let pods = quota::Pods { crowds: &ahead.crowds, running: ahead.running, new: &survey.wanted, old: &survey.running };
    let mut told = quota::told(&survey.quotas, pods, &Path::from(path));
    told.extend(budget::told(&survey.budgets, &model.name, &survey.wanted, ahead.whole));
    told
}

/// A shared route that somebody else applies whole.
fn appliers(appliers: &[String]) -> Option<Diagnostic> {
    (!appliers.is_empty()).then(|| {
        Diagnostic::warning("Another manager applies the route's rules")
            .at("traffic")
            .detail(format!(
                "The rules of the route belong to {}, by server-side apply. Its next apply would take the slots and their weights \
                 out of the rules, or be refused.",
                appliers.join(", ")
            ))
            .next_step("Have it leave them alone, or give the rollout a route of its own.")
    })
}

/// Whoever has a cookie of the stable version's pods stays there, whatever the weights are.
fn kept(keeps_clients: bool) -> Option<Diagnostic> {
    keeps_clients.then(|| {
        Diagnostic::warning("Some clients escape the weights")
            .at("traffic.nginx")
            .detail(
                "The Ingress keeps clients by a cookie (`nginx.ingress.kubernetes.io/affinity`). Those who have one of the stable version's \
                 pods stay there until these are gone: the candidate gets its share of the others only.",
            )
            .next_step("Take the annotation away if each request shall go by the weights.")
    })
}

/// The cluster could not be looked at, which keeps nobody from planning.
fn unlooked(why: &str) -> Diagnostic {
    Diagnostic::warning("The cluster was not looked at")
        .at("kubernetes")
        .detail(format!("{} This plan does not say what the apply would do there.", why.replace(" Nothing was changed.", "")))
        .next_step("Plan where the Kubernetes API can be reached, to see steps, objections and what is under way before the apply.")
}

/// The look failed: at what nobody but the user can mend, or for now.
fn failed(err: &CallError) -> Diagnostic {
    match err.refusal().map(Reason::of) {
        Some(Reason::KindNotServed) => say::failed(err, false).at("traffic"),
        Some(Reason::Forbidden | Reason::Unauthorized) => say::failed(err, false),
        _ => unlooked(&format!("{err}.")),
    }
}

fn unresolved(err: &Unresolved) -> Diagnostic {
    match err {
        Unresolved::Call(err) => failed(err),
        Unresolved::Missing { path, what } => missing(path, what),
        Unresolved::Wrong { .. } => say::unresolved(err),
    }
}

/// It may come in the same apply.
fn missing(path: &'static str, what: &str) -> Diagnostic {
    Diagnostic::warning("Something that is named is not there yet")
        .at(path)
        .detail(format!("{what} does not exist: what the apply would do is not known."))
        .next_step(
            "Have it made before the rollout, or correct the name: without it the apply fails and changes nothing.",
        )
}
