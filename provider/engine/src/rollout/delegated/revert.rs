//! The candidate gives way to the stable template.

use super::next::{Run, at_rest};
use super::{Action, Report, Step, Waiting};
use crate::rollout::{Cause, Ending, Phase};

/// Writes down why the candidate has to go.
pub(super) fn because(run: Run<'_>, cause: Cause) -> Step {
    let now = run.look.now;
    let entry = run.entry(0, cause.to_string());
    run.write(|journal| {
        if let Some(entry) = entry {
            *journal = std::mem::take(journal).with(entry);
        }
        journal.phase = Phase::Reverting;
        journal.weight = 0;
        journal.entered = now;
        journal.baking = None;
        journal.cause = Some(cause);
    })
}

/// Brings the stable template again, and ends the attempt once its traffic is back.
pub(super) fn next(run: Run<'_>) -> Step {
    let (look, cause) = (run.look, &run.journal.cause);
    let gave_way =
        matches!(cause, None | Some(Cause::Interrupted { .. } | Cause::Superseded { .. } | Cause::Destroyed));
    // What is wanted now takes its place at once, also where that is the same again.
    if gave_way && run.stable() != Some(&look.spec.revision) {
        return finish(run, true);
    }
    if run.is() != run.stable() {
        return match (run.workload().map(|workload| &workload.report), run.is()) {
            (Some(Report::UnderWay { promotes: true, .. }), _) => look.wait(Waiting::Return),
            // It came through before it could be taken back, and is what there is to go back to.
            (Some(Report::Serving), Some(is)) => run.promoted(is),
            _ => Step::Do(Action::Restore),
        };
    }
    match run.workload().map(|workload| &workload.report) {
        Some(Report::Unheard) if !look.is_over(look.seen.run.silent) => look.unheard(),
        Some(Report::UnderWay { .. }) => look.wait(Waiting::Return),
        // A controller that says nothing, or nothing good, of what it served before keeps nobody from telling why.
        _ => finish(run, gave_way),
    }
}

fn finish(run: Run<'_>, gave_way: bool) -> Step {
    let now = run.look.now;
    let ending = if gave_way { Ending::Superseded } else { Ending::Reverted };
    run.write(|journal| {
        *journal = std::mem::take(journal).ended(ending, now);
        if gave_way {
            at_rest(journal, now);
        } else {
            journal.phase = Phase::Reverted;
            journal.entered = now;
            journal.step = 0;
        }
    })
}
