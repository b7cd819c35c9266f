//! An imported cluster has no owner tag. It is claimed when state holds it: children first, the cluster last, so that a
//! claim that was interrupted goes on, and a child that somebody else adds later is never mistaken for an imported one.

use super::super::observed::Cluster;
use super::super::{Action, Target};
use super::{Look, Step, pools, tags};
use crate::owner::OWNER_TAG_KEY;

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    if !look.spec.known || cluster.tags.contains_key(OWNER_TAG_KEY) {
        return None;
    }
    let unowned = |tags: &std::collections::BTreeMap<String, String>| !tags.contains_key(OWNER_TAG_KEY);
    let claim = |target| Some(Step::Do(Action::Claim { set: tags::claim(look.spec, &target, cluster), target }));
    for key in look.spec.pools.iter().flat_map(|pools| pools.keys()) {
        if let Some((name, _)) =
            cluster.pools.iter().find(|(name, pool)| unowned(&pool.tags) && pools::stands_for(look, name, key))
        {
            return claim(Target::Pool(name.clone()));
        }
    }
    for name in look.spec.addons.iter().flat_map(|addons| addons.keys()) {
        if cluster.addons.as_ref().and_then(|addons| addons.get(name)).is_some_and(|addon| unowned(&addon.tags)) {
            return claim(Target::Addon(name.clone()));
        }
    }
    for principal in look.spec.access.iter().flat_map(|access| access.keys()) {
        if cluster.access.as_ref().and_then(|access| access.get(principal)).is_some_and(|entry| unowned(&entry.tags)) {
            return claim(Target::Access(principal.clone()));
        }
    }
    claim(Target::Cluster)
}
