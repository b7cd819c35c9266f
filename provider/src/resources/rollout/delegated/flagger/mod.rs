//! What Flagger is brought: a Deployment, a `Canary` that refers to it, and a `MetricTemplate` for each metric.
//!
//! Flagger makes a second Deployment, `NAME-primary`, which has the traffic; ours runs a new version beside it, and has no pods
//! otherwise. Source: <https://docs.flagger.app/usage/how-it-works>.

mod canary;
mod metrics;
mod report;
#[cfg(test)]
mod tests;

use kgas_api::kubernetes::json_patch::{self, Operation};
use kgas_api::kubernetes::{Kind, Object, Place, Pointer, Write, create, get, list, merge_patch, patch_scale};
use kgas_engine::rollout::delegated::Report;
use kgas_engine::rollout::{Journal, Revision};
use kgas_transport::CallError;
use serde_json::{Value, json};

use super::carrier::{Wanted, labelled};
use super::part::Part;
use super::perform::place;
use super::record::Record;
use super::world::{Look, World};
use crate::resources::rollout::model::Rollout;
use crate::resources::rollout::native::marks::MANAGER;
use crate::resources::rollout::native::{Fixed, Names, Resolved};
use crate::resources::rollout::template::REVISION_LABEL;

/// The label by which Flagger tells the two Deployments' pods apart, the first of those that it looks for.
pub(super) const APP: &str = "app";

/// Everything that is wanted.
pub(super) fn wanted(model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Wanted {
    let replicas = model.workload.replicas.unwrap_or(1);
    let mut parts = metrics::templates(model, fixed);
    parts.push(Part::whole(fixed, Kind::CANARY, &model.name, canary::spec(model, fixed, resolved)));
    let kind = Kind::DEPLOYMENT;
    let mut workload = fixed.owner().object(&kind.api_version(), kind.kind, &model.name);
    workload["spec"] = json!({
        "replicas": replicas,
        "selector": { "matchLabels": { APP: model.name } },
        "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": 0 } },
        "progressDeadlineSeconds": fixed.progress_deadline_seconds,
        "revisionHistoryLimit": 2,
    });
    // Kubernetes leaves it out where it is none.
    if resolved.min_ready_seconds > 0 {
        workload["spec"]["minReadySeconds"] = json!(resolved.min_ready_seconds);
    }
    let mut template = labelled(model, resolved);
    template["metadata"]["labels"][APP] = json!(model.name);
    Wanted { parts, workload, template, revision: resolved.revision.clone(), replicas }
}

/// What of the Deployment is set again where it differs, beside its template.
pub(super) fn mendable(wanted: &Wanted) -> Value {
    let mut spec = json!({});
    for name in ["minReadySeconds", "progressDeadlineSeconds"] {
        if let Some(value) = wanted.workload["spec"].get(name) {
            spec[name] = value.clone();
        }
    }
    json!({ "spec": spec })
}

/// What Flagger says, its words as they are compared, and whether `NAME-primary` has as many pods as are wanted.
///
/// # Errors
/// The call that failed.
pub(super) async fn look(
    world: &World<'_>,
    object: &Object,
    journal: Option<&Journal>,
    record: &Record,
) -> Result<(Report, String, bool), CallError> {
    let names = &world.fixed.names;
    let canary = names.named(Kind::CANARY, names.rollout());
    let primary = primary(world);
    let (canary, primary) =
        tokio::try_join!(world.wire().call(get::request(&canary)), world.wire().call(get::request(&primary)))?;
    let seen = report::Said { target: object, canary: canary.as_ref(), primary: primary.as_ref(), record };
    let (mut report, said) = (report::report(&seen, journal, &[]), report::words(canary.as_ref()));
    if let Report::Failed { .. } = report {
        report = report::report(&seen, journal, &events(world).await);
    }
    let pods = primary.as_ref().and_then(|primary| primary.get(&["spec", "replicas"])).and_then(Value::as_u64);
    let sized = match (world.wanted, pods) {
        (Some(wanted), Some(pods)) => pods == u64::from(wanted.replicas),
        _ => true,
    };
    // While a version is on its way Flagger decides about pods.
    Ok((report.clone(), said, sized || report != Report::Serving))
}

/// What Flagger has told of the Canary. What cannot be found out is not said.
async fn events(world: &World<'_>) -> Vec<Object> {
    let names = &world.fixed.names;
    let fields = format!("involvedObject.kind=Canary,involvedObject.name={},type=Warning", names.rollout());
    let selection = list::Selection { labels: None, fields: Some(&fields) };
    let call = list::request(Kind::CORE_EVENT, Some(names.namespace()), selection, 0, None);
    world.wire().call(call).await.map(|list| list.page.items).unwrap_or_default()
}

/// What Flagger makes for a Canary, under names that somebody else's may have.
///
/// * `canary`: all of it.
pub(super) fn makes(canary: &Value, names: &Names) -> Vec<Place> {
    let name = names.rollout();
    let service = canary["spec"]["service"]["name"].as_str().unwrap_or(name);
    let of = |suffix: &str| names.named(Kind::SERVICE, &format!("{service}{suffix}"));
    let mut all =
        vec![of(""), of("-primary"), of("-canary"), names.named(Kind::DEPLOYMENT, &format!("{name}-primary"))];
    match canary["spec"]["provider"].as_str() {
        Some("istio") => all.push(names.named(Kind::VIRTUAL_SERVICE, service)),
        Some("gatewayapi:v1") => all.push(names.named(Kind::HTTP_ROUTE, service)),
        _ => {}
    }
    all
}

fn primary(world: &World<'_>) -> Place {
    world.fixed.names.named(Kind::DEPLOYMENT, &format!("{}-primary", world.fixed.names.rollout()))
}

/// Brings the wanted template, or the number of pods where the template is there.
///
/// # Errors
/// The call that failed.
pub(super) async fn deploy(world: &World<'_>, look: &Look, wanted: &Wanted, template: &Value) -> Result<(), CallError> {
    let (wire, write) = (world.wire(), Write::by(MANAGER));
    let place = place(world);
    let Some(live) = &look.workload else {
        return make(world, wanted, template, &wanted.revision).await;
    };
    let is = look.seen.workload.as_ref().and_then(|workload| workload.revision.as_ref());
    if is == Some(&wanted.revision) {
        wire.call(merge_patch::request(&place, &mendable(wanted), write)).await?;
        return wire.call(patch_scale::request(&primary(world), wanted.replicas, write)).await.map(drop);
    }
    let mut changes = another(live, template, &wanted.revision);
    let spec = |name: &str| Pointer::to("spec").field(name);
    changes.push(Operation::replace(spec("replicas"), wanted.replicas));
    for (name, value) in mendable(wanted)["spec"].as_object().into_iter().flatten() {
        changes.push(Operation::add(spec(name), value.clone()));
    }
    wire.call(json_patch::request(&place, &changes, write)).await.map(drop)
}

/// Brings the stable template again. How many pods it has is Flagger's to say.
///
/// # Errors
/// The call that failed.
pub(super) async fn restore(
    world: &World<'_>,
    look: &Look,
    template: &Value,
    revision: &Revision,
) -> Result<(), CallError> {
    let Some(live) = &look.workload else {
        let Some(wanted) = world.wanted else { return Ok(()) };
        return make(world, wanted, template, revision).await;
    };
    let changes = another(live, template, revision);
    world.wire().call(json_patch::request(&place(world), &changes, Write::by(MANAGER))).await.map(drop)
}

/// Makes the Deployment where there is none.
async fn make(world: &World<'_>, wanted: &Wanted, template: &Value, revision: &Revision) -> Result<(), CallError> {
    let place = place(world);
    let object = Object::at(&place, wanted.workload_with(template, revision));
    let call = create::request(&place, &object, Write::by(MANAGER));
    world.wire().call(call).await.map(drop)
}

/// Another template in the Deployment that was read.
fn another(live: &Object, template: &Value, revision: &Revision) -> Vec<Operation> {
    let version = live.resource_version().map(Operation::test_version);
    let label = Pointer::to("metadata").field("labels").field(REVISION_LABEL);
    let changes = [
        Operation::add(label, revision.0.as_str()),
        Operation::replace(Pointer::to("spec").field("template"), template.clone()),
    ];
    version.into_iter().chain(changes).collect()
}

/// How long a rollout takes at least where Flagger is the one: it looks before the first step and after the last.
pub(super) fn least(carrier: super::carrier::Carrier, model: &Rollout) -> std::time::Duration {
    match (carrier, &model.canary) {
        (super::carrier::Carrier::Flagger, Some(canary)) => {
            let looks = u32::try_from(canary.steps.len()).unwrap_or(u32::MAX).saturating_add(2);
            canary::interval(model).saturating_mul(looks)
        }
        _ => std::time::Duration::ZERO,
    }
}
