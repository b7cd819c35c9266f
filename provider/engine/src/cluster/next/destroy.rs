//! The way down: pools, launch templates, what hangs on the cluster, the cluster, what it stood on. Add-ons and access entries go
//! with the cluster: one that cannot be deleted by itself is no reason to keep it.
//!
//! An absence is believed after three looks. What the cluster made by itself does not carry our tag: it is named, never
//! deleted.

use super::super::observed::{Cluster, Failure, Status};
use super::super::{Action, Problem, Stage, Waiting};
use super::{Look, Step, cluster as the_cluster, pools, support, updates};

pub(super) fn next(look: &Look<'_>) -> Step {
    match &look.seen.cluster {
        // One that was never made holds nothing to protect, and cannot be changed to be unprotected.
        Some(_) if look.spec.deletion.protected && !stillborn(look) => Step::Stuck(Problem::Protected),
        Some(cluster) => with(look, cluster),
        None => the_cluster::confirm(look).unwrap_or_else(|| without(look)),
    }
}

fn with(look: &Look<'_>, cluster: &Cluster) -> Step {
    if !look.spec.owns(&cluster.tags) {
        return the_cluster::foreign(look, cluster);
    }
    if let status @ (Status::Creating | Status::Updating | Status::Deleting | Status::Other(_)) = &cluster.status {
        return look.wait_for(look.spec.capabilities.pauses.cluster, the_cluster::what(look), status);
    }
    let foreign: Vec<_> =
        cluster.pools.iter().filter(|(_, pool)| !look.spec.owns(&pool.tags)).map(|(name, _)| name.clone()).collect();
    if !foreign.is_empty() {
        return Step::Stuck(Problem::ForeignPools { pools: foreign });
    }
    let unprotect = || {
        (cluster.deletion_protection == Some(true) && !stillborn(look))
            .then_some(Step::Do(Action::UpdateDeletionProtection { protected: false }))
    };
    updates::in_flight(look, cluster)
        .or_else(unprotect)
        .or_else(|| pools::delete_all(look, cluster.pools.iter()))
        .or_else(|| support::delete_stage(look, Stage::BeforePool))
        .or_else(|| support::delete_stage(look, Stage::AfterCluster))
        .unwrap_or(Step::Do(Action::DeleteCluster))
}

fn stillborn(look: &Look<'_>) -> bool {
    look.seen.cluster.as_ref().is_some_and(|cluster| cluster.status == Status::Failed(Failure::Create))
}

fn without(look: &Look<'_>) -> Step {
    leftovers(look)
        .or_else(|| support::delete_stage(look, Stage::BeforePool))
        .or_else(|| support::delete_stage(look, Stage::AfterCluster))
        .or_else(|| support::delete_stage(look, Stage::BeforeCluster))
        .unwrap_or(Step::Done)
}

/// How many looks leftovers are given to go, after the cluster has: EC2 may still show what EKS took along, and what controllers
/// deleted last may still be on its way out. It is two minutes on AWS.
const GRACE: u32 = 24;

/// Leftovers in a network of ours keep it from being deleted.
fn leftovers(look: &Look<'_>) -> Option<Step> {
    let mine = |id: &String| look.seen.support.iter().any(|s| s.id == *id && support::ours(look, s));
    let blocking = look.seen.leaks.iter().filter(|leak| leak.network_id.as_ref().is_some_and(mine));
    let (releasing, stuck): (Vec<_>, Vec<_>) = blocking.cloned().partition(|leak| leak.releasing);
    let early = !stuck.is_empty() && look.seen.cluster_absent < GRACE;
    if early || !releasing.is_empty() {
        let ids = releasing.iter().chain(&stuck).map(|leak| leak.id.clone()).collect();
        return Some(look.wait(look.spec.capabilities.pauses.support, Waiting::Leftovers { ids }));
    }
    (!stuck.is_empty()).then_some(Step::Stuck(Problem::LeaksInTheWay { leaks: stuck }))
}
