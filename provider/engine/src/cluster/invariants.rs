//! What must hold at every request that takes effect, whatever the fault: checked in tests against the true world.

use std::collections::BTreeMap;

use super::observed::{Cluster, Failure, Status};
use super::{Action, Goal, KEY_TAG_KEY, OnImmutableChange, Seen, Spec, Target};
use crate::owner::OWNER_TAG_KEY;

/// An invariant that does not hold, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(pub String);

/// Checks a request that is about to take effect on `truth`: the world as it is, not as it was last seen.
///
/// # Errors
/// The first [`Violation`] found.
pub fn check(spec: &Spec, truth: &Seen, action: &Action) -> Result<(), Violation> {
    ownership(spec, truth, action)?;
    match &truth.cluster {
        Some(cluster) => {
            in_flight(cluster, action)?;
            versions(spec, cluster, action)?;
            deletion(spec, cluster, action)
        }
        None => Ok(()),
    }?;
    support(spec, truth, action)
}

/// What a state of the world must be at any time: nothing newer than the control plane, one update in flight.
///
/// # Errors
/// The first [`Violation`] found.
pub fn check_state(truth: &Seen) -> Result<(), Violation> {
    let Some(cluster) = &truth.cluster else { return Ok(()) };
    for (name, pool) in &cluster.pools {
        hold(pool.version.is_none_or(|v| v <= cluster.version), || {
            format!("pool {name} is newer than its control plane")
        })?;
    }
    let running = cluster.updates.iter().filter(|u| !u.status.ended()).count();
    hold(running <= 1, || format!("{running} updates are in flight"))
}

fn hold(condition: bool, violation: impl FnOnce() -> String) -> Result<(), Violation> {
    if condition { Ok(()) } else { Err(Violation(violation())) }
}

/// I1 and I11: nothing is made twice; nothing without our tag is changed or deleted.
fn ownership(spec: &Spec, truth: &Seen, action: &Action) -> Result<(), Violation> {
    let cluster = truth.cluster.as_ref();
    let tags = |target: &Target| -> Option<&BTreeMap<String, String>> {
        match target {
            Target::Cluster => Some(&cluster?.tags),
            Target::Pool(name) => Some(&cluster?.pools.get(name)?.tags),
            Target::Addon(name) => Some(&cluster?.addons.as_ref()?.get(name)?.tags),
            Target::Access(name) => Some(&cluster?.access.as_ref()?.get(name)?.tags),
        }
    };
    let ours = |target: Target| {
        let tags = tags(&target);
        hold(tags.is_none_or(|tags| spec.owns(tags)), || {
            format!("{action:?} touches {target:?}, which has tags {tags:?}")
        })
    };
    match action {
        Action::CreateCluster { .. } => hold(cluster.is_none(), || "a second cluster is created".into()),
        Action::CreateSupport { key } => {
            let there = truth.support.iter().any(|s| s.key == *key);
            hold(!there, || format!("a second {key} is created"))
        }
        Action::UpdateSupport { id, .. } | Action::DeleteSupport { id, .. } => {
            let object = truth.support.iter().find(|s| s.id == *id);
            let foreign = object.is_some_and(|s| s.owner.as_deref() != Some(spec.owner.as_str()));
            hold(!foreign, || format!("{action:?} touches an object that is not ours"))
        }
        Action::Claim { target, .. } => {
            let free = tags(target).is_none_or(|tags| !tags.contains_key(OWNER_TAG_KEY) || spec.owns(tags));
            let child_of_ours = *target != Target::Cluster && cluster.is_some_and(|cluster| spec.owns(&cluster.tags));
            hold(free && (spec.known || child_of_ours), || format!("{action:?} claims what was not imported"))
        }
        Action::Tag { target, .. } | Action::Release { target, .. } => ours(target.clone()),
        Action::UpdateAccess { principal, .. }
        | Action::DeleteAccess { principal }
        | Action::AssociatePolicy { principal, .. }
        | Action::DisassociatePolicy { principal, .. } => ours(Target::Access(principal.clone())),
        Action::UpdateAddon { name, .. } | Action::DeleteAddon { name, .. } => ours(Target::Addon(name.clone())),
        Action::UpdatePool { name, .. } | Action::UpgradePool { name, .. } | Action::DeletePool { name } => {
            ours(Target::Pool(name.clone()))
        }
        Action::DeleteCluster
        | Action::UpdateEndpoint { .. }
        | Action::UpdateSubnets { .. }
        | Action::UpdateSecurityGroups { .. }
        | Action::UpdateLogging { .. }
        | Action::UpdateChannel { .. }
        | Action::UpdateDeletionProtection { .. }
        | Action::EnableEncryption { .. }
        | Action::UpdateSetting { .. }
        | Action::UpgradeCluster { .. }
        | Action::RollbackCluster { .. }
        | Action::CreateAccess { .. }
        | Action::CreateAddon { .. }
        | Action::CreatePool { .. } => ours(Target::Cluster),
    }
}

/// One update in flight.
fn in_flight(cluster: &Cluster, action: &Action) -> Result<(), Violation> {
    let update = matches!(
        action,
        Action::UpdateEndpoint { .. }
            | Action::UpdateSubnets { .. }
            | Action::UpdateSecurityGroups { .. }
            | Action::UpdateLogging { .. }
            | Action::UpdateChannel { .. }
            | Action::UpdateDeletionProtection { .. }
            | Action::EnableEncryption { .. }
            | Action::UpdateSetting { .. }
            | Action::UpgradeCluster { .. }
            | Action::RollbackCluster { .. }
            | Action::UpdateAddon { .. }
            | Action::UpdatePool { .. }
            | Action::UpgradePool { .. }
            | Action::DeleteCluster
    );
    let busy = cluster.updates.iter().find(|u| !u.status.ended());
    hold(!update || busy.is_none(), || format!("{action:?} while {busy:?} is in flight"))
}

/// The control plane moves by one minor, is never older than a pool, and no pool is left further behind than allowed.
fn versions(spec: &Spec, cluster: &Cluster, action: &Action) -> Result<(), Violation> {
    let lag = i64::from(spec.capabilities.pool_lag_before_step);
    let behind = |to| cluster.version.steps_to(to).unwrap_or(i32::MAX);
    let pools = || cluster.pools.iter().filter_map(|(name, pool)| Some((name, pool.version?)));
    match action {
        Action::UpgradeCluster { to, .. } => {
            hold(behind(*to) == 1, || format!("the control plane jumps from {} to {to}", cluster.version))?;
            hold(*to <= spec.version, || format!("the control plane goes beyond {}", spec.version))?;
            for (name, version) in pools() {
                let old = version.steps_to(cluster.version).is_none_or(|steps| i64::from(steps) > lag);
                hold(!old, || format!("the control plane leaves pool {name} behind at {version}"))?;
            }
            Ok(())
        }
        Action::RollbackCluster { to } => {
            hold(behind(*to) == -1, || format!("the control plane jumps back from {} to {to}", cluster.version))?;
            pools().try_for_each(|(name, version)| {
                hold(version <= *to, || format!("pool {name} would be newer than its control plane"))
            })
        }
        Action::CreatePool { version, name, .. } | Action::UpgradePool { to: version, name, .. } => {
            hold(*version <= cluster.version, || format!("pool {name} would be newer than its control plane"))
        }
        _ => Ok(()),
    }
}

/// Nothing protected is deleted, no cluster with pools, and no pool before the one that replaces it works.
fn deletion(spec: &Spec, cluster: &Cluster, action: &Action) -> Result<(), Violation> {
    let absent = spec.goal == Goal::Absent;
    match action {
        Action::DeleteCluster => {
            let stillborn = cluster.status == Status::Failed(Failure::Create);
            let free = stillborn || !spec.deletion.protected;
            hold(absent && free, || "a cluster that should stay is deleted".into())?;
            let free = stillborn || cluster.deletion_protection != Some(true);
            hold(free, || "a protected cluster is deleted".into())?;
            hold(cluster.pools.is_empty(), || "a cluster with pools is deleted".into())
        }
        Action::DeletePool { name } if absent => {
            hold(!spec.deletion.protected, || format!("pool {name} of a protected cluster is deleted"))
        }
        Action::DeletePool { name } => {
            let pool = cluster.pools.get(name);
            let key = pool.and_then(|pool| pool.tags.get(KEY_TAG_KEY));
            let rotates = key
                .and_then(|key| spec.pools.as_ref()?.get(key))
                .is_some_and(|pool| pool.on_immutable_change == OnImmutableChange::Rotate);
            let dead = pool.is_none_or(|p| matches!(p.status, Status::Failed(Failure::Create | Failure::Delete)));
            let replaced = cluster.pools.iter().any(|(other, pool)| {
                other != name && pool.tags.get(KEY_TAG_KEY) == key && pool.status == Status::Active
            });
            hold(!rotates || dead || replaced, || format!("pool {name} is deleted before its successor works"))
        }
        _ => Ok(()),
    }
}

/// A support object is deleted after everything that needs it, and never from under a living cluster that uses it.
fn support(spec: &Spec, truth: &Seen, action: &Action) -> Result<(), Violation> {
    let Action::DeleteSupport { key, id, .. } = action else { return Ok(()) };
    let twin = truth.support.iter().any(|s| s.key == *key && s.id != *id);
    let dependant = truth.support.iter().find(|s| s.key != *key && s.needs.contains(key));
    hold(twin || dependant.is_none(), || format!("{key} is deleted while {dependant:?} needs it"))?;
    let wanted = spec.goal == Goal::Present && spec.support.iter().any(|s| s.key == *key);
    let failed = truth.support.iter().any(|s| s.id == *id && matches!(s.status, Status::Failed(_)));
    hold(!wanted || twin || failed, || format!("{key} is wanted and deleted"))?;
    let used = truth.cluster.as_ref().and_then(|cluster| cluster.subnets.as_ref()).is_some_and(|s| s.contains(id));
    hold(!used, || format!("{key} is deleted while the cluster uses it"))
}
