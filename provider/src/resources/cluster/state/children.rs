//! What hangs on a cluster: access entries, add-ons and pools. Entries keep the keys that the configuration gave them.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::observed::{self, Status};
use kgas_engine::cluster::{self as engine, Capabilities, Scope, Spec, Surge, physical_name};
use kgas_engine::owner::OWNER_TAG_KEY;

use super::super::aws::{self, canonical_json, level, policy_name};
use super::super::model::{Access, Addon, Capacity, Level, NodePool, OnImmutableChange, Taint, TaintEffect};

pub(super) fn access(
    before: &BTreeMap<String, Access>,
    entries: &BTreeMap<String, observed::Access>,
    spec: &Spec,
    take_in: bool,
) -> BTreeMap<String, Access> {
    let mut all = BTreeMap::new();
    for (key, entry) in before {
        if let Some(seen) = entries.get(&entry.principal) {
            let (level, namespaces) = granted(seen, Some(entry)).unwrap_or((Level::View, BTreeSet::new()));
            all.insert(key.clone(), Access { principal: entry.principal.clone(), level, namespaces });
        }
    }
    for (principal, seen) in entries {
        let mentioned = before.values().any(|entry| entry.principal == *principal);
        let ours = spec.owns(&seen.tags);
        if let (false, true, Some((level, namespaces))) = (mentioned, ours || take_in, granted(seen, None)) {
            all.insert(principal.clone(), Access { principal: principal.clone(), level, namespaces });
        }
    }
    all
}

/// Level and namespaces that policies stand for; that of `before` if its policy is among them.
fn granted(seen: &observed::Access, before: Option<&Access>) -> Option<(Level, BTreeSet<String>)> {
    let levels = before.map(|before| before.level).into_iter().chain([Level::Admin, Level::Edit, Level::View]);
    levels.into_iter().find_map(|one| {
        let name = Capabilities::AWS.access_policy(level(one))?;
        let (_, scope) = seen.policies.iter().find(|(policy, _)| policy_name(policy) == name)?;
        let namespaces = match scope {
            Scope::Cluster => BTreeSet::new(),
            Scope::Namespaces(names) => names.clone(),
        };
        Some((one, namespaces))
    })
}

pub(super) fn addons(
    before: &BTreeMap<String, Addon>,
    seen: &BTreeMap<String, observed::Addon>,
    spec: &Spec,
    take_in: bool,
) -> BTreeMap<String, Addon> {
    let mut all = BTreeMap::new();
    for (name, addon) in seen {
        match before.get(name) {
            Some(before) => {
                let same = |text: &String| addon.config.as_deref() == Some(canonical_json(text).as_str());
                let values = before.values.clone().filter(same).or_else(|| addon.config.clone());
                let version = before.version.as_ref().map(|_| addon.version.clone());
                all.insert(name.clone(), Addon { version, values, role: addon.role.clone() });
            }
            None if spec.owns(&addon.tags) || take_in => {
                let version = Some(addon.version.clone());
                all.insert(name.clone(), Addon { version, values: addon.config.clone(), role: addon.role.clone() });
            }
            None => {}
        }
    }
    all
}

pub(super) fn pools(
    before: &BTreeMap<String, NodePool>,
    cluster: &observed::Cluster,
    spec: &Spec,
    take_in: bool,
) -> BTreeMap<String, NodePool> {
    let mut all: BTreeMap<String, NodePool> = BTreeMap::new();
    for (name, seen) in cluster.pools.iter().filter(|(_, pool)| pool.status != Status::Deleting) {
        let ours = seen.tags.get(OWNER_TAG_KEY).is_some_and(|owner| owner == spec.owner.as_str());
        let key = match seen.tags.get(engine::KEY_TAG_KEY) {
            Some(key) if ours => key.clone(),
            _ if take_in || before.contains_key(name) => name.clone(),
            _ => continue,
        };
        // While a pool rotates there are two: the one that stays is the one of the spec's name.
        let wanted = spec.pools.as_ref().and_then(|pools| pools.get(&key));
        let stays = wanted.is_some_and(|wanted| physical_name(spec, &key, wanted) == *name);
        if stays || !all.contains_key(&key) {
            all.insert(key.clone(), pool(before.get(&key), seen, cluster));
        }
    }
    all
}

/// What a pool has that nobody asked for here: it would be made anew without.
fn own(seen: &observed::Pool, cluster: &observed::Cluster) -> (Option<BTreeSet<String>>, Option<String>) {
    let within = |subnets: &&BTreeSet<String>| cluster.subnets.as_ref().is_some_and(|all| subnets.is_subset(all));
    let usual = |image: &&String| aws::image(&seen.machine_types).is_ok_and(|usual| usual == *image);
    (
        seen.subnets.as_ref().filter(|subnets| !within(subnets)).cloned(),
        seen.image.as_ref().filter(|i| !usual(i)).cloned(),
    )
}

fn pool(before: Option<&NodePool>, seen: &observed::Pool, cluster: &observed::Cluster) -> NodePool {
    let (subnet_ids, image) = match before {
        None => own(seen, cluster),
        Some(before) => (
            before.subnet_ids.as_ref().and_then(|asked| seen.subnets.clone().or_else(|| Some(asked.clone()))),
            before.image.as_ref().and_then(|asked| seen.image.clone().or_else(|| Some(asked.clone()))),
        ),
    };
    NodePool {
        subnet_ids,
        image,
        role: before.and_then(|before| before.role.as_ref()).map(|asked| seen.role.clone().unwrap_or(asked.clone())),
        machine_types: seen.machine_types.clone(),
        capacity: match seen.capacity {
            Some(engine::Capacity::Spot) => Capacity::Spot,
            _ => Capacity::OnDemand,
        },
        min: seen.min.into(),
        max: seen.max.into(),
        desired: before.and_then(|before| before.desired),
        // A disk that the launch template sets is the engine's to see.
        disk_gb: seen.disk_gb.map(i64::from).or(before.map(|before| before.disk_gb)).unwrap_or(80),
        labels: seen.labels.clone(),
        taints: seen
            .taints
            .iter()
            .map(|taint| Taint {
                key: taint.key.clone(),
                value: taint.value.clone(),
                effect: match taint.effect {
                    engine::TaintEffect::NoSchedule => TaintEffect::NoSchedule,
                    engine::TaintEffect::PreferNoSchedule => TaintEffect::PreferNoSchedule,
                    engine::TaintEffect::NoExecute => TaintEffect::NoExecute,
                },
            })
            .collect(),
        surge: match seen.surge {
            Some(Surge::Count(nodes)) => nodes.to_string(),
            Some(Surge::Percent(percent)) => format!("{percent}%"),
            None => before.map_or_else(|| "1".to_owned(), |before| before.surge.clone()),
        },
        on_immutable_change: before.map_or(OnImmutableChange::Rotate, |before| before.on_immutable_change),
    }
}
