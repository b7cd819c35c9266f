//! What a plan says beyond the schema, as far as a cluster need not be asked.

#[cfg(test)]
mod tests;

use tfplugin_rs::schema::{Need, Schema};
use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Plan, Problems, value_at};

use super::model::Rollout;
use super::wanted;

/// The phase of a rollout that is at rest. In any other the next apply has something to do.
const AT_REST: &str = "idle";

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
    if phase.known().is_some_and(|phase| phase != AT_REST) {
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
    let mut told = Diagnostics::none();
    if let (Attr::Known(before), Attr::Known(now)) = (before, now)
        && before != now
    {
        told.push(
            Diagnostic::error("Another Deployment cannot be adopted")
                .at(PATH)
                .detail(format!(
                    "The rollout runs what it took over from {before:?}, which gets its pods back on destroy only."
                ))
                .next_step(format!("Name {before:?} again, or give {now:?} a rollout of its own.")),
        );
    }
    Ok(told)
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
