//! One update in flight, and what ended badly.

use super::super::observed::{Cluster, Status, Update, UpdateStatus};
use super::super::{OnBlocked, Problem, Waiting};
use super::{Look, Step, cluster as the_cluster, pools};

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    in_flight(look, cluster).or_else(|| failed(look, cluster))
}

/// Waits for whatever is being updated.
pub(super) fn in_flight(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let pauses = look.spec.capabilities.pauses;
    if let Some(update) = cluster.updates.iter().find(|u| !u.status.ended()) {
        let why = Waiting::Update { what: what(look, update).0, kind: update.kind.clone(), id: update.id.clone() };
        return Some(look.wait(if update.child.is_some() { pauses.addon } else { pauses.cluster }, why));
    }
    let pool = cluster.pools.iter().find(|(_, pool)| pool.status == Status::Updating);
    if let Some((name, pool)) = pool {
        return Some(look.wait_for(pauses.pool, format!("pool {name:?}"), &pool.status));
    }
    let (name, addon) = cluster.addons.iter().flatten().find(|(_, addon)| addon.status == Status::Updating)?;
    Some(look.wait_for(pauses.addon, format!("add-on {name:?}"), &addon.status))
}

/// Stops at a last update of the cluster or a child that failed during this run, unless force may still help.
fn failed(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let last = |update: &&Update| {
        let later = cluster.updates.iter().rev().find(|other| other.child == update.child);
        later.is_some_and(|other| other.id == update.id)
    };
    let exists = |update: &&Update| {
        update.child.as_ref().is_none_or(|child| {
            cluster.pools.contains_key(child)
                || cluster.addons.as_ref().is_some_and(|addons| addons.contains_key(child))
        })
    };
    let bad = |u: &&Update| matches!(u.status, UpdateStatus::Failed | UpdateStatus::Cancelled) && !u.inherited;
    let update = cluster
        .updates
        .iter()
        .filter(bad)
        .filter(last)
        .filter(exists)
        .find(|u| u.child.as_ref().is_none_or(|child| !force_may_help(look, cluster, child)))?;
    let (what, path) = what(look, update);
    Some(Step::Stuck(Problem::UpdateFailed { what, path, kind: update.kind.clone(), issues: update.issues.clone() }))
}

/// The last update of this child was blocked once, during this run, and the user asked for force in that case.
pub(super) fn force_may_help(look: &Look<'_>, cluster: &Cluster, child: &str) -> bool {
    let blocked = |u: &&Update| {
        u.status == UpdateStatus::Failed
            && !u.inherited
            && u.issues.iter().any(|issue| look.spec.capabilities.blocked_codes.contains(&issue.code.as_str()))
    };
    let of_child = cluster.updates.iter().rev().filter(|u| u.child.as_deref() == Some(child));
    look.spec.upgrade.on_blocked == OnBlocked::Force && of_child.take_while(blocked).count() == 1
}

fn what(look: &Look<'_>, update: &Update) -> (String, String) {
    match &update.child {
        None => (the_cluster::what(look), "version".into()),
        Some(child) if look.spec.addons.as_ref().is_some_and(|addons| addons.contains_key(child)) => {
            (format!("add-on {child:?}"), format!("addons[{child:?}]"))
        }
        Some(child) => {
            let tags = look.seen.cluster.as_ref().and_then(|cluster| cluster.pools.get(child)).map(|pool| &pool.tags);
            let key = tags.and_then(|tags| pools::key_of(look.spec, child, tags));
            (format!("pool {child:?}"), key.map_or_else(|| "node_pools".into(), |key| pools::path(&key)))
        }
    }
}
