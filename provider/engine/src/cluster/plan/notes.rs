//! What a user should hear although nothing failed.

use super::super::observed::Status;
use super::super::{Goal, Seen, Spec, Sweep, next};
use super::Issue;

/// Warnings after an apply or destroy that ended well. `adopted` is `History::adopted`.
#[must_use]
pub fn notes(spec: &Spec, seen: &Seen, adopted: bool) -> Vec<Issue> {
    let mut notes = Vec::new();
    if adopted && spec.goal == Goal::Present {
        let detail = format!(
            "A cluster {:?} with this resource's owner tag was already there, left by an earlier run that was interrupted.",
            spec.name
        );
        let next_step = "If no apply of this configuration was interrupted, another one shares the provider's `owner` and \
                         this name: give each an owner of its own.";
        notes.push(Issue::warning("name", "Existing cluster was adopted", detail, next_step));
    }
    for leak in seen.leaks.iter().filter(|_| spec.goal == Goal::Absent && spec.deletion.sweep == Sweep::Report) {
        let detail = format!("The {} {} was made by the cluster and is still there.", leak.kind, leak.id);
        notes.push(Issue::warning(
            "deletion.sweep",
            "Object was left behind",
            detail,
            "Delete it if nothing else uses it.",
        ));
    }
    let Some(cluster) = &seen.cluster else { return notes };
    let mut degraded = |path: String, name: &str, health: &[super::super::observed::Issue]| {
        let said: Vec<_> = health.iter().map(|issue| format!("{}: {}", issue.code, issue.message)).collect();
        let said = if said.is_empty() { "without a reason".to_owned() } else { said.join("; ") };
        let detail = format!("The cloud reports {name} as degraded, {said}.");
        notes.push(Issue::warning(path, "Object is degraded", detail, "Remove the cause: an apply does not."));
    };
    for (name, pool) in cluster.pools.iter().filter(|(_, pool)| pool.status == Status::Degraded) {
        let key = next::key_of(spec, name, &pool.tags);
        degraded(key.map_or_else(|| "node_pools".into(), |key| next::pool_path(&key)), name, &pool.health);
    }
    for (name, addon) in cluster.addons.iter().flatten().filter(|(_, addon)| addon.status == Status::Degraded) {
        degraded(format!("addons[{name:?}]"), name, &addon.health);
    }
    notes
}
