//! The way of a control plane to its version, with what is moved in between: said before the apply takes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::super::observed::Cluster;
use super::super::{AddonOrder, Minor, NodePools, Pool, Spec, next};
use super::{Issue, versions};

/// One leg of the way; it begins when the one before has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Leg {
    /// The control plane takes one step.
    ControlPlane {
        /// The minor it leaves.
        from: Minor,
        /// The one it comes to.
        to: Minor,
    },
    /// Add-ons whose versions do not fit are moved.
    Addons {
        /// Those that are managed here.
        names: BTreeSet<String>,
        /// The minor they have to fit.
        fit: Minor,
    },
    /// Pools are rolled.
    Pools {
        /// Their keys in the configuration.
        keys: BTreeSet<String>,
        /// The minor they come to.
        to: Minor,
    },
}

impl fmt::Display for Leg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        match self {
            Self::ControlPlane { from, to } => write!(f, "control plane from {from} to {to}"),
            Self::Addons { names, fit } => write!(f, "add-ons {}, as far as they do not fit {fit}", list(names)),
            Self::Pools { keys, to } => write!(f, "node pools {} to {to}", list(keys)),
        }
    }
}

/// The way from the cluster as it is to the wanted version. Empty if the control plane stays.
#[must_use]
pub fn walk(spec: &Spec, cluster: &Cluster) -> Vec<Leg> {
    let mut legs = Vec::new();
    let mut pools = followers(spec, cluster);
    let mut at = cluster.version;
    if next::rolls_back(spec, cluster) && next::refusal(spec, cluster).is_none() {
        return vec![Leg::ControlPlane { from: at, to: spec.version }];
    }
    for to in versions::path(spec, cluster) {
        roll(&mut legs, &mut pools, at, spec.capabilities.pool_lag_before_step);
        legs.push(Leg::ControlPlane { from: at, to });
        at = to;
        legs.extend(addons(spec, AddonOrder::BeforePools, at));
        let lag = if at == spec.version { 0 } else { spec.capabilities.pool_lag_before_step };
        roll(&mut legs, &mut pools, at, lag);
        legs.extend(addons(spec, AddonOrder::AfterPools, at));
    }
    legs
}

/// The way in words; `None` if the control plane stays, or has no way.
#[must_use]
pub fn told(spec: &Spec, cluster: &Cluster) -> Option<Issue> {
    let legs = walk(spec, cluster);
    if legs.is_empty() {
        return None;
    }
    let legs: Vec<_> = legs.iter().zip(1..).map(|(leg, number)| format!("\n  {number}. {leg}")).collect();
    let detail = format!(
        "The control plane runs {} and is to run {}. The apply goes there in these steps, each when the one before has \
         ended:{}",
        cluster.version,
        spec.version,
        legs.concat()
    );
    let next_step = "Check that workloads stand the draining of these nodes, and that no API they use is removed on the \
                     way. `upgrade.max_minor_steps` limits how far one apply goes.";
    Some(Issue::warning("version", "Version is walked minor by minor", detail, next_step))
}

/// Pools that go with the control plane, each with the version it runs.
fn followers(spec: &Spec, cluster: &Cluster) -> BTreeMap<String, Minor> {
    let follows = |pool: &Pool| match (pool.version, spec.upgrade.node_pools) {
        (Some(own), _) => own >= spec.version,
        (None, NodePools::Follow) => true,
        (None, NodePools::Hold) => false,
    };
    let all = spec.pools.iter().flatten().filter(|(_, pool)| follows(pool));
    all.filter_map(|(key, _)| Some((key.clone(), next::oldest(spec, cluster, key)?))).collect()
}

fn roll(legs: &mut Vec<Leg>, pools: &mut BTreeMap<String, Minor>, to: Minor, lag: u32) {
    let behind = |runs: Minor| runs.steps_to(to).is_none_or(|steps| i64::from(steps) > i64::from(lag));
    let keys: BTreeSet<_> = pools.iter().filter(|(_, runs)| behind(**runs)).map(|(key, _)| key.clone()).collect();
    for key in &keys {
        pools.insert(key.clone(), to);
    }
    if !keys.is_empty() {
        legs.push(Leg::Pools { keys, to });
    }
}

fn addons(spec: &Spec, order: AddonOrder, fit: Minor) -> Option<Leg> {
    let of_order = |name: &&String| spec.capabilities.addon_order(name) == order;
    let names: BTreeSet<_> = spec.addons.iter().flat_map(BTreeMap::keys).filter(of_order).cloned().collect();
    (!names.is_empty()).then_some(Leg::Addons { names, fit })
}
