//! What the API server says against the objects that an apply would write.

use kgas_api::kubernetes::{Reason, field_conflicts};
use kgas_engine::rollout::Action;
use kgas_transport::CallError;
use tfplugin_rs::{Diagnostic, Diagnostics, Path};

use crate::resources::rollout::model::Rollout;

/// An error for each refusal; one for all where they have one reason, and a warning where nothing could be checked.
pub(super) fn told(model: &Rollout, refused: &[(&Action, CallError)]) -> Diagnostics {
    let mut told = Diagnostics::none();
    let (mut denied, mut unchecked, mut homeless) = (Vec::new(), Vec::new(), false);
    for (action, err) in refused {
        let text = err.to_string();
        match err.refusal().map(|refusal| (Reason::of(refusal), refusal)) {
            Some((Reason::NamespaceNotFound | Reason::NamespaceTerminating, _)) => homeless = true,
            Some((Reason::Forbidden | Reason::Unauthorized, _)) => denied.push(text),
            // A webhook with effects of its own is not asked what it would say.
            Some((_, refusal)) if refusal.message.contains("does not support dry run") => unchecked.push(text),
            Some((_, refusal)) if refusal.status >= 429 && Reason::of(refusal) == Reason::Other => unchecked.push(text),
            Some((reason, refusal)) => {
                let conflicts = field_conflicts(refusal);
                let others: Vec<_> = conflicts.iter().map(|one| format!("{} has {}", one.manager, one.field)).collect();
                let others = if others.is_empty() { String::new() } else { format!(" {}.", others.join(", ")) };
                told.push(
                    Diagnostic::error("What would be written is refused")
                        .at(path_of(model, action))
                        .detail(format!("{text}.{others} Nothing was changed."))
                        .next_step(next(reason)),
                );
            }
            None => unchecked.push(text),
        }
    }
    if homeless {
        told.push(
            Diagnostic::warning("The namespace is not there yet")
                .at("namespace")
                .detail(format!("Namespace {} does not exist, or is being deleted: no object could be checked.", model.namespace))
                .next_step("Have it made before the rollout: name the resource that makes it in `namespace` or in `depends_on`."),
        );
    }
    if !denied.is_empty() {
        told.push(
            Diagnostic::error("The identity may not write what an apply writes")
                .at("kubernetes")
                .detail(format!("{}. Nothing was changed.", denied.join(".\n")))
                .next_step("Give the identity of the connection the permissions that are named."),
        );
    }
    if let Some(first) = unchecked.first() {
        told.push(
            Diagnostic::warning("Not everything could be checked")
                .at("kubernetes")
                .detail(format!("{} of the writes could not be tried. The first: {first}.", unchecked.len()))
                .next_step("The apply may be refused where this plan was not."),
        );
    }
    told
}

/// The attribute that an object comes from.
fn path_of(model: &Rollout, action: &Action) -> Path {
    let workload = &model.workload;
    match action {
        Action::Deploy { .. } if workload.pod_template.is_some() => "workload.pod_template".into(),
        Action::Deploy { .. } | Action::Retire | Action::Restore { .. } => "workload.adopt".into(),
        Action::Serve(_) => "workload.ports".into(),
        Action::Autoscale { .. } => "workload.autoscaler".into(),
        Action::Copy => "workload.snapshot_configs".into(),
        Action::Header(_) => "traffic.header".into(),
        Action::Route { .. } | Action::Weigh { .. } => router(model).into(),
        _ => "name".into(),
    }
}

/// The attribute of what sends the traffic.
fn router(model: &Rollout) -> &'static str {
    let declared = model.traffic.as_ref().and_then(|traffic| {
        let routers = [
            (traffic.gateway_api.is_some(), "traffic.gateway_api"),
            (traffic.istio.is_some(), "traffic.istio"),
            (traffic.nginx.is_some(), "traffic.nginx"),
            (traffic.alb.is_some(), "traffic.alb"),
            (traffic.service.is_some(), "traffic.service"),
        ];
        routers.into_iter().find(|(given, _)| *given)
    });
    let usual = if model.blue_green.is_some() { "blue_green" } else { "name" };
    declared.map_or(usual, |(_, path)| path)
}

const fn next(reason: Reason) -> &'static str {
    match reason {
        Reason::KindNotServed => {
            "Install what serves this kind of object: for an HTTPRoute the CRDs of the Gateway API."
        }
        Reason::AdmissionDenied => "Change what the policy objects to, or the policy.",
        Reason::QuotaExceeded => "Raise the quota, or ask for less.",
        Reason::FieldConflict => "Have the other manager give up these fields, or name another object.",
        _ => "Correct what the API server objects to.",
    }
}
