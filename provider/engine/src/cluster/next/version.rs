//! The control plane's version: minor by minor, each step when everything else is at rest at the present minor.

use super::super::observed::Cluster;
use super::super::{Action, Minor, OnBlocked, OnDowngrade, Problem, Spec};
use super::{Look, Step, addons};

/// What is refused before anything is changed, by a plan and by an apply.
pub(in super::super) fn refusal(spec: &Spec, cluster: &Cluster) -> Option<Problem> {
    let (from, to, max) = (cluster.version, spec.version, spec.upgrade.max_minor_steps);
    if lowered(spec, cluster) {
        return match spec.upgrade.on_downgrade {
            OnDowngrade::Refuse => Some(Problem::Downgrade { from, to }),
            OnDowngrade::Rollback => no_rollback(spec, cluster),
        };
    }
    let steps = from.steps_to(to);
    let too_many = steps.is_none_or(|steps| i64::from(steps) > i64::from(max));
    (to > from && too_many).then_some(Problem::TooManySteps { from, to, max })
}

/// The version in the configuration was lowered below what runs; a cloud that upgraded by itself is not that.
fn lowered(spec: &Spec, cluster: &Cluster) -> bool {
    cluster.version > spec.version && spec.version_before.is_some_and(|before| before > spec.version)
}

/// The control plane is to go back, so pools must not go forward.
pub(in super::super) fn rolls_back(spec: &Spec, cluster: &Cluster) -> bool {
    lowered(spec, cluster) && spec.upgrade.on_downgrade == OnDowngrade::Rollback
}

/// What keeps the control plane from going back to the wanted version.
fn no_rollback(spec: &Spec, cluster: &Cluster) -> Option<Problem> {
    let (from, to) = (cluster.version, spec.version);
    let newer: Vec<_> = cluster
        .pools
        .iter()
        .filter(|(_, pool)| pool.version.is_some_and(|v| v > to))
        .map(|(name, _)| name.as_str())
        .collect();
    let because = if !spec.capabilities.rollback {
        format!("{} has no rollback", spec.capabilities.cloud)
    } else if to.next() != from {
        "a rollback goes back one minor".into()
    } else if !newer.is_empty() {
        format!("a control plane cannot be older than its pools, and these are newer: {}", newer.join(", "))
    } else {
        return None;
    };
    Some(Problem::RollbackImpossible { from, to, because })
}

/// Whether a pool at `version` keeps the control plane from its next step.
pub(super) fn too_old(look: &Look<'_>, cluster: &Cluster, version: Minor) -> bool {
    let lag = version.steps_to(cluster.version);
    lag.is_none_or(|lag| i64::from(lag) > i64::from(look.spec.capabilities.pool_lag_before_step))
}

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    if rolls_back(look.spec, cluster) {
        return Some(Step::Do(Action::RollbackCluster { to: look.spec.version }));
    }
    if cluster.version >= look.spec.version {
        return None;
    }
    let to = cluster.version.next();
    let behind =
        |pool: &super::super::observed::Pool| pool.version.is_some_and(|version| too_old(look, cluster, version));
    let pools: Vec<_> = cluster.pools.iter().filter(|(_, pool)| behind(pool)).map(|(name, _)| name.clone()).collect();
    if !pools.is_empty() {
        return Some(Step::Stuck(Problem::PoolsHoldBack { pools, at: cluster.version }));
    }
    if let Some(problem) = addons::pinned_out(look, to) {
        return Some(Step::Stuck(problem));
    }
    let blocked = !cluster.upgrade_blockers.is_empty();
    if blocked && look.spec.upgrade.on_blocked == OnBlocked::Fail {
        return Some(Step::Stuck(Problem::UpgradeBlocked { to, issues: cluster.upgrade_blockers.clone() }));
    }
    Some(Step::Do(Action::UpgradeCluster { to, force: blocked }))
}
