//! How a living pool differs from the wanted one: in what cannot change, in what can, in what it runs.

use super::super::observed::{self, Cluster};
use super::super::{Action, Minor, NodePools, Pool, PoolChange};
use super::{Look, Step, updates, version as walk};

/// The immutable fields in which a pool differs. What is not configured, or not told, does not differ.
pub(super) fn immutable(look: &Look<'_>, wanted: &Pool, seen: &observed::Pool) -> Vec<String> {
    let w = &wanted.immutable;
    let role = w.role.as_ref().and_then(|role| look.resolve(role));
    let mut fields = Vec::new();
    let mut check = |name: &str, differs: bool| fields.extend(differs.then(|| name.to_owned()));
    let types_told = !w.machine_types.is_empty() && !seen.machine_types.is_empty();
    check("machine_types", types_told && w.machine_types != seen.machine_types);
    check("image", differs(w.image.as_ref(), seen.image.as_ref()));
    check("capacity", differs(w.capacity.as_ref(), seen.capacity.as_ref()));
    check("disk_gb", differs(w.disk_gb.as_ref(), seen.disk_gb.as_ref()));
    check("role", differs(role, seen.role.as_deref()));
    check("subnet_ids", stands_elsewhere(look, wanted, seen));
    fields
}

/// A pool that names subnets stands in these; another one in any of the cluster's, so that it outlives one that is added.
fn stands_elsewhere(look: &Look<'_>, wanted: &Pool, seen: &observed::Pool) -> bool {
    let named = &wanted.immutable.subnets;
    let allowed = look.resolve_all(if named.is_empty() { &look.spec.network.subnets } else { named });
    let (Some(allowed), Some(seen)) = (allowed.filter(|subnets| !subnets.is_empty()), &seen.subnets) else {
        return false;
    };
    if named.is_empty() { !seen.is_subset(&allowed) } else { *seen != allowed }
}

fn differs<T: PartialEq + ?Sized>(wanted: Option<&T>, seen: Option<&T>) -> bool {
    matches!((wanted, seen), (Some(wanted), Some(seen)) if wanted != seen)
}

/// What one request changes in place. The size in between is the autoscaler's; it is only moved into the bounds.
pub(super) fn in_place(wanted: &Pool, seen: &observed::Pool) -> PoolChange {
    let (min, max) = (wanted.scaling.min, wanted.scaling.max.max(wanted.scaling.min));
    let sizes = (min, max, seen.desired.clamp(min, max));
    let labels = wanted.labels.iter().filter(|(key, value)| seen.labels.get(*key) != Some(value));
    let gone = |t: &&super::super::Taint| !wanted.taints.iter().any(|w| (&w.key, w.effect) == (&t.key, t.effect));
    PoolChange {
        sizes: (sizes != (seen.min, seen.max, seen.desired)).then_some(sizes),
        set_labels: labels.map(|(key, value)| (key.clone(), value.clone())).collect(),
        remove_labels: seen.labels.keys().filter(|key| !wanted.labels.contains_key(*key)).cloned().collect(),
        set_taints: wanted.taints.difference(&seen.taints).cloned().collect(),
        remove_taints: seen.taints.iter().filter(gone).map(|t| (t.key.clone(), t.effect)).collect(),
        surge: wanted.surge.filter(|surge| seen.surge.is_some_and(|seen| seen != *surge)),
    }
}

/// The version a pool shall have under the control plane as it is now; `None` if it shall stay.
pub(super) fn version(look: &Look<'_>, cluster: &Cluster, pool: &Pool) -> Option<Minor> {
    let ceiling = if walk::rolls_back(look.spec, cluster) { look.spec.version } else { cluster.version };
    match (pool.version, look.spec.upgrade.node_pools) {
        (Some(version), _) => Some(version.min(ceiling)),
        (None, NodePools::Follow) => Some(ceiling),
        (None, NodePools::Hold) => None,
    }
}

/// Rolls a pool that is behind in its version or template. On the way up, only as far as the next step needs it.
pub(super) fn roll(
    look: &Look<'_>,
    cluster: &Cluster,
    key: &str,
    wanted: &Pool,
    name: &str,
    seen: &observed::Pool,
) -> Option<Step> {
    let runs = seen.version.unwrap_or(cluster.version);
    let target = version(look, cluster, wanted).filter(|target| *target > runs);
    let arrived = cluster.version >= look.spec.version;
    let to = target.filter(|_| arrived || walk::too_old(look, cluster, runs));
    let template =
        wanted.template.as_ref().and_then(|key| look.seen.support.iter().find(|support| support.key == *key));
    let template = template.and_then(|support| support.digest.as_ref());
    if to.is_none() && !differs(template, seen.template_digest.as_ref()) {
        return None;
    }
    let force = updates::force_may_help(look, cluster, name);
    let (key, name, to) = (key.to_owned(), name.to_owned(), to.unwrap_or(runs));
    Some(Step::Do(Action::UpgradePool { key, name, to, force }))
}
