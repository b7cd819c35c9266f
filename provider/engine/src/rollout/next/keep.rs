//! The candidate has become the stable side; the other one is still there for a way back.

use super::{Goal, Run, Step, Waiting, idle};
use crate::rollout::Phase;

pub(super) fn next(run: Run<'_>) -> Step {
    let look = run.look;
    if let Some(step) = run.weighed(run.share_of_a(0)) {
        return step;
    }
    let wants_another = run.journal.stable.as_ref().is_none_or(|stable| stable.revision != look.spec.revision);
    if wants_another && look.spec.goal == Goal::Deployed {
        return idle::begin(run);
    }
    if let Some(until) = run.journal.keep_until.filter(|until| look.now < *until) {
        return look.wait_until(until, Waiting::Keeping { until });
    }
    if let Some(step) = run.emptied(run.stable_slot().other()) {
        return step;
    }
    run.write(|journal| {
        journal.phase = Phase::Idle;
        journal.keep_until = None;
    })
}
