//! Add-ons. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html>.
use serde_json::{Value, json};

use super::input::page;
use super::update::Target;
use super::{Cluster, Due, What, cluster};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

pub(crate) mod catalogue;
pub(crate) mod create;
pub(crate) mod update;

use catalogue::Offer;

/// An add-on of a cluster.
#[derive(Clone, Debug)]
pub(crate) struct Addon {
    pub(crate) doc: Value,
    /// Why it cannot be installed, known once it was tried.
    pub(crate) conflict: Option<String>,
}

pub(crate) fn absent(call: &Call) -> Refusal {
    let (name, addon) = (call.part("name"), call.part("addon"));
    Refusal::absent(format!("No addon: {addon} found in cluster: {name}"))
        .with("clusterName", name)
        .with("addonName", addon)
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let addon = cluster(world, call)?.addons.get(call.part("addon"));
    addon.map(|addon| json!({ "addon": addon.doc })).ok_or_else(|| absent(call))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let names = cluster(world, call)?.addons.keys().map(|name| json!(name)).collect();
    page(call, "addons", names)
}

/// `DeleteAddon`. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteAddon.html>.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let name = call.part("addon").to_owned();
    let cluster = cluster(world, call)?;
    if cluster.running(&Target::Addon(name.clone())).is_some() {
        let words = format!("Addon {name} cannot be deleted: an update is in progress.");
        return Err(Refusal::request(words).with("clusterName", call.part("name")).with("addonName", name));
    }
    let doc = &mut cluster.addons.get_mut(&name).ok_or_else(|| absent(call))?.doc;
    doc["status"] = "DELETING".into();
    let answer = json!({ "addon": doc });
    let gone = Due::of(&call.region, cluster, What::AddonGone(name));
    world.later(world.timing.addon / 2, gone);
    Ok(answer)
}

/// The add-on is gone, and the identities of its own with it.
pub(crate) fn goes(world: &mut World, region: &str, name: &str, addon: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    let Some(addon) = cluster.addons.remove(addon) else { return };
    let arn = addon.doc["addonArn"].as_str().unwrap_or_default();
    cluster.associations.retain(|_, association| association["ownerArn"] != arn);
    world.tokens.forget(arn);
}

impl Cluster {
    /// Whether a node is there for pods to run on.
    fn has_nodes(&self) -> bool {
        let runs = |doc: &Value| {
            let up = ["ACTIVE", "UPDATING", "DEGRADED"].contains(&doc["status"].as_str().unwrap_or_default());
            up && doc["scalingConfig"]["desiredSize"].as_u64().is_some_and(|nodes| nodes > 0)
        };
        self.doc["computeConfig"]["enabled"] == true || self.nodegroups.values().any(|group| runs(&group.doc))
    }
}

/// It is known whether the add-on runs: it was installed, or nodes came or went.
pub(crate) fn settles(world: &mut World, region: &str, name: &str, addon: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    let nodes = cluster.has_nodes();
    let Some(addon) = cluster.addons.get_mut(addon) else { return };
    let status = addon.doc["status"].as_str().unwrap_or_default().to_owned();
    if !["CREATING", "ACTIVE", "DEGRADED"].contains(&status.as_str()) {
        return;
    }
    let needs_nodes = addon.doc["addonName"].as_str().and_then(Offer::of).is_some_and(|offer| offer.deployment);
    let (status, issue) = match &addon.conflict {
        Some(words) => ("CREATE_FAILED", Some(("ConfigurationConflict", words.clone()))),
        None if needs_nodes && !nodes => {
            let words = "The add-on is unhealthy because it doesn't have the desired number of replicas.";
            ("DEGRADED", Some(("InsufficientNumberOfReplicas", words.to_owned())))
        }
        None => ("ACTIVE", None),
    };
    addon.doc["status"] = status.into();
    let issues = issue.map(|(code, words)| json!({ "code": code, "message": words, "resourceIds": [] }));
    addon.doc["health"] = json!({ "issues": issues.into_iter().collect::<Value>() });
}

/// Nodes came or went: every add-on is looked at again, a little later.
pub(crate) fn look_again(world: &mut World, region: &str, name: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get(name) else { return };
    let events: Vec<_> =
        cluster.addons.keys().map(|addon| Due::of(region, cluster, What::AddonSettles(addon.clone()))).collect();
    for event in events {
        world.later(world.timing.addon, event);
    }
}
