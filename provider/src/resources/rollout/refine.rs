//! What a plan says beyond the schema, as far as a cluster need not be asked.

#[cfg(test)]
mod tests;

use kgas_engine::rollout::Routing;
use tfplugin_rs::schema::{Need, Schema};
use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Keyword as _, Path, Plan, Problems, value_at};

use super::model::Rollout;
use super::state::IDLE;
use super::wanted;

/// What is only known once something was done.
const OF_A_RUN: [&str; 8] =
    ["phase", "stable_revision", "candidate_revision", "step", "weight", "holder", "evidence", "started_at"];

/// Refines a plan to create or update.
pub(super) fn refine(plan: &mut Plan<'_>) -> Result<Diagnostics, Problems> {
    let mut told = Diagnostics::none();
    if !plan.is_create() {
        same_template(plan)?;
        unfinished(plan)?;
        told.extend(adoption(plan)?);
        told.extend(another_router(plan)?);
        told.extend(another_engine(plan)?);
        another_cluster(plan)?;
    }
    if let Attr::Known(model) = plan.planned().model::<Rollout>()?
        && plan.changes_anything()
    {
        plan.set("predicted_duration", &Attr::Known(wanted::written(wanted::predicted(&model))))?;
    }
    Ok(told)
}

/// A pod template that is written in another way is the same.
fn same_template(plan: &mut Plan<'_>) -> Result<(), Problems> {
    const PATH: &str = "workload.pod_template";
    let (before, now) = (plan.prior().get::<String>(PATH)?, plan.planned().get::<String>(PATH)?);
    let (Attr::Known(before), Attr::Known(now)) = (before, now) else { return Ok(()) };
    if before == now || !same_json(&before, &now) {
        return Ok(());
    }
    plan.keep(PATH)?;
    // What follows from a change does not follow from none.
    let schema = Schema::of::<Rollout>();
    let given = schema.attributes.iter().filter(|one| one.need != Need::Computed);
    let part = |value: &Value, name: &str| value_at(value, &Path::from(name)).cloned();
    let unchanged =
        given.into_iter().all(|one| part(plan.prior().value(), &one.name) == part(plan.planned().value(), &one.name));
    if unchanged {
        for one in schema.attributes.iter().filter(|one| one.need == Need::Computed) {
            plan.keep(one.name.as_str())?;
        }
    }
    Ok(())
}

/// Whether two texts are the same JSON, whatever the order of keys.
fn same_json(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    read(one).is_some_and(|one| Some(one) == read(other))
}

/// A rollout that is not at rest is gone on with, though no attribute differs.
fn unfinished(plan: &mut Plan<'_>) -> Result<(), Problems> {
    let phase = plan.prior().get::<String>("phase")?;
    if phase.known().is_some_and(|phase| phase != IDLE) {
        for attribute in OF_A_RUN {
            plan.set_unknown(attribute)?;
        }
    }
    Ok(())
}

/// What was taken over has given its pods away: another Deployment would be another workload.
fn adoption(plan: &Plan<'_>) -> Result<Diagnostics, Problems> {
    const PATH: &str = "workload.adopt";
    let (before, now) = (plan.prior().get::<String>(PATH)?, plan.planned().get::<String>(PATH)?);
    let template = plan.prior().get::<String>("workload.pod_template")?;
    let told = Diagnostic::error("Another Deployment cannot be adopted").at(PATH);
    let told = match (&before, &now) {
        (Attr::Known(before), Attr::Known(now)) if before != now => told
            .detail(format!(
                "The rollout runs what it took over from {before:?}, which gets its pods back on destroy only."
            ))
            .next_step(format!("Name {before:?} again, or give {now:?} a rollout of its own.")),
        (Attr::Known(before), Attr::Null) => told
            .detail(format!("The rollout took over {before:?}, which would not get its pods back any more."))
            .next_step(format!("Name {before:?} again, or destroy the rollout first.")),
        // After an import nothing is known of what runs.
        (Attr::Null, Attr::Known(now)) if !template.is_null() => told
            .detail(format!(
                "The rollout runs a `pod_template`; {now:?} would lose its pods before they were anywhere else."
            ))
            .next_step(format!("Give {now:?} a rollout of its own.")),
        _ => return Ok(Diagnostics::none()),
    };
    Ok(told.into())
}

/// What sent traffic to the slots would go on to send it to one that will have no pods.
fn another_router(plan: &Plan<'_>) -> Result<Diagnostics, Problems> {
    let (before, now) = (plan.prior().model::<Rollout>()?, plan.planned().model::<Rollout>()?);
    let (Attr::Known(before), Attr::Known(now)) = (before, now) else { return Ok(Diagnostics::none()) };
    let imported = before.workload.adopt.is_none() && before.workload.pod_template.is_none();
    let (was, is) = (router(&before), router(&now));
    if imported || was == is {
        return Ok(Diagnostics::none());
    }
    let told = Diagnostic::error("The router cannot be changed")
        .at("traffic")
        .detail(format!("Traffic comes by {was}, and would come by {is}: the former would keep sending it to a slot that is emptied."))
        .next_step("Keep it, or destroy the rollout and create it anew; an adopted Deployment serves in between.");
    Ok(told.into())
}

/// What sends traffic to the slots, in words.
fn router(model: &Rollout) -> String {
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| model.name.clone());
    let traffic = model.traffic.as_ref();
    if let Some(route) = traffic.and_then(|traffic| traffic.gateway_api.as_ref()) {
        return format!("{} HTTPRoute {}", route.ownership.word(), name(&route.route));
    }
    if let Some(route) = traffic.and_then(|traffic| traffic.istio.as_ref()) {
        return format!("{} VirtualService {}", route.ownership.word(), name(&route.virtual_service));
    }
    if let Some(route) = traffic.and_then(|traffic| traffic.nginx.as_ref()) {
        return format!("{} Ingress {} of nginx", route.ownership.word(), name(&route.ingress));
    }
    if let Some(route) = traffic.and_then(|traffic| traffic.alb.as_ref()) {
        return format!("{} Ingress {} of AWS", route.ownership.word(), name(&route.ingress));
    }
    match wanted::routing(model) {
        Routing::Switched => {
            let service = traffic.and_then(|traffic| traffic.service.as_ref());
            format!("Service {}", service.map_or_else(|| model.name.clone(), |service| name(&service.name)))
        }
        Routing::Ratio | Routing::Weighted => "the pods".to_owned(),
    }
}

/// Another engine would begin with objects of its own, beside those that have the traffic.
fn another_engine(plan: &Plan<'_>) -> Result<Diagnostics, Problems> {
    let (before, now) = (plan.prior().model::<Rollout>()?, plan.planned().model::<Rollout>()?);
    let (Attr::Known(before), Attr::Known(now)) = (before, now) else { return Ok(Diagnostics::none()) };
    // An import does not know who carries it out.
    let imported = before.workload.adopt.is_none() && before.workload.pod_template.is_none();
    if imported || before.engine == now.engine {
        return Ok(Diagnostics::none());
    }
    let told = Diagnostic::error("The engine cannot be changed")
        .at("engine")
        .detail(format!(
            "{} carries the rollout out, and {} would make objects of its own beside those that have the traffic.",
            before.engine.word(),
            now.engine.word()
        ))
        .next_step("Keep it, or make a rollout of another name, move the traffic there, and destroy this one.");
    Ok(told.into())
}

/// In another cluster it is another rollout.
fn another_cluster(plan: &mut Plan<'_>) -> Result<(), Problems> {
    const PATH: &str = "kubernetes.cluster_id";
    let (before, now) = (plan.prior().get::<String>(PATH)?, plan.planned().get::<String>(PATH)?);
    if let (Attr::Known(before), Attr::Known(now)) = (before, now)
        && before != now
    {
        plan.require_replace(PATH);
    }
    Ok(())
}
