//! What a plan finds that others left, or hold: who is at work, what was interrupted, what failed, what is closed.

use kgas_engine::Millis;
use kgas_engine::rollout::preview::{Course, Preview};
use kgas_engine::rollout::{Gate, Journal, Lease, Phase, Problem, Resume, Seen, Spec};
use tfplugin_rs::{Diagnostic, Diagnostics};

use crate::resources::rollout::native::is_by_job;
use crate::resources::rollout::say::{self, path_of, sentence};
use crate::resources::rollout::state::time;
use crate::resources::rollout::wanted::written;

/// Warnings, and one error: what is there cannot be used.
pub(super) fn told(spec: &Spec, seen: &Seen, preview: &Preview, now: Millis) -> Diagnostics {
    if let Some(what) = &seen.unusable {
        return say::problem(&Problem::Unusable { what: what.clone() }, None).into();
    }
    if let Some(told) = at_work(seen) {
        return [told].into_iter().chain(gate(&seen.gate)).collect();
    }
    let lock = seen.lease.as_ref().and_then(|lease| lock(spec, lease, now));
    let journal = seen.journal.as_ref().and_then(|journal| left(spec, journal, preview));
    lock.into_iter().chain(journal).chain(gate(&seen.gate)).collect()
}

/// A Job is at work: an apply that died, or that was not waited for, has left it.
fn at_work(seen: &Seen) -> Option<Diagnostic> {
    let holder = seen.lease.as_ref()?.holder.as_ref().filter(|holder| is_by_job(holder))?;
    let journal = seen.journal.as_ref()?;
    let candidate = journal.candidate.as_ref().map_or("the stable one", |candidate| candidate.revision.0.as_str());
    let told = Diagnostic::warning("A Job is at work on this rollout").at("runner").detail(format!(
        "{holder} holds the lock: revision {candidate} is at step {} with {} % of the traffic.",
        journal.step + 1,
        journal.weight
    ));
    Some(told.next_step(
        "With `runner = \"job\"` the apply looks on if that is what it would bring, and otherwise has the Job stop first.",
    ))
}

/// Somebody holds the lock.
fn lock(spec: &Spec, lease: &Lease, now: Millis) -> Option<Diagnostic> {
    let holder = lease.holder.as_ref()?;
    let renewed = lease.renewed.parse::<jiff::Timestamp>().ok()?.as_millisecond();
    // The holder's clock is another one: this is for people, and decides nothing.
    let silent =
        std::time::Duration::from_millis(now.0.saturating_sub(u64::try_from(renewed).unwrap_or(0)) / 1_000 * 1_000);
    let told = Diagnostic::warning("Another run holds the lock").at("lock_wait");
    let detail = format!("{holder} holds it, and was last heard of {} ago, at {}.", written(silent), lease.renewed);
    let (ttl, wait) = [spec.lock.ttl, spec.lock.wait].map(std::time::Duration::from_millis).into();
    Some(if silent > ttl {
        told.detail(format!("{detail} It is silent for longer than its lock lasts."))
            .next_step("The apply takes the lock over, once it has seen it unchanged for that long.")
    } else {
        told.detail(format!("{detail} The apply waits {} for it, as `lock_wait` says.", written(wait)))
            .next_step("Let the other run end first: what it changes is not in this plan.")
    })
}

/// What an attempt left.
fn left(spec: &Spec, journal: &Journal, preview: &Preview) -> Option<Diagnostic> {
    let candidate = journal.candidate.as_ref().map(|candidate| candidate.revision.0.as_str()).unwrap_or_default();
    let cause = journal.cause.as_ref();
    let why = cause.map(|cause| format!(" {}.", sentence(cause))).unwrap_or_default();
    let path = || cause.map_or_else(|| "workload".into(), path_of);
    let stands = format!(
        "Revision {candidate} is at step {} with {} % of the traffic, since {}.",
        journal.step + 1,
        journal.weight,
        time(journal.entered)
    );
    let next = next(spec, journal, preview.course);
    Some(match journal.phase {
        Phase::Progressing => {
            Diagnostic::warning("A rollout was interrupted").at("resume").detail(stands).next_step(next)
        }
        Phase::Held => Diagnostic::warning("The last version failed and was left where it is")
            .at(path())
            .detail(format!("{stands}{why}"))
            .next_step(next),
        Phase::Reverting => Diagnostic::warning("The last version is still being taken back")
            .at(path())
            .detail(format!("Revision {candidate} loses its traffic and its pods.{why}"))
            .next_step(next),
        Phase::Reverted => {
            let at = journal.attempts.last().map(|attempt| format!(" at {}", time(attempt.ended))).unwrap_or_default();
            Diagnostic::warning("The last version was taken back")
                .at(path())
                .detail(format!("Revision {candidate} was taken back{at}.{why}"))
                .next_step(next)
        }
        Phase::Installing | Phase::Idle | Phase::Keeping => return None,
    })
}

/// What the apply does about it.
fn next(spec: &Spec, journal: &Journal, course: Course) -> String {
    let candidate = journal.candidate.as_ref().map(|candidate| &candidate.revision);
    let same = candidate == Some(&spec.revision);
    match course {
        Course::Refuse => {
            "The apply fails and changes nothing, as `resume = \"manual\"` says: set it to \"auto\" to go on, or to \"rollback\" to take \
             the candidate back."
                .to_owned()
        }
        Course::TakeBack if journal.stable.as_ref().is_some_and(|stable| stable.revision == spec.revision) => {
            "The apply takes it back to the stable version, which is what is wanted.".to_owned()
        }
        Course::TakeBack if spec.resume == Resume::Rollback && journal.phase != Phase::Reverting => {
            "The apply takes it back and fails with that, as `resume = \"rollback\"` says; the one after it begins anew.".to_owned()
        }
        Course::TakeBack => "The apply takes the rest of it back and fails with that; the one after it begins anew.".to_owned(),
        Course::Replace => format!("The apply takes it back first, and brings revision {} after that.", spec.revision.0),
        Course::Steps { .. } if journal.phase == Phase::Reverted && same => {
            "The apply tries the same version again from the first step: mend first what the cause names.".to_owned()
        }
        Course::Steps { .. } if journal.phase == Phase::Reverted => {
            format!("The apply brings revision {} in its place.", spec.revision.0)
        }
        Course::Steps { from } => format!("The apply goes on at step {}, which is watched anew.", from + 1),
        Course::Stay => "The apply stays with the stable version.".to_owned(),
        Course::Return => "The apply gives it all the traffic, without steps.".to_owned(),
        Course::Install | Course::TakeOver { .. } => "The apply begins anew.".to_owned(),
    }
}

fn gate(gate: &Gate) -> Option<Diagnostic> {
    match gate {
        Gate::Open => None,
        Gate::Overridden { reason } => Some(
            Diagnostic::warning("A closed gate is passed")
                .at("gate.override")
                .detail(format!("The apply does not wait, because of the override: {reason}."))
                .next_step("Remove `override` to have the gate count again."),
        ),
        Gate::Closed { why, until, wait } => {
            let until = until.map(|until| format!(", until {}", time(until))).unwrap_or_default();
            let next = if *wait { "The apply waits until it is open." } else { "The apply fails while it is closed." };
            Some(
                Diagnostic::warning("A gate is closed")
                    .at("gate")
                    .detail(format!("{}{until}.", why.trim_end_matches('.')))
                    .next_step(format!("{next} Apply later, or write a reason into `override`.")),
            )
        }
    }
}
