//! Pools whose machines a change replaces: said, or refused, before the apply.

use super::super::{OnImmutableChange, Problem, Seen, Spec, next};
use super::{Issue, versions};

/// A warning for each pool of which no living one can become what is wanted; an error where that is to be refused.
#[must_use]
pub fn rotations(spec: &Spec, seen: &Seen) -> Vec<Issue> {
    let issue = |(key, fields): (String, Vec<String>)| {
        let on_change = spec.pools.as_ref()?.get(&key)?.on_immutable_change;
        let order = match on_change {
            OnImmutableChange::Refuse => return Some(versions::refused(&Problem::PoolImmutable { key, fields })),
            OnImmutableChange::Rotate => "new machines come first, then the old ones are drained and go",
            OnImmutableChange::Replace => "the old machines are drained and go first, then new ones come",
        };
        let detail =
            format!("Pool {key:?} differs in {}, which running machines cannot change: {order}.", fields.join(", "));
        let next_step = "Check that workloads stand it, or set `on_immutable_change` to \"refuse\" to keep the pool.";
        Some(Issue::warning(next::pool_path(&key), "Node pool is made anew", detail, next_step))
    };
    next::outgrown(spec, seen).into_iter().filter_map(issue).collect()
}

/// A warning for each pool whose machines are replaced in place because their template changes: by its disk, or by a tag, which is
/// on machines and disks too.
#[must_use]
pub fn rolls(spec: &Spec, seen: &Seen) -> Vec<Issue> {
    let issue = |key: String| {
        let detail = format!(
            "Machines of pool {key:?} are made from a template that changes, in its disk or its tags: they are drained and \
             replaced, as many at a time as `surge` says."
        );
        let next_step = "Check that workloads stand it, or leave tags and disk as they are.";
        Issue::warning(next::pool_path(&key), "Machines of a node pool are replaced", detail, next_step)
    };
    next::behind_template(spec, seen).into_iter().map(issue).collect()
}
