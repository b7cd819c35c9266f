//! Whether weights are in effect, by the share of the requests that the candidate is seen to get.

use std::sync::{Mutex, MutexGuard, PoisonError};

use kgas_engine::Millis;
use kgas_engine::analysis::in_effect;
use kgas_engine::rollout::{BySlot, Goal, Phase, Seen, Slot, Spec};
use tfplugin_rs::{Context, Diagnostic};

use super::prometheus::Prometheus;
use crate::client::Client;
use crate::resources::rollout::model::{Rollout, VerifyBy};
use crate::resources::rollout::wanted;

/// The time that a query with `$window` is asked about.
const WINDOW: u64 = 60_000;

/// Asks for the share, for one run.
pub(super) struct Share {
    model: Rollout,
    prometheus: Prometheus,
    tolerance: f64,
    watch: Mutex<Watch>,
}

/// What is known of the newest weights.
#[derive(Default)]
struct Watch {
    /// Of which attempt, and which weights.
    of: Option<(u64, BySlot<u32>)>,
    /// When it was asked for last.
    asked: Option<Millis>,
    /// Why they are not in effect; nothing once they were: what chance makes of a share after that is no news of the route.
    why_not: Option<String>,
}

impl Share {
    /// Whoever has to be asked, if anybody has to be.
    ///
    /// # Errors
    /// Why nobody can be asked.
    pub(super) fn new(model: &Rollout, context: &Context<Client>) -> Result<Option<Self>, Diagnostic> {
        let verify = model.traffic.as_ref().map(|traffic| &traffic.verify);
        let (Some(verify), Some(analysis)) = (verify, &model.analysis) else { return Ok(None) };
        if verify.by != VerifyBy::ObservedShare {
            return Ok(None);
        }
        let prometheus = Prometheus::new(&analysis.prometheus, context)?;
        let tolerance = verify.tolerance.to_f64();
        Ok(Some(Self { model: model.clone(), prometheus, tolerance, watch: Mutex::default() }))
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has a look say whether the candidate's weight is in effect. While there is no candidate nobody's share is asked for.
    pub(super) async fn verify(&self, spec: &Spec, seen: &mut Seen, now: Millis) {
        let Some((attempt, candidate)) = tried(spec.goal, seen) else { return };
        let Some(weights) = seen.traffic.as_ref().and_then(|traffic| traffic.weights) else { return };
        let due = {
            let mut watch = self.watch();
            if watch.of != Some((attempt, weights)) {
                let why_not = Some("the candidate's share was not asked for yet".to_owned());
                *watch = Watch { of: Some((attempt, weights)), asked: None, why_not };
            }
            let pause = |asked| now >= spec.poll_scale.until(asked, spec.every);
            watch.why_not.is_some() && watch.asked.is_none_or(pause)
        };
        if due && let Some(query) = wanted::share_query(&self.model, candidate) {
            let observed = self.prometheus.ask(&query.canary(WINDOW), now).await;
            let mut watch = self.watch();
            watch.asked = Some(now);
            watch.why_not = in_effect(*weights.get(candidate), self.tolerance, &observed).err();
        }
        if let (Some(why), Some(traffic)) = (&self.watch().why_not, &mut seen.traffic) {
            traffic.accepted = false;
            traffic.refused.get_or_insert_with(|| why.clone());
        }
    }
}

/// The attempt under way, and where its candidate is.
fn tried(goal: Goal, seen: &Seen) -> Option<(u64, Slot)> {
    let journal = seen.journal.as_ref()?;
    let is_under_way = matches!(journal.phase, Phase::Progressing | Phase::Reverting);
    let candidate = journal.candidate.as_ref().filter(|_| is_under_way && goal == Goal::Deployed)?;
    Some((journal.attempt, candidate.slot))
}

#[cfg(test)]
mod tests {
    use kgas_engine::rollout::{Journal, Revision, Side};

    use super::*;

    #[test]
    fn a_share_is_asked_for_while_a_candidate_is_tried_or_taken_back() {
        let candidate = Some(Side { slot: Slot::B, revision: Revision("v2".to_owned()) });
        let of = |phase, candidate, goal| {
            let journal = Journal { phase, candidate, attempt: 3, ..Journal::default() };
            let seen = Seen { journal: Some(journal), ..Seen::default() };
            tried(goal, &seen)
        };
        assert_eq!(of(Phase::Progressing, candidate.clone(), Goal::Deployed), Some((3, Slot::B)));
        assert_eq!(of(Phase::Reverting, candidate.clone(), Goal::Deployed), Some((3, Slot::B)));
        assert_eq!(of(Phase::Progressing, candidate.clone(), Goal::Reverted), None, "whoever stops does not ask");
        assert_eq!(of(Phase::Idle, None, Goal::Deployed), None);
    }
}
