//! What is told of a rollout that a controller carries out.

use kgas_api::kubernetes::Reason;
use kgas_engine::rollout::Journal;
use kgas_engine::rollout::delegated::{Problem, Waiting};
use kgas_transport::CallError;
use tfplugin_rs::Diagnostic;

use super::carrier::Carrier;
use super::world::World;
use crate::resources::rollout::native::marks::APPROVED;
use crate::resources::rollout::say::{self, path_of, sentence, unusable};

/// A wait in words.
pub(super) fn waiting(world: &World<'_>, why: &Waiting) -> String {
    let (name, names) = (world.carrier.name(), &world.fixed.names);
    match why {
        Waiting::Controller => format!("waiting for {name} to take it up"),
        Waiting::Step { step, weight, says } if says.is_empty() => format!("{name} is at step {step} ({weight} %)"),
        Waiting::Step { step, weight, says } => format!("{name} is at step {step} ({weight} %): {says}"),
        Waiting::Approval { revision, attempt, weight } => format!(
            "waiting for approval of {weight} % for {}: kubectl annotate --overwrite --namespace {} configmap {} \
             {APPROVED}={attempt}/{weight}, or the controller's own way",
            revision.0,
            names.namespace(),
            names.journal().name()
        ),
        Waiting::Verdict { why } => format!("waiting for a verdict: {why}"),
        Waiting::Return => format!("waiting for {name} to give the stable version its traffic back"),
        Waiting::Leaving => "waiting for deleted objects to go".to_owned(),
    }
}

/// What stands at the end of a run that was stuck.
pub(super) fn problem(carrier: Carrier, problem: &Problem, journal: Option<&Journal>) -> Diagnostic {
    let name = carrier.name();
    match problem {
        Problem::Reverted(cause) => Diagnostic::error("The new version was taken back")
            .at(path_of(cause))
            .detail(format!(
                "{}. {} The state keeps the stable version.",
                sentence(cause),
                stands(journal)
            ))
            .next_step(format!(
                "Mend what the cause names and apply again: the plan shows the change as pending. `evidence` has every change of weight, \
                 and `kubectl describe` of the objects what {name} says."
            )),
        Problem::Superseded { by } => Diagnostic::error("Another version was brought meanwhile")
            .at("workload")
            .detail(format!(
                "This run brought its version and found {} in its place: another apply or a person has changed it. This run changes \
                 nothing any more.",
                by.as_ref().map_or_else(|| "another template".to_owned(), |by| format!("revision {}", by.0))
            ))
            .next_step("Find out who it was, wait until that has ended, and plan again."),
        Problem::Silent => Diagnostic::error("The controller says nothing")
            .at("engine")
            .detail(format!(
                "What {name} is to carry out is there, and it has not taken it up within `workload.progress_deadline`."
            ))
            .next_step(format!(
                "Look whether {name} runs in this cluster and watches this namespace, and apply again: it goes on with what is there."
            )),
        Problem::NotInstalled { says } => Diagnostic::error("The pods did not come")
            .at("workload")
            .detail(format!("{name} gave it up: {says}. What is there is left as it is."))
            .next_step("Mend what keeps them from becoming ready, and apply again."),
        Problem::Interrupted { reverted: true, .. } => Diagnostic::error("Stopped")
            .detail(format!(
                "The rollout was stopped: the stable template is back, and {name} takes the new version's traffic away."
            ))
            .next_step("Apply again: it begins anew."),
        Problem::Interrupted { weight, .. } => Diagnostic::error("Stopped")
            .detail(format!(
                "The rollout was stopped with {weight} % of the traffic at the new version, and {name} goes on with it by itself."
            ))
            .next_step("Apply again to look on, or apply the former configuration to take it back."),
        Problem::Unusable { what } => unusable(what),
    }
}

/// Where the traffic is.
fn stands(journal: Option<&Journal>) -> String {
    match journal.and_then(|journal| journal.stable.as_ref()) {
        Some(stable) => format!("All traffic is at revision {}, which is stable.", stable.revision.0),
        None => "There is no stable version.".to_owned(),
    }
}

/// A call failed.
pub(super) fn failed(carrier: Carrier, err: &CallError, acted: bool) -> Diagnostic {
    if err.refusal().map(Reason::of) != Some(Reason::KindNotServed) {
        return say::failed(err, acted);
    }
    let name = carrier.name();
    let now = if acted { "What was begun is written down in the cluster." } else { "Nothing was changed." };
    Diagnostic::error("The engine is not installed")
        .at("engine")
        .detail(format!("The cluster does not serve what {name} needs: {err}. {now}"))
        .next_step(format!("Install {name} and its CRDs, with those of the router, or write `engine = \"native\"`."))
}

/// The time was over.
pub(super) fn timed_out(world: &World<'_>, why: Option<&Waiting>) -> Diagnostic {
    let waiting = why.map(|why| format!(" This run was {}.", waiting(world, why))).unwrap_or_default();
    Diagnostic::error("The timeout has passed")
        .at("timeouts")
        .detail(format!("The rollout was ended.{waiting}"))
        .next_step("Apply again to go on, with a longer timeout if it has to wait longer.")
}

/// A creation that was ended early: the next apply goes on with it.
pub(super) fn goes_on(carrier: Carrier) -> Diagnostic {
    Diagnostic::warning("The rollout is not finished")
        .detail(format!(
            "The run was ended before {} had the first version in its place, and it goes on with it by itself.",
            carrier.name()
        ))
        .next_step("Apply again to see it through.")
}
