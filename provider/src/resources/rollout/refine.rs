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
        another_cluster(plan)?;
        told.extend(anew(plan)?);
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

/// What only a new rollout can have, unless it is one for another reason. It is no error: Terraform plans a change first when a
/// person destroys, and would not come to that.
fn anew(plan: &mut Plan<'_>) -> Result<Diagnostics, Problems> {
    let (before, now) = (plan.prior().model::<Rollout>()?, plan.planned().model::<Rollout>()?);
    let (Attr::Known(before), Attr::Known(now)) = (before, now) else { return Ok(Diagnostics::none()) };
    // After an import nothing is known of what runs.
    let imported = before.workload.adopt.is_none() && before.workload.pod_template.is_none();
    let elsewhere = before.name != now.name || before.namespace != now.namespace || !plan.replaced().is_empty();
    if imported || elsewhere {
        return Ok(Diagnostics::none());
    }
    let reasons = [adoption(&before, &now), another_router(&before, &now), another_engine(&before, &now)];
    let mut told = Diagnostics::none();
    for (path, why) in reasons.into_iter().flatten() {
        plan.require_replace(path);
        let between = match &before.workload.adopt {
            Some(adopted) => format!(
                "Deployment {adopted:?} gets its pods back, and serves in between whom its own Service sends to it"
            ),
            None => "Nothing serves in between".to_owned(),
        };
        told.push(
            Diagnostic::warning("The rollout is destroyed and made anew")
                .at(path)
                .detail(format!("{why} {between}."))
                .next_step("Undo this change to keep it, or make a rollout of another name, move the traffic there, and destroy this one."),
        );
    }
    Ok(told)
}

/// What was taken over has given its pods away: another Deployment is another workload.
fn adoption(before: &Rollout, now: &Rollout) -> Option<(&'static str, String)> {
    let why = match (&before.workload.adopt, &now.workload.adopt) {
        (before, now) if before == now => return None,
        (Some(before), Some(now)) => {
            format!("The rollout runs what it took over from {before:?}, and would take over {now:?}.")
        }
        (Some(before), None) => format!("The rollout took over {before:?}, and would run a `pod_template`."),
        (None, now) => {
            let now = now.as_deref().unwrap_or_default();
            format!("The rollout runs a `pod_template`, and would take over {now:?}.")
        }
    };
    Some(("workload.adopt", why))
}

/// What sent traffic to the slots would go on to send it to one that will have no pods.
fn another_router(before: &Rollout, now: &Rollout) -> Option<(&'static str, String)> {
    let (was, is) = (router(before), router(now));
    (was != is).then(|| ("traffic", format!("Traffic comes by {was}, and would come by {is}.")))
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

/// Another engine begins with objects of its own, beside those that have the traffic.
fn another_engine(before: &Rollout, now: &Rollout) -> Option<(&'static str, String)> {
    let (was, is) = (before.engine.word(), now.engine.word());
    (was != is).then(|| ("engine", format!("{was} carries the rollout out, and {is} would, with objects of its own.")))
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
