//! The first revision: there is nothing beside it, so nothing to compare it with.

use super::sides::unrouted;
use super::{Action, Problem, Run, Step};
use crate::rollout::{Phase, Served, Side, Slot, Template, Waiting};

const SLOT: Slot = Slot::A;

pub(super) fn next(run: Run<'_>) -> Step {
    let look = run.look;
    let adopted = look.seen.adopted.as_ref();
    if look.spec.adopts && adopted.is_none() {
        return run.over(Problem::NothingToAdopt);
    }
    // What runs is taken over as it runs; what is wanted comes after it, by steps.
    let template = match adopted {
        Some(adopted) if adopted.had.is_none() && adopted.asked > 0 && look.spec.adopts => Template::Adopted,
        _ => Template::Wanted,
    };
    // Once the adopted pods are gone, what the slot runs is what was taken over.
    let retired = adopted.is_some_and(|adopted| adopted.had.is_some());
    let runs = look.slot(SLOT).deployment.as_ref().and_then(|deployment| deployment.revision.clone());
    if let (true, Some(revision)) = (retired, &runs) {
        return installed(run, revision.clone());
    }
    let pods = look.whole();
    let late = look.passed(run.journal.entered, look.spec.progress_deadline);
    if let Some(step) = run.filled(SLOT, template, pods) {
        return match step {
            Step::Wait { why: Waiting::Pods { available, needed, trouble, .. }, .. } if late => {
                run.over(Problem::NotInstalled { available, needed, trouble })
            }
            step => step,
        };
    }
    if look.is_routed() && look.slot(SLOT.other()).service == Served::Missing {
        return Step::Do(Action::Serve(SLOT.other()));
    }
    match run.weighed(100) {
        Some(Step::Wait { why: Waiting::Route { why }, .. }) if late => {
            return run.over(Problem::NotRouted { why: unrouted(why) });
        }
        Some(step) => return step,
        None => {}
    }
    if template == Template::Adopted {
        return Step::Do(Action::Retire);
    }
    match runs {
        Some(revision) => installed(run, revision),
        None => look.wait(Waiting::Seeing),
    }
}

fn installed(run: Run<'_>, revision: crate::rollout::Revision) -> Step {
    let now = run.look.now;
    run.write(|journal| {
        journal.phase = Phase::Idle;
        journal.stable = Some(Side { slot: SLOT, revision });
        journal.entered = now;
        journal.weight = 0;
        journal.intent = None;
    })
}
