//! What a person sees while an apply runs, in the log.

use std::fmt;

use kgas_engine::Millis;
use kgas_engine::rollout::{Seen, Spec, Waiting};

use super::events::News;
use super::marks::APPROVED;
use super::names::Names;

/// Milliseconds after which the same is said again.
const AGAIN: u64 = 10_000;

/// What was said last, and when.
#[derive(Debug, Default)]
pub(super) struct Progress {
    said: Option<(String, Millis)>,
}

impl Progress {
    /// Says what a run waits for, when that is news or was not said for a while. What a person has to know is answered, once: it
    /// is for those too who see no log.
    pub(super) fn told(&mut self, names: &Names, spec: &Spec, seen: &Seen, why: &Waiting, now: Millis) -> Option<News> {
        let kind = format!("{:?}", std::mem::discriminant(why));
        let silent = |(said, at): &(String, Millis)| *said == kind && now.0 < at.0.saturating_add(AGAIN);
        if self.said.as_ref().is_some_and(silent) {
            return None;
        }
        let again = self.said.as_ref().is_some_and(|(said, _)| *said == kind);
        self.said = Some((kind, now));
        let steps = spec.stages.len();
        let journal = seen.journal.as_ref();
        let (step, weight) = journal.map_or((0, 0), |journal| (journal.step + 1, journal.weight));
        let metrics: Vec<_> = seen.readings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let metrics = metrics.join(" ");
        let rollout = names.rollout();
        tracing::info!(rollout, step, steps, weight, metrics, waiting = %Say(why, now), "rolling out");
        let (reason, note) = match why {
            Waiting::Approval { attempt, weight, .. } => {
                let (journal, namespace) = (names.journal(), names.namespace());
                let command = format!(
                    "kubectl annotate --overwrite --namespace {namespace} configmap {} {APPROVED}={attempt}/{weight}",
                    journal.name()
                );
                tracing::info!(rollout, "to approve {weight} %: {command}");
                ("ApprovalNeeded", format!("{weight} % waits for approval: {command}"))
            }
            Waiting::Gate { .. } => ("GateClosed", format!("waiting {}", Say(why, now))),
            Waiting::Verdict { .. } => ("NoVerdict", format!("waiting {}", Say(why, now))),
            _ => return None,
        };
        (!again).then_some(News { reason, warning: true, note })
    }
}

/// A wait in words.
pub(in crate::resources::rollout) struct Say<'a>(
    pub(in crate::resources::rollout) &'a Waiting,
    pub(in crate::resources::rollout) Millis,
);

impl fmt::Display for Say<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = |until: &Millis| until.0.saturating_sub(self.1.0).div_ceil(1_000);
        match self.0 {
            Waiting::Lock { holder } => write!(f, "for the lock, which {holder} holds"),
            Waiting::Pods { slot, available, needed, trouble } => {
                write!(f, "for pods of slot {slot}: {available} of {needed} are available")?;
                trouble.as_ref().map_or(Ok(()), |trouble| write!(f, " ({trouble})"))
            }
            Waiting::Route { why: Some(why) } => write!(f, "for the route: {why}"),
            Waiting::Route { why: None } => f.write_str("for the route to be taken up"),
            Waiting::Settling => f.write_str("for the weight to come into effect"),
            Waiting::Approval { revision, attempt, weight } => {
                let revision = &revision.0;
                write!(f, "for approval of {weight} % for {revision}: {APPROVED}={attempt}/{weight} on the journal")
            }
            Waiting::Gate { why } => write!(f, "at a closed gate: {why}"),
            Waiting::Baking { step, weight, until } => {
                write!(f, "step {step} at {weight} % is watched for another {} s", left(until))
            }
            Waiting::Verdict { why } => write!(f, "for a verdict: {why}"),
            Waiting::Keeping { until } => write!(f, "the old version is kept for another {} s", left(until)),
            Waiting::Seeing => f.write_str("for a change to show"),
            Waiting::Guard { trouble } => {
                f.write_str("for the dead man to run")?;
                trouble.as_ref().map_or(Ok(()), |trouble| write!(f, " ({trouble})"))
            }
            Waiting::Alive { holder } => write!(f, "while {holder} shows signs of life"),
            Waiting::Job { trouble } => {
                f.write_str("for the Job in the cluster to run")?;
                trouble.as_ref().map_or(Ok(()), |trouble| write!(f, " ({trouble})"))
            }
            Waiting::JobEnds => f.write_str("for a Job in the cluster to end"),
        }
    }
}
