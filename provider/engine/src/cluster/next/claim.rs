//! What state holds, or the configuration names, and nobody owns is claimed: an imported cluster, and children of a cluster of
//! ours that others made. Children first, the cluster last, so that a claim that was interrupted goes on. What has another
//! owner's tag is left alone.

use std::collections::BTreeMap;

use super::super::observed::Cluster;
use super::super::{Action, Spec, Target};
use super::{Look, Step, pools, tags};
use crate::owner::OWNER_TAG_KEY;

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let imported = look.spec.known && unowned(&cluster.tags);
    if !imported && !look.spec.owns(&cluster.tags) {
        return None;
    }
    let target = children(look.spec, cluster).into_iter().next().or(imported.then_some(Target::Cluster))?;
    Some(Step::Do(Action::Claim { set: tags::claim(look.spec, &target, cluster), target }))
}

/// Children that the configuration names and nobody owns.
pub(in super::super) fn children(spec: &Spec, cluster: &Cluster) -> Vec<Target> {
    let stand_for = |key: &String| {
        cluster.pools.iter().find(|(name, pool)| unowned(&pool.tags) && pools::stands_for(spec, name, key))
    };
    let of_pools = spec.pools.iter().flat_map(BTreeMap::keys).filter_map(stand_for);
    let of_addons = spec.addons.iter().flat_map(BTreeMap::keys).filter(|name| {
        let addon = cluster.addons.as_ref().and_then(|addons| addons.get(*name));
        addon.is_some_and(|addon| unowned(&addon.tags))
    });
    let of_access = spec.access.iter().flat_map(BTreeMap::keys).filter(|principal| {
        let entry = cluster.access.as_ref().and_then(|access| access.get(*principal));
        entry.is_some_and(|entry| unowned(&entry.tags))
    });
    let pools = of_pools.map(|(name, _)| Target::Pool(name.clone()));
    let addons = of_addons.map(|name| Target::Addon(name.clone()));
    pools.chain(addons).chain(of_access.map(|principal| Target::Access(principal.clone()))).collect()
}

fn unowned(tags: &BTreeMap<String, String>) -> bool {
    !tags.contains_key(OWNER_TAG_KEY)
}
