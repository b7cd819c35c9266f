//! Tags: the configured ones on the cluster and every child of ours, those that were configured before on none of them, and
//! nothing of anybody else's: what an organization puts on every object stays.

use std::collections::{BTreeMap, BTreeSet};

use super::super::observed::Cluster;
use super::super::{Action, Spec, Target};
use super::{Look, Step, pools};
use crate::owner::OWNER_TAG_KEY;

/// The tag that says which pool or support object of the spec an object is.
pub const KEY_TAG_KEY: &str = "kgas-key";

/// The tags an object of ours carries: the configured ones, the owner tag, and `kgas-key` if it has a key.
#[must_use]
pub fn wanted_tags(spec: &Spec, key: Option<&str>) -> BTreeMap<String, String> {
    let mut tags = spec.tags.clone();
    tags.insert(OWNER_TAG_KEY.into(), spec.owner.to_string());
    tags.extend(key.map(|key| (KEY_TAG_KEY.to_owned(), key.to_owned())));
    tags
}

/// What a claim sets.
pub(super) fn claim(spec: &Spec, target: &Target, cluster: &Cluster) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::from([(OWNER_TAG_KEY.to_owned(), spec.owner.to_string())]);
    if let Target::Pool(name) = target {
        let key = cluster.pools.get(name).and_then(|pool| pools::key_of(spec, name, &pool.tags));
        tags.extend(key.map(|key| (KEY_TAG_KEY.to_owned(), key)));
    }
    tags
}

/// What is managed elsewhere from now on loses the tags by which it was ours, and nothing else.
pub(super) fn release<'a>(
    look: &Look<'_>,
    mut children: impl Iterator<Item = (Target, &'a BTreeMap<String, String>)>,
) -> Option<Step> {
    let (target, _) = children.find(|(_, tags)| look.spec.owns(tags))?;
    Some(Step::Do(Action::Release { target, remove: BTreeSet::from([OWNER_TAG_KEY.to_owned()]) }))
}

pub(super) fn next(look: &Look<'_>, cluster: &Cluster) -> Option<Step> {
    let spec = look.spec;
    // The cluster last: what state knows of the tags is what the cluster shows.
    let pools = cluster.pools.iter().map(|(name, pool)| (Target::Pool(name.clone()), &pool.tags));
    let addons = cluster.addons.iter().flatten().map(|(name, addon)| (Target::Addon(name.clone()), &addon.tags));
    let access = cluster.access.iter().flatten().map(|(name, entry)| (Target::Access(name.clone()), &entry.tags));
    let targets = pools.chain(addons).chain(access).chain([(Target::Cluster, &cluster.tags)]);
    let mut ours = targets.filter(|(_, seen)| spec.owns(seen));
    ours.find_map(|(target, seen)| difference(spec, target, seen))
}

fn difference(spec: &Spec, target: Target, seen: &BTreeMap<String, String>) -> Option<Step> {
    let wanted = wanted_tags(spec, seen.get(KEY_TAG_KEY).map(String::as_str));
    let others = |key: &str| {
        let reserved = spec.capabilities.reserved_tag_prefixes.iter().any(|prefix| key.starts_with(prefix));
        reserved || spec.ignored_tag_prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
    };
    let set: BTreeMap<_, _> = wanted
        .iter()
        .filter(|(key, value)| seen.get(*key) != Some(value))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    let goes = |key: &&String| seen.contains_key(*key) && !wanted.contains_key(*key) && !others(key);
    let remove: BTreeSet<_> = spec.dropped_tags.iter().filter(goes).cloned().collect();
    (!set.is_empty() || !remove.is_empty()).then_some(Step::Do(Action::Tag { target, set, remove }))
}
