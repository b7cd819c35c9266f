//! What a plan tells of an apply that a controller carries out: the steps, what is under way, what is refused, and what metrics say
//! now.

use std::fmt::Write as _;
use std::time::Duration;

use kgas_api::kubernetes::apply::{self, Conflicts};
use kgas_api::kubernetes::{Object, Write};
use kgas_engine::rollout::{Goal, Journal, Phase, Stage};
use kgas_transport::CallError;
use tfplugin_rs::{Context, Diagnostic, Diagnostics};

use super::carrier::{Carrier, Wanted};
use super::world::{World, spec};
use super::{flagger, say};
use crate::client::Client;
use crate::drive::World as _;
use crate::resources::rollout::model::Rollout;
use crate::resources::rollout::native::marks::MANAGER;
use crate::resources::rollout::native::{Fixed, refusals};
use crate::resources::rollout::say::{path_of, sentence};
use crate::resources::rollout::template::REVISION_LABEL;
use crate::resources::rollout::wanted::{canary_stages, predicted, written};

/// Looks ahead, and tells whether anything serves yet.
///
/// # Errors
/// The look failed.
pub(in crate::resources::rollout) async fn told(
    carrier: Carrier,
    model: &Rollout,
    fixed: &Fixed,
    context: &Context<Client>,
) -> Result<(Diagnostics, bool), CallError> {
    let Some(resolved) = &fixed.resolved else { return Ok((Diagnostics::none(), false)) };
    let wanted = carrier.wanted(model, fixed, resolved);
    let clock = &*context.client.clock;
    let spec = spec(model, Some(&wanted), Goal::Deployed, &context.client);
    let world = World::new(fixed, carrier, Some(&wanted), spec, clock);
    let look = match world.observe().await {
        Err(err) if refusals::is_unserved(&err) => return Ok((say::failed(carrier, &err, false).into(), false)),
        look => look?,
    };
    if let Some(what) = &look.seen.unusable {
        let problem = kgas_engine::rollout::delegated::Problem::Unusable { what: what.clone() };
        return Ok((say::problem(carrier, &problem, None).into(), false));
    }
    let journal = look.seen.journal.as_ref();
    let mut told = Diagnostics::none();
    told.extend(journal.and_then(left));
    let stable = journal.and_then(|journal| journal.stable.as_ref()).map(|stable| &stable.revision);
    if stable != Some(&wanted.revision) {
        told.push(table(carrier, model, stable.map(|stable| stable.0.as_str()), &wanted));
    }
    for (what, err) in rehearse(carrier, fixed, &wanted).await {
        told.push(
            Diagnostic::error("What would be written is refused")
                .at(if what { "workload" } else { "engine" })
                .detail(format!("{err}. Nothing was changed."))
                .next_step("Correct what the API server objects to."),
        );
    }
    Ok((told, stable.is_some()))
}

/// Sends everything that is wanted by the way of somebody who only asks, and returns what was refused: whether it was the workload,
/// and why.
async fn rehearse(carrier: Carrier, fixed: &Fixed, wanted: &Wanted) -> Vec<(bool, CallError)> {
    let mut workload = wanted.workload.clone();
    workload["metadata"]["labels"][REVISION_LABEL] = wanted.revision.0.as_str().into();
    workload["spec"]["template"] = wanted.template.clone();
    let place = fixed.names.named(carrier.workload(), fixed.names.rollout());
    let parts = wanted.parts.iter().map(|part| (false, part.place.clone(), part.body().clone()));
    let mut refused = Vec::new();
    for (is_workload, place, body) in parts.chain([(true, place, workload)]) {
        let object = Object::at(&place, body);
        let call = apply::request(&place, &object, Write::by(MANAGER), Conflicts::TakeOver);
        match fixed.wire.call(call).await {
            Err(err) if !refusals::is_setback(&err) => refused.push((is_workload, err)),
            _ => {}
        }
    }
    refused
}

/// What an attempt left.
fn left(journal: &Journal) -> Option<Diagnostic> {
    let candidate = journal.candidate.as_ref().map_or("", |candidate| candidate.revision.0.as_str());
    let why = journal.cause.as_ref().map(|cause| format!(" {}.", sentence(cause))).unwrap_or_default();
    let path = journal.cause.as_ref().map_or_else(|| "workload".into(), path_of);
    Some(match journal.phase {
        Phase::Progressing => Diagnostic::warning("A rollout is under way")
            .at("engine")
            .detail(format!(
                "Revision {candidate} is at step {} with {} % of the traffic. The controller goes on with it by itself.",
                journal.step + 1,
                journal.weight
            ))
            .next_step("The apply looks on if that is what is wanted, and brings what is wanted in its place otherwise."),
        Phase::Reverting | Phase::Reverted => Diagnostic::warning("The last version was taken back")
            .at(path)
            .detail(format!("Revision {candidate} was taken back.{why}"))
            .next_step("The apply tries again what is wanted."),
        Phase::Installing | Phase::Idle | Phase::Held | Phase::Keeping => return None,
    })
}

/// The steps, if there are any. How many pods each has is the controller's to say.
fn table(carrier: Carrier, model: &Rollout, stable: Option<&str>, wanted: &Wanted) -> Diagnostic {
    let (name, revision) = (carrier.name(), &wanted.revision.0);
    let Some(stable) = stable else {
        let detail = format!("Nothing runs yet: {name} brings revision {revision}, without steps.");
        return Diagnostic::warning(format!("Rollout plan: {}", model.name)).detail(detail);
    };
    let stages = match &model.canary {
        Some(canary) => canary_stages(canary),
        None => vec![Stage::of(100)],
    };
    let mut text = format!("{name} brings revision {revision} beside {stable}, in {}:\n\n", steps(stages.len()));
    text.push_str("  step  traffic  watched");
    for (index, stage) in stages.iter().enumerate() {
        let watched = written(Duration::from_millis(stage.bake));
        let approval = if stage.approval { "  once approved" } else { "" };
        let _ = write!(text, "\n  {:>4}  {:>5} %  {watched:>7}{approval}", index + 1, stage.weight);
    }
    let _ = write!(
        text,
        "\n\nThat takes {} at least. {name} decides how many pods there are meanwhile.",
        written(predicted(model).max(flagger::least(carrier, model)))
    );
    Diagnostic::warning(format!("Rollout plan: {}", model.name)).detail(text)
}

fn steps(many: usize) -> String {
    if many == 1 { "1 step".to_owned() } else { format!("{many} steps") }
}
