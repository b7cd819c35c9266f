//! What hangs on a cluster, in the engine's words: pools, access entries and add-ons.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::cluster::{self as engine, AddonVersion, Conflicts, Immutable, Key, Ref, Scaling, Scope};

use super::words::{access_policy, canonical_json, count, surge};
use crate::resources::cluster::model::{self, Capacity, OnImmutableChange, TaintEffect};

/// A pool by itself, in the engine's words.
pub(in super::super) fn pool(pool: &model::NodePool) -> engine::Pool {
    wanted_pool(pool, Key::from("launch-template"), &Ref::Id(String::new()))
}

/// A pool with what it stands on.
pub(super) fn wanted_pool(pool: &model::NodePool, template: Key, role: &Ref) -> engine::Pool {
    let image = || super::machine::image(&pool.machine_types).ok().map(str::to_owned);
    engine::Pool {
        immutable: Immutable {
            machine_types: pool.machine_types.clone(),
            image: pool.image.clone().or_else(image),
            capacity: Some(match pool.capacity {
                Capacity::OnDemand => engine::Capacity::OnDemand,
                Capacity::Spot => engine::Capacity::Spot,
            }),
            disk_gb: u32::try_from(pool.disk_gb).ok(),
            role: Some(pool.role.clone().map_or_else(|| role.clone(), Ref::Id)),
            subnets: pool.subnet_ids.iter().flatten().cloned().map(Ref::Id).collect(),
        },
        scaling: Scaling { min: count(pool.min), max: count(pool.max), desired: pool.desired.map(count) },
        labels: pool.labels.clone(),
        taints: pool
            .taints
            .iter()
            .map(|taint| engine::Taint {
                key: taint.key.clone(),
                value: taint.value.clone(),
                effect: match taint.effect {
                    TaintEffect::NoSchedule => engine::TaintEffect::NoSchedule,
                    TaintEffect::PreferNoSchedule => engine::TaintEffect::PreferNoSchedule,
                    TaintEffect::NoExecute => engine::TaintEffect::NoExecute,
                },
            })
            .collect(),
        surge: surge(&pool.surge),
        version: None,
        template: Some(template),
        on_immutable_change: match pool.on_immutable_change {
            OnImmutableChange::Rotate => engine::OnImmutableChange::Rotate,
            OnImmutableChange::Replace => engine::OnImmutableChange::Replace,
            OnImmutableChange::Refuse => engine::OnImmutableChange::Refuse,
        },
    }
}

/// Access entries by principal, in a region.
pub(super) fn wanted_access(
    region: &str,
    access: &BTreeMap<String, model::Access>,
) -> BTreeMap<String, engine::Access> {
    let entry = |(name, access): (&String, &model::Access)| {
        let scope =
            if access.namespaces.is_empty() { Scope::Cluster } else { Scope::Namespaces(access.namespaces.clone()) };
        let policies = BTreeMap::from([(access_policy(region, access.level), scope)]);
        let path = format!("access[{name:?}]");
        (access.principal.clone(), engine::Access { path, groups: BTreeSet::new(), policies })
    };
    access.iter().map(entry).collect()
}

/// Add-ons by name.
pub(super) fn wanted_addons(addons: &BTreeMap<String, model::Addon>) -> BTreeMap<String, engine::Addon> {
    let addon = |(name, addon): (&String, &model::Addon)| {
        let addon = engine::Addon {
            version: addon.version.clone().map_or(AddonVersion::Default, AddonVersion::Exact),
            config: addon.values.as_deref().map(canonical_json),
            conflicts: Conflicts::Overwrite,
            role: addon.role.clone().map(Ref::Id),
            preserve: false,
        };
        (name.clone(), addon)
    };
    addons.iter().map(addon).collect()
}
