//! Objects around the cluster: opaque things with a key, a digest and needs.

use std::collections::BTreeSet;

use super::super::history::LOOKS;
use super::super::observed::{Failure, Status, Support};
use super::super::{Action, Key, Problem, Stage, Waiting, spec};
use super::{Look, Step};

/// Brings the objects of one stage to the spec; `None` once all can be used.
pub(super) fn stage(look: &Look<'_>, stage: Stage) -> Option<Step> {
    let mut pending = None;
    for wanted in look.spec.support.iter().filter(|support| support.stage == stage) {
        match one(look, wanted) {
            Some(wait @ Step::Wait { .. }) => pending = pending.or(Some(wait)),
            Some(step) => return Some(step),
            None => {}
        }
    }
    pending
}

fn one(look: &Look<'_>, wanted: &spec::Support) -> Option<Step> {
    let Some(seen) = look.seen.support.iter().find(|support| support.key == wanted.key) else {
        return Some(create(look, wanted));
    };
    if !ours(look, seen) {
        if wanted.shared {
            return None;
        }
        let what = format!("{} {:?} in the place of {}", seen.kind, seen.id, seen.key);
        let (path, otherwise) = (wanted.path.clone(), Some(wanted.otherwise.clone()));
        return Some(Step::Stuck(Problem::Foreign { what, owner: seen.owner.clone(), path, otherwise }));
    }
    match &seen.status {
        Status::Active | Status::Degraded => {
            let differs = seen.digest.as_ref().is_some_and(|digest| *digest != wanted.digest);
            let update = || Step::Do(Action::UpdateSupport { key: seen.key.clone(), id: seen.id.clone() });
            // It may need something that it did not need before.
            differs.then(|| awaited(look, wanted).unwrap_or_else(update))
        }
        Status::Failed(_) if seen.inherited => Some(delete(seen)),
        Status::Failed(_) => Some(failed(look, seen)),
        status => Some(look.wait_for(look.spec.capabilities.pauses.support, what(seen), status)),
    }
}

/// Creates what can be created now. A kind that a stale read would double is looked for again first.
fn create(look: &Look<'_>, wanted: &spec::Support) -> Step {
    let pauses = look.spec.capabilities.pauses;
    if let Some(step) = awaited(look, wanted) {
        return step;
    }
    let looks = look.seen.support_absent.get(&wanted.key).copied().unwrap_or(0);
    let unguarded = look.spec.capabilities.unguarded_kinds.contains(&wanted.kind.as_str());
    if unguarded && looks < LOOKS {
        return look.wait(pauses.confirm, Waiting::Absence { what: wanted.key.to_string(), looks });
    }
    Step::Do(Action::CreateSupport { key: wanted.key.clone() })
}

/// Waits for what it needs; `None` once all of that can be used.
fn awaited(look: &Look<'_>, wanted: &spec::Support) -> Option<Step> {
    let usable = |key: &&Key| {
        let seen = look.seen.support.iter().find(|support| support.key == **key);
        seen.is_some_and(|support| matches!(support.status, Status::Active | Status::Degraded))
    };
    let key = wanted.needs.iter().find(|key| !usable(key))?;
    if !look.spec.support.iter().any(|support| support.key == *key) {
        return Some(Step::Stuck(Problem::MissingSupport { key: key.clone() }));
    }
    let status = Status::Other(format!("waiting for {key}"));
    Some(look.wait_for(look.spec.capabilities.pauses.support, wanted.key.to_string(), &status))
}

/// Deletes the second object of a key: the first one listed is the one in use.
pub(super) fn surplus(look: &Look<'_>) -> Option<Step> {
    let mut keys = BTreeSet::new();
    let mut doubled = look.seen.support.iter().filter(|s| ours(look, s)).filter(|s| !keys.insert(&s.key));
    doubled.find(|support| support.status != Status::Deleting).map(delete)
}

/// Deletes what is ours and no longer in the spec.
pub(super) fn unwanted(look: &Look<'_>) -> Option<Step> {
    delete_all(look, |support| !look.spec.support.iter().any(|wanted| wanted.key == support.key))
}

/// Deletes what is ours and of `stage`.
pub(super) fn delete_stage(look: &Look<'_>, stage: Stage) -> Option<Step> {
    delete_all(look, |support| support.stage == stage)
}

/// In reverse: what nothing needs any more first, later kinds before earlier ones.
fn delete_all(look: &Look<'_>, which: impl Fn(&Support) -> bool) -> Option<Step> {
    let mine = || look.seen.support.iter().filter(|support| ours(look, support));
    let mut going: Vec<_> = mine().filter(|support| which(support)).collect();
    going.sort_by(|a, b| {
        rank(look, b).cmp(&rank(look, a)).then_with(|| b.key.cmp(&a.key)).then_with(|| b.id.cmp(&a.id))
    });
    let needed =
        |support: &Support| mine().any(|other| other.key != support.key && needs(look, other).contains(&support.key));
    let free = |support: &&&Support| !needed(support) || going.iter().all(|other| needed(other));
    let mut pending = None;
    for support in going.iter().filter(free) {
        match &support.status {
            Status::Failed(Failure::Delete) if !support.inherited => return Some(failed(look, support)),
            Status::Deleting | Status::Creating | Status::Updating => {
                let wait = look.wait_for(look.spec.capabilities.pauses.support, what(support), &support.status);
                pending = pending.or(Some(wait));
            }
            _ => return Some(delete(support)),
        }
    }
    pending
}

fn needs<'a>(look: &Look<'a>, support: &'a Support) -> &'a BTreeSet<Key> {
    look.spec.support.iter().find(|wanted| wanted.key == support.key).map_or(&support.needs, |wanted| &wanted.needs)
}

fn rank(look: &Look<'_>, support: &Support) -> Option<usize> {
    look.spec.capabilities.support_kinds.iter().position(|(kind, _)| *kind == support.kind)
}

pub(super) fn ours(look: &Look<'_>, support: &Support) -> bool {
    support.owner.as_deref() == Some(look.spec.owner.as_str())
}

fn delete(support: &Support) -> Step {
    let Support { key, kind, id, .. } = support.clone();
    Step::Do(Action::DeleteSupport { key, kind, id })
}

fn failed(look: &Look<'_>, support: &Support) -> Step {
    let issues = support.issue.iter().cloned().collect();
    let wanted = look.spec.support.iter().find(|wanted| wanted.key == support.key);
    Step::Stuck(Problem::Failed { what: what(support), path: wanted.map(|wanted| wanted.path.clone()), issues })
}

fn what(support: &Support) -> String {
    format!("{} {:?} ({})", support.kind, support.id, support.key)
}
