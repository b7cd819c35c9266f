//! What is told of a rollout: what was seen, what is true now, and what to do next.

use kgas_api::kubernetes::Reason;
use kgas_engine::Millis;
use kgas_engine::rollout::{Cause, Problem, Seen, Waiting};
use kgas_transport::CallError;
use tfplugin_rs::Diagnostic;

use super::native::{Say, Unresolved};
use crate::drive::Why;

/// What stands at the end of a run that was stuck.
pub(super) fn problem(problem: &Problem, seen: Option<&Seen>) -> Diagnostic {
    match problem {
        Problem::Reverted(cause) => Diagnostic::error("The new version was taken back")
            .at(path_of(cause))
            .detail(format!("{}. {} The state keeps the stable version.", sentence(cause), stands(seen)))
            .next_step(
                "Mend what the cause names and apply again: the plan shows the change as pending. `evidence` and the Events of the \
                 journal have every change of weight with its metrics.",
            ),
        Problem::Held(cause) => Diagnostic::error("The new version failed, and stays where it is")
            .at(path_of(cause))
            .detail(format!("{}. `on_failure = \"hold\"` leaves it there. {}", sentence(cause), stands(seen)))
            .next_step("Apply again to try the step again, or apply the former configuration to take it back."),
        Problem::Locked { holder } => Diagnostic::error("Another run is at work on this rollout")
            .at("lock_wait")
            .detail(format!(
                "{holder} holds its lock, and did not let go within `lock_wait`. This run has changed nothing."
            ))
            .next_step("Wait until it has ended, or end it: 30 seconds after its last sign of life the lock is free."),
        Problem::LockLost { holder } => Diagnostic::error("Another run has taken over")
            .detail(format!(
                "This run was silent for longer than its lock lasts, and {} took it over. This run changes nothing any more.",
                holder.as_deref().unwrap_or("another run")
            ))
            .next_step("Wait until the other run has ended, and plan again."),
        Problem::NotInstalled { available, needed, trouble } => Diagnostic::error("The pods did not come")
            .at("workload")
            .detail(format!(
                "{available} of {needed} pods are available after `progress_deadline`{}. They are left as they are.",
                trouble.as_ref().map(|trouble| format!(": {trouble}")).unwrap_or_default()
            ))
            .next_step("Mend what keeps them from becoming ready, and apply again."),
        Problem::NotRouted { why } => Diagnostic::error("The route did not come into effect")
            .at("traffic")
            .detail(format!("After `progress_deadline`: {}. It is left as it is, and so are the pods.", why.trim_end_matches('.')))
            .next_step("Mend what keeps it from being taken up, and apply again."),
        Problem::Unfinished { revision, step, weight } => Diagnostic::error("Another run left a new version on its way")
            .at("resume")
            .detail(format!(
                "Revision {} is at step {step} with {weight} % of the traffic, and `resume = \"manual\"` leaves that to you. Nothing was \
                 changed.",
                revision.0
            ))
            .next_step("Set `resume` to \"auto\" to go on with it, or to \"rollback\" to take it back, and apply."),
        Problem::Blocked { why } => Diagnostic::error("A gate is closed")
            .at("gate")
            .detail(format!("{why}. Nothing was changed."))
            .next_step("Apply when it is open, wait for it with `on_blocked = \"wait\"`, or write a reason into `override`."),
        Problem::Interrupted { weight, reverted } => interrupted(*weight, *reverted),
        Problem::Unusable { what } => unusable(what),
        Problem::JobFailed { why } => Diagnostic::error("The Job did not carry the rollout out")
            .at("in_cluster")
            .detail(format!("{}. {}", why.trim_end_matches('.'), stands(seen)))
            .next_step("Mend what is named and apply again: what was begun is written down in the cluster, and the next apply goes on with it."),
        Problem::NothingToAdopt => Diagnostic::error("There is nothing to adopt")
            .at("workload.adopt")
            .detail("The Deployment does not exist. Nothing was changed.")
            .next_step("Correct the name, or give a `pod_template` instead."),
    }
}

/// What is there keeps a run from beginning: it is somebody else's, or does not fit, or lacks something.
pub(super) fn unusable(what: &str) -> Diagnostic {
    Diagnostic::error("The rollout cannot use what is there").detail(format!("{what}. Nothing was changed.")).next_step(
        "Correct what is named. What is somebody else's can stay: choose another name for the rollout, or use a route or an Ingress as it \
         is with `ownership = \"shared\"`.",
    )
}

fn interrupted(weight: u32, reverted: bool) -> Diagnostic {
    let told = Diagnostic::error("Stopped");
    match (weight, reverted) {
        (0, true) => told
            .detail("The rollout was stopped: all traffic is back at the stable version, and the lock is free.")
            .next_step("Apply again: it cleans up, and begins anew."),
        (weight, true) => told
            .detail(format!(
                "The rollout was stopped while the stable version grows back: {weight} % of the traffic are still at the new version."
            ))
            .next_step("Apply again to go on with taking it back."),
        (weight, false) => told
            .detail(format!(
                "The rollout was stopped where it was: {weight} % of the traffic are at the new version, and the lock is free."
            ))
            .next_step("Apply again to go on, or apply the former configuration to take it back."),
    }
}

/// The attribute that a cause is about.
pub(super) fn path_of(cause: &Cause) -> tfplugin_rs::Path {
    match cause {
        Cause::Metric { finding, .. } => tfplugin_rs::Path::from("analysis.metrics").key(&finding.metric),
        Cause::NotRouted { .. } => "traffic".into(),
        Cause::NoVerdict { .. } => "analysis".into(),
        Cause::Blocked { .. } => "gate".into(),
        Cause::DeadMan { .. } => "dead_man".into(),
        Cause::Unguarded { .. } => "in_cluster".into(),
        _ => "workload".into(),
    }
}

/// A cause as a sentence, without its full stop.
pub(super) fn sentence(cause: &Cause) -> String {
    let text = cause.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Where the traffic is.
fn stands(seen: Option<&Seen>) -> String {
    let journal = seen.and_then(|seen| seen.journal.as_ref());
    let stable = journal.and_then(|journal| journal.stable.as_ref());
    let weight = journal.map_or(0, |journal| journal.weight);
    match stable {
        Some(stable) if weight == 0 => format!("All traffic is at revision {}, which is stable.", stable.revision.0),
        Some(stable) => format!("{weight} % of the traffic are at it, the rest at revision {}.", stable.revision.0),
        None => "There is no stable version.".to_owned(),
    }
}

/// Something that is named cannot be used.
pub(super) fn unresolved(err: &Unresolved) -> Diagnostic {
    match err {
        Unresolved::Call(err) => failed(err, false),
        Unresolved::Missing { path, what } => Diagnostic::error("Something that is named is not there")
            .at(*path)
            .detail(format!("{what} does not exist. Nothing was changed."))
            .next_step("Create it first, or correct the name."),
        Unresolved::Wrong { path, wrong } => {
            let texts: Vec<_> = wrong.iter().map(|wrong| wrong.text.as_str()).collect();
            let image = wrong.iter().find_map(|wrong| wrong.image.as_ref());
            let path =
                image.map_or_else(|| (*path).into(), |image| tfplugin_rs::Path::from("workload.image").key(image));
            Diagnostic::error("The pods cannot be run")
                .at(path)
                .detail(format!("{} Nothing was changed.", texts.join(" ")))
        }
    }
}

/// A Service needs a port.
pub(super) fn no_port() -> Diagnostic {
    Diagnostic::error("The Service has no port")
        .at("workload.ports")
        .detail("Neither `ports` nor the containers name one. Nothing was changed.")
        .next_step("Write `ports = [{ port = 80, target_port = \"8080\" }]`.")
}

/// A call failed.
pub(super) fn failed(err: &CallError, acted: bool) -> Diagnostic {
    let reason = err.refusal().map(Reason::of);
    let now = if acted {
        "What was begun is written down in the cluster, and the next apply goes on with it."
    } else {
        "Nothing was changed."
    };
    let told = Diagnostic::error("The Kubernetes API refused or did not answer").detail(format!("{err}. {now}"));
    match reason {
        Some(Reason::KindNotServed) => {
            told.next_step("Install what serves this kind of object: for an HTTPRoute the CRDs of the Gateway API.")
        }
        Some(Reason::NamespaceNotFound) => told.at("namespace").next_step("Create the namespace first."),
        Some(Reason::Forbidden | Reason::Unauthorized) => {
            told.at("kubernetes").next_step("Give the identity of the connection the permission that is named.")
        }
        _ => told.next_step(err.advice()),
    }
}

/// The time was over.
pub(super) fn timed_out(waiting: Option<&Waiting>, now: Millis, seen: Option<&Seen>) -> Diagnostic {
    let waiting = waiting.map(|waiting| format!(" It was waiting {}.", Say(waiting, now))).unwrap_or_default();
    Diagnostic::error("The timeout has passed")
        .at("timeouts")
        .detail(format!("The rollout was ended.{waiting} {} The lock is free.", stands(seen)))
        .next_step("Apply again to go on, with a longer timeout if it has to wait longer.")
}

/// A creation that was ended early: the next apply goes on with it.
pub(super) fn goes_on(why: &Why<Waiting, Problem>, now: Millis) -> Diagnostic {
    let text = match why {
        Why::Stuck(Problem::Interrupted { weight: 0, reverted: true }) => {
            "It was stopped: all traffic is back at the stable version, and the next apply begins anew.".to_owned()
        }
        Why::TimedOut(Some(waiting)) => format!("The timeout has passed while it was waiting {}.", Say(waiting, now)),
        Why::TimedOut(None) => "The timeout has passed.".to_owned(),
        _ => "It was stopped.".to_owned(),
    };
    Diagnostic::warning("The rollout is not finished")
        .detail(format!("{text} What was begun is written down in the cluster, and the lock is free."))
        .next_step("Apply again: it goes on from there.")
}

/// The credentials were in the configuration only.
pub(super) fn no_credentials() -> Diagnostic {
    Diagnostic::error("There are no credentials to destroy it with")
        .at("kubernetes")
        .detail(
            "What ends in `_wo` is in no state, and Terraform does not show the configuration to a destroy. Nothing was destroyed: \
             another way to a cluster could be the way to another cluster.",
        )
        .next_step("Apply once with another way: `token_file`, a `kubeconfig` with a `path`, or a `cluster_id`.")
}
