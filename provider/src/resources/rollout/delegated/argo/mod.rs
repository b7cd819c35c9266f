//! What Argo Rollouts is brought: a `Rollout`, and what it refers to.
//!
//! Source: <https://argo-rollouts.readthedocs.io/en/stable/features/specification/>.

mod analysis;
mod report;
mod steps;
#[cfg(test)]
mod tests;

use kgas_api::kubernetes::Kind;
use kgas_engine::rollout::{Routing, Slot};
use serde_json::{Value, json};

pub(super) use report::{Evidence, report};

use super::carrier::{Wanted, labelled};
use super::part::Part;
use crate::resources::rollout::model::{Approval, BlueGreen, Canary, Rolling, Rollout, Span, StableScale};
use crate::resources::rollout::native::{Fixed, Resolved};
use crate::resources::rollout::template::{ROLLOUT_LABEL, SLOT_LABEL, slot_name, written_port};
use crate::resources::rollout::wanted as declared;

/// Everything that is wanted.
pub(super) fn wanted(model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Wanted {
    let replicas = model.workload.replicas.unwrap_or(1);
    let watched = analysis::is_asked(model);
    let mut parts = services(model, fixed, resolved);
    parts.extend(virtual_service(model, fixed, resolved));
    if watched {
        parts.push(Part::whole(fixed, Kind::ANALYSIS_TEMPLATE, &model.name, analysis::template(model)));
    }
    let kind = Kind::ROLLOUT;
    let mut workload = fixed.owner().object(&kind.api_version(), kind.kind, &model.name);
    workload["spec"] = json!({
        "replicas": replicas,
        "selector": { "matchLabels": { ROLLOUT_LABEL: model.name } },
        "minReadySeconds": resolved.min_ready_seconds,
        "progressDeadlineSeconds": fixed.progress_deadline_seconds,
        // Otherwise a version whose pods do not come stays where it is.
        "progressDeadlineAbort": true,
        "revisionHistoryLimit": 2,
        "strategy": strategy(model, watched),
    });
    let workload = Part::marked(fixed.names.named(kind, &model.name), workload).body().clone();
    Wanted { parts, workload, template: labelled(model, resolved), revision: resolved.revision.clone(), replicas }
}

/// The Service that all traffic comes to where the strategy switches it.
fn active(model: &Rollout) -> String {
    let service = model.traffic.as_ref().and_then(|traffic| traffic.service.as_ref());
    service.and_then(|service| service.name.clone()).unwrap_or_else(|| model.name.clone())
}

/// Services of both versions. The controller adds to what each selects, and nobody takes that away again.
fn services(model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Vec<Part> {
    let ports: Vec<Value> = resolved.ports.iter().map(written_port).collect();
    let one = |name: &str| {
        let spec = json!({ "selector": { ROLLOUT_LABEL: model.name }, "ports": ports });
        Part::shared(fixed, Kind::SERVICE, name, spec, &json!({ "ports": ports }))
    };
    let of = |slot: Slot| one(&slot_name(&model.name, slot)).labelled(SLOT_LABEL, slot.letter());
    match declared::routing(model) {
        Routing::Weighted => vec![of(Slot::A), of(Slot::B)],
        Routing::Switched => vec![one(&active(model)), of(Slot::B)],
        Routing::Ratio => Vec::new(),
    }
}

/// The route that the controller changes the weights of.
fn virtual_service(model: &Rollout, fixed: &Fixed, resolved: &Resolved) -> Option<Part> {
    let istio = model.traffic.as_ref()?.istio.as_ref()?;
    let port = istio.port.or_else(|| resolved.ports.first().map(|port| port.port))?;
    let to = |slot: Slot, weight: u32| {
        let destination = json!({ "host": slot_name(&model.name, slot), "port": { "number": port } });
        json!({ "destination": destination, "weight": weight })
    };
    let mut frame = json!({ "hosts": istio.hosts });
    if !istio.gateways.is_empty() {
        frame["gateways"] = json!(istio.gateways);
    }
    let mut spec = frame.clone();
    spec["http"] = json!([{ "route": [to(Slot::A, 100), to(Slot::B, 0)] }]);
    let name = istio.virtual_service.clone().unwrap_or_else(|| model.name.clone());
    Some(Part::shared(fixed, Kind::VIRTUAL_SERVICE, &name, spec, &frame))
}

fn seconds(span: &Span) -> u64 {
    span.get().as_secs()
}

/// How long old pods are kept: to the controller no time at all means that they stay for good.
/// Source: <https://github.com/argoproj/argo-rollouts/blob/v1.9.1/rollout/replicaset.go>, `addScaleDownDelay`.
fn kept(span: &Span) -> u64 {
    seconds(span).max(1)
}

/// Labels by which the pods of the stable version and of a new one are told apart: the controller keeps them right.
fn told_apart(strategy: &mut Value, stable: &str, new: &str) {
    for (field, slot) in [(stable, Slot::A), (new, Slot::B)] {
        strategy[field] = json!({ "labels": { SLOT_LABEL: slot.letter() } });
    }
}

fn strategy(model: &Rollout, watched: bool) -> Value {
    if let Some(blue_green) = &model.blue_green {
        return json!({ "blueGreen": switched(model, blue_green, watched) });
    }
    let mut canary = match (&model.canary, &model.rolling) {
        (Some(canary), _) => stepped(model, canary, watched),
        (None, Some(Rolling { max_surge, max_unavailable, .. })) => {
            json!({ "maxSurge": steps::amount(*max_surge), "maxUnavailable": steps::amount(*max_unavailable) })
        }
        (None, None) => json!({}),
    };
    told_apart(&mut canary, "stableMetadata", "canaryMetadata");
    json!({ "canary": canary })
}

fn stepped(model: &Rollout, canary: &Canary, watched: bool) -> Value {
    let steps = steps::of(&declared::canary_stages(canary));
    let mut strategy = json!({ "steps": steps.all });
    if watched {
        strategy["analysis"] = json!({ "templates": [{ "templateName": model.name }] });
        if let Some(first) = steps.watched_from {
            strategy["analysis"]["startingStep"] = json!(first);
        }
    }
    if declared::routing(model) == Routing::Ratio {
        strategy["maxSurge"] = steps::amount(canary.max_surge);
        strategy["maxUnavailable"] = steps::amount(canary.max_unavailable);
        return strategy;
    }
    strategy["stableService"] = json!(slot_name(&model.name, Slot::A));
    strategy["canaryService"] = json!(slot_name(&model.name, Slot::B));
    if let Some(istio) = model.traffic.as_ref().and_then(|traffic| traffic.istio.as_ref()) {
        let name = istio.virtual_service.as_ref().unwrap_or(&model.name);
        strategy["trafficRouting"] = json!({ "istio": { "virtualService": { "name": name } } });
    }
    match canary.stable_scale {
        StableScale::Full => strategy["scaleDownDelaySeconds"] = json!(kept(&canary.keep_old_for)),
        // The old version has no pods left by then.
        StableScale::Follow => strategy["dynamicStableScale"] = json!(true),
    }
    strategy
}

fn switched(model: &Rollout, declared: &BlueGreen, watched: bool) -> Value {
    let mut strategy = json!({
        "activeService": active(model),
        "previewService": slot_name(&model.name, Slot::B),
        "scaleDownDelaySeconds": kept(&declared.keep_old_for),
    });
    if let Some(replicas) = declared.preview_replicas {
        strategy["previewReplicaCount"] = json!(replicas);
    }
    match (declared.approval, seconds(&declared.preview_bake)) {
        (Approval::Required, _) => strategy["autoPromotionEnabled"] = json!(false),
        (Approval::None, 0) => {}
        (Approval::None, bake) => strategy["autoPromotionSeconds"] = json!(bake),
    }
    if watched {
        strategy["postPromotionAnalysis"] = json!({ "templates": [{ "templateName": model.name }] });
    }
    told_apart(&mut strategy, "activeMetadata", "previewMetadata");
    strategy
}
