//! Where traffic follows the pods: both sides are moved, a few pods at a time.

use super::{Action, Run, Step, progress, revert};
use crate::rollout::size::{Move, Side, rebalance};
use crate::rollout::{Cause, Pair, Stage};

pub(super) fn next(run: Run<'_>, stage: &Stage, pair: Pair) -> Step {
    let look = run.look;
    let slot = run.candidate_slot();
    if let Some(step) = run.weighed(run.share_of_a(0)) {
        return step;
    }
    let revision = look.slot(slot).deployment.as_ref().and_then(|deployment| deployment.revision.as_ref());
    if look.seen.copies_missing {
        return Step::Do(Action::Copy);
    }
    if revision != Some(&look.spec.revision) {
        // A template that ran here before has pods only while they are kept, and these go first.
        return run.emptied(slot).unwrap_or(Step::Do(Action::Deploy {
            slot,
            template: crate::rollout::Template::Wanted,
            pods: 0,
        }));
    }
    if run.journal.baking.is_none()
        && moves(run, pair)
        && let Some(step) = progress::refused(run, stage)
    {
        return step;
    }
    if let Some(step) = towards(run, pair) {
        return match step {
            Step::Wait { .. } if progress::is_late(run, stage) => {
                let (step, there) = (run.journal.step + 1, look.slot(slot));
                let trouble = there.deployment.as_ref().and_then(|deployment| deployment.trouble.clone());
                let (available, needed) = (there.available(), pair.candidate);
                revert::because(run, Cause::Deadline { step, available, needed, trouble })
            }
            step => step,
        };
    }
    match run.journal.baking {
        None => progress::confirm(run, stage),
        Some(since) => progress::bake(run, stage, pair, since),
    }
}

fn moves(run: Run<'_>, pair: Pair) -> bool {
    run.look.slot(run.candidate_slot()).asked() < pair.candidate
}

/// One move to `pair`, or a wait for its pods. `None` when they are there.
pub(super) fn towards(run: Run<'_>, pair: Pair) -> Option<Step> {
    let look = run.look;
    let (stable, candidate) = (run.stable_slot(), run.candidate_slot());
    let side = |slot, target| {
        let there = look.slot(slot);
        Side { asked: there.asked(), available: there.available(), target }
    };
    let (first, second) = (side(stable, pair.stable), side(candidate, pair.candidate));
    match rebalance(first, second, look.whole(), look.spec.leeway) {
        Move::First(pods) => Some(Step::Do(Action::Scale { slot: stable, pods })),
        Move::Second(pods) => Some(Step::Do(Action::Scale { slot: candidate, pods })),
        Move::Wait if second.available < second.asked => Some(look.wait(run.pods(candidate, pair.candidate))),
        Move::Wait => Some(look.wait(run.pods(stable, pair.stable))),
        Move::There if second.available < pair.candidate => Some(look.wait(run.pods(candidate, pair.candidate))),
        Move::There if first.available < pair.stable => Some(look.wait(run.pods(stable, pair.stable))),
        Move::There => None,
    }
}
