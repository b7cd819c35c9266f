//! Updates: what was asked of a cluster or one of its parts, and how far it came.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Update.html>.
use std::time::Duration;

use serde_json::{Value, json};

use super::input::page;
use super::{Cluster, Due, What, addon, cluster, insight, merge, nodegroup};
use crate::call::{Answered, Call, Refusal};
use crate::log_group;
use crate::world::World;

/// An update.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) doc: Value,
    pub(crate) target: Target,
    /// Members of the target once it is done; null takes one away.
    pub(crate) effect: Value,
}

/// What an update is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Cluster,
    Nodegroup(String),
    Addon(String),
}

impl Update {
    pub(crate) fn id(&self) -> &str {
        self.doc["id"].as_str().unwrap_or_default()
    }

    pub(crate) fn runs(&self) -> bool {
        self.doc["status"] == "InProgress"
    }
}

impl Cluster {
    /// The members of an update's target, while it exists.
    pub(crate) fn target(&mut self, target: &Target) -> Option<&mut Value> {
        match target {
            Target::Cluster => Some(&mut self.doc),
            Target::Nodegroup(name) => self.nodegroups.get_mut(name).map(|group| &mut group.doc),
            Target::Addon(name) => self.addons.get_mut(name).map(|addon| &mut addon.doc),
        }
    }

    /// The update of `target` that is still running.
    pub(crate) fn running(&self, target: &Target) -> Option<&Update> {
        self.updates.iter().find(|update| update.runs() && update.target == *target)
    }
}

/// Accepts an update, which takes `span`.
pub(crate) fn begin(
    world: &mut World,
    region: &str,
    name: &str,
    (kind, params): (&str, Vec<(&str, String)>),
    update: (Target, Value),
    span: Duration,
) -> Answered {
    let id = world.ids.uuid("update");
    let (now, lag) = (world.now, world.timing.update_lag);
    let params: Vec<Value> = params.into_iter().map(|(kind, value)| json!({ "type": kind, "value": value })).collect();
    let doc = json!({
        "id": id, "status": "InProgress", "type": kind, "params": params, "createdAt": now.seconds(), "errors": [],
    });
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return Err(super::no_cluster(name)) };
    let (target, effect) = update;
    cluster.updates.push(Update { doc: doc.clone(), target, effect });
    let shows = Due::of(region, cluster, What::UpdateShows(id.clone()));
    let ends = Due::of(region, cluster, What::UpdateEnds(id));
    world.later(lag.min(span), shows);
    world.later(span, ends);
    Ok(json!({ "update": doc }))
}

/// The target begins to say that it is updated, some time after the update was accepted.
pub(crate) fn shows(world: &mut World, region: &str, name: &str, id: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    let Some(update) = cluster.updates.iter().find(|update| update.id() == id && update.runs()) else { return };
    let target = update.target.clone();
    if let Some(doc) = cluster.target(&target).filter(|doc| doc["status"] == "ACTIVE" || doc["status"] == "DEGRADED") {
        doc["status"] = "UPDATING".into();
    }
}

/// The update is done: its effect is seen and the target is active again.
pub(crate) fn ends(world: &mut World, region: &str, name: &str, id: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    let Some(update) = cluster.updates.iter_mut().find(|update| update.id() == id && update.runs()) else { return };
    update.doc["status"] = "Successful".into();
    let (target, effect) = (update.target.clone(), update.effect.clone());
    if let Some(doc) = cluster.target(&target) {
        merge(doc, &effect);
        if doc["status"] == "UPDATING" {
            doc["status"] = "ACTIVE".into();
        }
    }
    // How long EKS knows the token of an update is not documented; here as long as the update runs.
    world.tokens.forget(id);
    follow(world, region, name, &target, &effect);
}

/// What follows from an update that is done: nodes are made or replaced, insights are about the next version.
fn follow(world: &mut World, region: &str, name: &str, target: &Target, effect: &Value) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    match target {
        Target::Cluster if effect.get("version").is_some() => {
            insight::follow(&mut cluster.insights, cluster.doc["version"].as_str());
        }
        Target::Nodegroup(group) => {
            let Some(doc) = cluster.nodegroups.get(group).map(|group| group.doc.clone()) else { return };
            nodegroup::fit(world, region, name, &doc, effect.get("releaseVersion").is_some());
            addon::look_again(world, region, name);
        }
        Target::Addon(addon) => addon::settles(world, region, name, addon),
        Target::Cluster => {
            log_group::keep(world, region, name, &effect["logging"]);
        }
    }
}

/// The target a describe or list call means, by its query.
fn asked(call: &Call) -> Target {
    match (call.params.get("nodegroupName"), call.params.get("addonName")) {
        (Some(group), _) => Target::Nodegroup(group.to_owned()),
        (None, Some(addon)) => Target::Addon(addon.to_owned()),
        (None, None) => Target::Cluster,
    }
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let (id, target) = (call.part("update").to_owned(), asked(call));
    let found = cluster(world, call)?.updates.iter().find(|update| update.id() == id && update.target == target);
    found
        .map(|update| json!({ "update": update.doc }))
        .ok_or_else(|| Refusal::absent(format!("No update found for ID: {id}")))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let target = asked(call);
    let ids = cluster(world, call)?.updates.iter().filter(|update| update.target == target);
    let ids = ids.map(|update| json!(update.id())).collect();
    page(call, "updateIds", ids)
}

/// `CancelUpdate`: of a cluster only, and only while it runs.
pub(crate) fn cancel(world: &mut World, call: &Call) -> Answered {
    let id = call.part("update");
    let cluster = cluster(world, call)?;
    let update = cluster.updates.iter_mut().find(|update| update.id() == id && update.target == Target::Cluster);
    let update = update.ok_or_else(|| Refusal::absent(format!("No update found for ID: {id}")))?;
    if !update.runs() {
        return Err(Refusal::request(format!("Update {id} is not in progress.")));
    }
    update.doc["status"] = "Cancelled".into();
    update.doc["cancellation"] = json!({ "status": "Successful", "reason": "Cancelled by request." });
    let answer = json!({ "update": update.doc });
    if cluster.doc["status"] == "UPDATING" {
        cluster.doc["status"] = "ACTIVE".into();
    }
    Ok(answer)
}

/// Whatever says that it is updating though no update of it runs any more is active again.
pub(crate) fn rest(cluster: &mut Cluster) {
    let mut targets = vec![Target::Cluster];
    targets.extend(cluster.nodegroups.keys().cloned().map(Target::Nodegroup));
    targets.extend(cluster.addons.keys().cloned().map(Target::Addon));
    for target in targets {
        let ended = cluster.updates.iter().any(|update| update.target == target && !update.runs());
        if !ended || cluster.running(&target).is_some() {
            continue;
        }
        if let Some(doc) = cluster.target(&target).filter(|doc| doc["status"] == "UPDATING") {
            doc["status"] = "ACTIVE".into();
        }
    }
}
