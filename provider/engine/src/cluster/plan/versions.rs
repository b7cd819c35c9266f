//! Checks of the version against the cluster as it is.

use super::super::next::refusal;
use super::super::observed::Cluster;
use super::super::{Minor, NodePools, Problem, Spec};
use super::{Issue, Severity};

/// The minors the control plane will be walked through, the last one being the wanted one. Empty if it stays.
#[must_use]
pub fn path(spec: &Spec, cluster: &Cluster) -> Vec<Minor> {
    let mut path = Vec::new();
    let mut at = cluster.version;
    while at < spec.version && at.major == spec.version.major {
        at = at.next();
        path.push(at);
    }
    path
}

/// The wanted version.
#[must_use]
pub fn version(spec: &Spec, cluster: Option<&Cluster>) -> Vec<Issue> {
    let Some(cluster) = cluster else { return vec![] };
    refusal(spec, cluster).map(|problem| refused(&problem)).or_else(|| held_back(spec, cluster)).into_iter().collect()
}

/// Pools that are held and will be too old before the walk ends.
fn held_back(spec: &Spec, cluster: &Cluster) -> Option<Issue> {
    let before_last = Minor { minor: spec.version.minor.saturating_sub(1), ..spec.version };
    if spec.upgrade.node_pools == NodePools::Follow || spec.version <= cluster.version {
        return None;
    }
    let lag = i64::from(spec.capabilities.pool_lag_before_step);
    let old = |v: Minor| v.steps_to(before_last).is_some_and(|steps| i64::from(steps) > lag);
    let pools: Vec<_> =
        cluster.pools.iter().filter(|(_, pool)| pool.version.is_some_and(old)).map(|(name, _)| name.clone()).collect();
    (!pools.is_empty()).then(|| refused(&Problem::PoolsHoldBack { pools, at: before_last }))
}

/// The same words at plan time as at apply time.
pub(super) fn refused(problem: &Problem) -> Issue {
    let advice = problem.advice();
    let path = advice.path.unwrap_or_default();
    Issue {
        path,
        summary: advice.summary,
        detail: advice.detail,
        next_step: advice.next_step,
        severity: Severity::Error,
    }
}
