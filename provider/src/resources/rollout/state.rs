//! What was seen, as the state has it.

use kgas_engine::rollout::{Journal, Phase, Seen};
use serde_json::json;
use tfplugin_rs::Attr;

use super::model::Rollout;
use super::wanted;

/// The phase in which nothing is left to do.
pub(super) const IDLE: &str = "idle";
/// The phase of a rollout that is idle and not as it was left.
pub(super) const DRIFTED: &str = "drifted";

/// Fills in what is computed.
///
/// * `drifted`: nothing is under way, and there is something to do.
pub(super) fn computed(model: &mut Rollout, seen: &Seen, drifted: bool) {
    let absent = Journal::default();
    let journal = seen.journal.as_ref().unwrap_or(&absent);
    let of = |side: &Option<kgas_engine::rollout::Side>| side.as_ref().map(|side| side.revision.0.clone());
    let under_way = matches!(journal.phase, Phase::Progressing | Phase::Held);
    let phase = if drifted && journal.phase == Phase::Idle { DRIFTED } else { word(journal.phase) };
    model.id = Attr::Known(id(model));
    model.phase = Attr::Known(phase.to_owned());
    model.stable_revision = of(&journal.stable).into();
    model.candidate_revision = of(&journal.candidate).into();
    model.step = Attr::Known(if under_way { i64::try_from(journal.step + 1).unwrap_or(i64::MAX) } else { 0 });
    model.weight = Attr::Known(i64::from(journal.weight));
    model.holder = seen.lease.as_ref().and_then(|lease| lease.holder.clone()).into();
    model.evidence = Attr::Known(evidence(journal));
    model.started_at = (journal.began.0 > 0).then(|| time(journal.began)).into();
    model.predicted_duration = Attr::Known(wanted::written(wanted::predicted(model)));
}

/// What an apply leaves: what is stable is what the state is to show, so that the next plan shows what is pending.
///
/// * `brought`: what was planned is stable.
pub(super) fn after(prior: Option<Rollout>, planned: Rollout, brought: bool, seen: &Seen) -> Rollout {
    let mut model = match prior {
        Some(prior) if !brought => prior,
        _ => planned,
    };
    computed(&mut model, seen, false);
    model
}

/// `NAMESPACE/NAME`.
pub(super) fn id(model: &Rollout) -> String {
    format!("{}/{}", model.namespace, model.name)
}

/// A phase as people read it.
pub(super) const fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Installing => "installing",
        Phase::Idle => IDLE,
        Phase::Progressing => "progressing",
        Phase::Held => "held",
        Phase::Reverting => "reverting",
        Phase::Reverted => "reverted",
        Phase::Keeping => "keeping",
    }
}

/// Every change of weight and every attempt that is still known, as JSON.
fn evidence(journal: &Journal) -> String {
    let entries: Vec<_> = journal
        .entries
        .iter()
        .map(|entry| {
            json!({
                "at": time(entry.at), "attempt": entry.attempt, "revision": entry.revision.0,
                "from": entry.from, "to": entry.to, "why": entry.why, "metrics": entry.metrics,
            })
        })
        .collect();
    let attempts: Vec<_> = journal
        .attempts
        .iter()
        .map(|attempt| {
            json!({
                "number": attempt.number, "revision": attempt.revision.0, "ending": attempt.ending,
                "began": time(attempt.began), "ended": time(attempt.ended),
            })
        })
        .collect();
    let cause = journal.cause.as_ref().map(ToString::to_string);
    json!({ "weights": entries, "attempts": attempts, "cause": cause }).to_string()
}

/// RFC 3339, in milliseconds.
pub(super) fn time(at: kgas_engine::Millis) -> String {
    let millis = i64::try_from(at.0).unwrap_or(i64::MAX);
    jiff::Timestamp::from_millisecond(millis).map(|time| time.to_string()).unwrap_or_default()
}
