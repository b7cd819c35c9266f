//! Node pools: created side by side, changed in place where they can be, rotated where they cannot.
//!
//! A pool's physical name ends in a digest of what cannot change. Rotation is then no state of its own: the pool of the
//! wanted name is missing, so it is created; once it is active, the others of the same key are deleted.

use std::collections::BTreeMap;

use super::super::observed::{self, Cluster, Failure, Status};
use super::super::{Action, Key, Minor, OnImmutableChange, Pool, Problem, Ref, Seen, Spec};
use super::tags::KEY_TAG_KEY;
use super::{Look, Step, pool_changes};
use crate::owner::OWNER_TAG_KEY;
use crate::{Millis, digest};

/// The physical name of the pool `key` with these immutable fields: key and digest, shortened to what the cloud takes.
#[must_use]
pub fn physical_name(spec: &Spec, key: &str, pool: &Pool) -> String {
    let rule = spec.capabilities.pool_name;
    let separator = spec.capabilities.pool_name_separator;
    // Where it names no subnets, the cluster's: one that has to leave a subnet is another one than before.
    let mut fixed = pool.immutable.clone();
    if fixed.subnets.is_empty() {
        fixed.subnets.clone_from(&spec.network.subnets);
    }
    let suffix = &digest::hex(&["pool", key, &format!("{fixed:?}")])[..8.min(rule.max / 2)];
    let allowed = |c: &char| c.is_ascii_alphanumeric() || (c.is_ascii() && rule.also.as_bytes().contains(&(*c as u8)));
    let room = rule.max - suffix.len() - separator.len();
    let key: String = key.chars().filter(allowed).take(room).collect();
    let name = format!("{key}{separator}{suffix}");
    if rule.lower_case { name.to_lowercase() } else { name }
}

/// Whether the pool of this physical name could be the spec's pool `key`.
pub(super) fn stands_for(spec: &Spec, name: &str, key: &str) -> bool {
    let pool = spec.pools.as_ref().and_then(|pools| pools.get(key));
    name == key || pool.is_some_and(|pool| name == physical_name(spec, key, pool))
}

/// Which pool of the spec a pool is: by its tag, else by its name.
pub(in super::super) fn key_of(spec: &Spec, name: &str, tags: &BTreeMap<String, String>) -> Option<String> {
    let by_name = || spec.pools.as_ref()?.keys().find(|key| stands_for(spec, name, key)).cloned();
    tags.get(KEY_TAG_KEY).cloned().or_else(by_name)
}

/// The oldest version among the pools that are, or are claimed as, the spec's pool `key`.
pub(in super::super) fn oldest(spec: &Spec, cluster: &Cluster, key: &str) -> Option<Minor> {
    candidates(spec, cluster, key).into_iter().filter_map(|(_, pool)| pool.version).min()
}

/// Pools of the spec that exist and of which none fits any more, each with the fields in which it differs.
pub(in super::super) fn outgrown(spec: &Spec, seen: &Seen) -> Vec<(String, Vec<String>)> {
    let Some(cluster) = &seen.cluster else { return Vec::new() };
    // The time plays no part in it.
    let look = Look { spec, seen, now: Millis::default() };
    let fields = |(key, pool): (&String, &Pool)| {
        let members = candidates(spec, cluster, key);
        let (_, first) = members.first()?;
        let fits = current(&look, &members, key, pool).is_some();
        (!fits).then(|| (key.clone(), pool_changes::immutable(&look, pool, first))).filter(|(_, f)| !f.is_empty())
    };
    spec.pools.iter().flatten().filter_map(fields).collect()
}

/// Pools of the spec that fit, and whose machines run another version of their template than the wanted one.
pub(in super::super) fn behind_template(spec: &Spec, seen: &Seen) -> Vec<String> {
    let Some(cluster) = &seen.cluster else { return Vec::new() };
    let look = Look { spec, seen, now: Millis::default() };
    let behind = |key: &str, pool: &Pool| {
        let (_, current) = current(&look, &candidates(spec, cluster, key), key, pool)?;
        let template = spec.support.iter().find(|support| Some(&support.key) == pool.template.as_ref())?;
        let runs = current.template_digest.as_ref()?;
        (*runs != template.digest).then(|| key.to_owned())
    };
    spec.pools.iter().flatten().filter_map(|(key, pool)| behind(key, pool)).collect()
}

/// The pools of ours with this key, and those that an apply would claim.
fn candidates<'a>(spec: &Spec, cluster: &'a Cluster, key: &str) -> Members<'a> {
    let unowned = |tags: &BTreeMap<String, String>| !tags.contains_key(OWNER_TAG_KEY);
    let claims = spec.owns(&cluster.tags) || spec.known && unowned(&cluster.tags);
    let claimed = |tags: &BTreeMap<String, String>| claims && unowned(tags);
    let of_key = |name: &str, pool: &observed::Pool| {
        (spec.owns(&pool.tags) || claimed(&pool.tags)) && key_of(spec, name, &pool.tags).as_deref() == Some(key)
    };
    cluster.pools.iter().filter(|(name, pool)| of_key(name, pool)).collect()
}

type Members<'a> = Vec<(&'a String, &'a observed::Pool)>;

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let wanted = look.spec.pools.as_ref()?;
    let mut pending = None;
    for facet in [ensure, settle, roll] {
        for (key, pool) in wanted {
            match facet(look, cluster, key, pool) {
                Some(wait @ Step::Wait { .. }) => pending = pending.or(Some(wait)),
                Some(step) => return Some(step),
                None => {}
            }
        }
        if pending.is_some() {
            return pending;
        }
    }
    surplus(look, cluster)
}

/// The pools of ours with this key.
fn members<'a>(look: &Look<'_>, cluster: &'a Cluster, key: &str) -> Members<'a> {
    let of_key = |name: &str, pool: &observed::Pool| {
        look.spec.owns(&pool.tags) && key_of(look.spec, name, &pool.tags).as_deref() == Some(key)
    };
    cluster.pools.iter().filter(|(name, pool)| of_key(name, pool)).collect()
}

/// The member that can become what is wanted: the immutable fields fit. The wanted name first, then an active one.
fn current<'a>(
    look: &Look<'_>,
    members: &Members<'a>,
    key: &str,
    pool: &Pool,
) -> Option<(&'a String, &'a observed::Pool)> {
    let usable =
        |p: &observed::Pool| !matches!(p.status, Status::Deleting | Status::Failed(Failure::Create | Failure::Delete));
    let mut fit: Vec<_> = members
        .iter()
        .filter(|(_, p)| usable(p) && pool_changes::immutable(look, pool, p).is_empty())
        .copied()
        .collect();
    if fit.len() > 1 {
        let name = physical_name(look.spec, key, pool);
        fit.sort_by_key(|(n, p)| (p.status != Status::Active, **n != name));
    }
    fit.first().copied()
}

/// Creates the pool if no living one fits.
fn ensure(look: &Look<'_>, cluster: &Cluster, key: &str, pool: &Pool) -> Option<Step> {
    let members = members(look, cluster, key);
    let foreign = cluster.pools.iter().find(|(n, p)| !look.spec.owns(&p.tags) && stands_for(look.spec, n, key));
    if let Some((name, pool)) = foreign {
        let (what, owner) = (format!("a pool {name:?}"), pool.tags.get(OWNER_TAG_KEY).cloned());
        return Some(Step::Stuck(Problem::Foreign { what, owner, path: path(key), otherwise: None }));
    }
    if let Some((name, bad)) = members.iter().find(|(_, p)| matches!(p.status, Status::Failed(_))) {
        return match &bad.status {
            Status::Failed(Failure::Update) if bad.inherited => None,
            _ if bad.inherited => Some(Step::Do(Action::DeletePool { name: (*name).clone() })),
            _ => Some(Step::Stuck(Problem::Failed {
                what: what(name),
                path: Some(path(key)),
                issues: bad.health.clone(),
            })),
        };
    }
    if current(look, &members, key, pool).is_some() {
        return None;
    }
    let name = physical_name(look.spec, key, pool);
    let busy = |p: &observed::Pool| matches!(p.status, Status::Creating | Status::Deleting | Status::Updating);
    let alone = !look.spec.capabilities.parallel_pools;
    let in_the_way = cluster.pools.iter().find(|(n, p)| busy(p) && (alone || **n == name));
    if let Some((name, pool)) = in_the_way {
        return Some(look.wait_for(look.spec.capabilities.pauses.pool, what(name), &pool.status));
    }
    if let Some((old_name, old)) = members.first() {
        match pool.on_immutable_change {
            OnImmutableChange::Refuse => {
                let fields = pool_changes::immutable(look, pool, old);
                return Some(Step::Stuck(Problem::PoolImmutable { key: key.to_owned(), fields }));
            }
            OnImmutableChange::Replace => return Some(delete(look, old_name, old)),
            OnImmutableChange::Rotate => {}
        }
    }
    Some(create(look, cluster, key, pool, name, &members))
}

fn create(look: &Look<'_>, cluster: &Cluster, key: &str, pool: &Pool, name: String, old: &Members<'_>) -> Step {
    let references = pool.immutable.subnets.iter().chain(&pool.immutable.role);
    for reference in references {
        if let (Ref::Support(missing), None) = (reference, look.resolve(reference)) {
            return Step::Stuck(Problem::MissingSupport { key: Key(missing.0.clone()) });
        }
    }
    let running = old.iter().map(|(_, pool)| pool.desired).max();
    let scaling = pool.scaling;
    let first = running.or(scaling.desired).unwrap_or(scaling.min);
    let desired = first.max(scaling.min).min(scaling.max.max(scaling.min));
    let version = pool_changes::version(look, cluster, pool).unwrap_or(cluster.version);
    Step::Do(Action::CreatePool { key: key.to_owned(), name, version, desired })
}

/// Waits for the pool and brings it to what can be changed in place.
fn settle(look: &Look<'_>, cluster: &Cluster, key: &str, pool: &Pool) -> Option<Step> {
    let (name, seen) = current(look, &members(look, cluster, key), key, pool)?;
    match &seen.status {
        Status::Active | Status::Degraded | Status::Failed(_) => {
            let change = pool_changes::in_place(pool, seen);
            (!change.is_empty()).then(|| Step::Do(Action::UpdatePool { name: name.clone(), change }))
        }
        status => Some(look.wait_for(look.spec.capabilities.pauses.pool, what(name), status)),
    }
}

/// Brings the pool to its version and its template, then deletes those it replaces.
fn roll(look: &Look<'_>, cluster: &Cluster, key: &str, pool: &Pool) -> Option<Step> {
    let members = members(look, cluster, key);
    let (name, seen) = current(look, &members, key, pool)?;
    if let Some(step) = pool_changes::roll(look, cluster, key, pool, name, seen) {
        return Some(step);
    }
    let (old_name, old) = members.iter().find(|(other, _)| *other != name)?;
    if seen.status != Status::Active {
        return Some(look.wait_for(look.spec.capabilities.pauses.pool, what(name), &seen.status));
    }
    Some(delete(look, old_name, old))
}

/// Deletes pools of ours that are no longer in the spec.
fn surplus(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let wanted = look.spec.pools.as_ref()?;
    let unwanted = |name: &str, pool: &observed::Pool| {
        look.spec.owns(&pool.tags) && key_of(look.spec, name, &pool.tags).is_none_or(|key| !wanted.contains_key(&key))
    };
    delete_all(look, cluster.pools.iter().filter(|(name, pool)| unwanted(name, pool)))
}

/// Deletes these pools, side by side where the cloud can, and waits until they are gone.
pub(super) fn delete_all<'a>(
    look: &Look<'_>,
    pools: impl Iterator<Item = (&'a String, &'a observed::Pool)>,
) -> Option<Step> {
    let mut pending = None;
    for (name, pool) in pools {
        match delete(look, name, pool) {
            wait @ Step::Wait { .. } => pending = pending.or(Some(wait)),
            step if look.spec.capabilities.parallel_pools => return Some(step),
            step => return pending.or(Some(step)),
        }
    }
    pending
}

fn delete(look: &Look<'_>, name: &str, pool: &observed::Pool) -> Step {
    match &pool.status {
        Status::Deleting | Status::Updating | Status::Creating => {
            look.wait_for(look.spec.capabilities.pauses.pool, what(name), &pool.status)
        }
        Status::Failed(Failure::Delete) if !pool.inherited => {
            let path = key_of(look.spec, name, &pool.tags).map(|key| path(&key));
            Step::Stuck(Problem::Failed { what: what(name), path, issues: pool.health.clone() })
        }
        _ => Step::Do(Action::DeletePool { name: name.to_owned() }),
    }
}

fn what(name: &str) -> String {
    format!("pool {name:?}")
}

/// Where a pool stands in the configuration.
pub(in super::super) fn path(key: &str) -> String {
    format!("node_pools[{key:?}]")
}
