//! Clusters. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html>.
use serde_json::{Value, json};

use super::input::page;
use super::update::Target;
use super::{Cluster, no_cluster};
use crate::call::{Answered, Call, Refusal};
use crate::moment::Moment;
use crate::world::World;

pub(crate) mod config;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod encryption;
pub(crate) mod logging;
mod role;
mod subnets;
pub(crate) mod version;

/// A deleted cluster that some readers still see, and whose name is not free yet.
#[derive(Clone, Debug)]
pub(crate) struct Ghost {
    doc: Value,
    /// When all readers know it is gone, asked or not.
    until: Moment,
    /// How often it was asked for since it went.
    asked: usize,
}

/// What the readers of a deleted cluster see one after another: gone, there once more, and then gone for good.
const SEEN: [bool; 5] = [false, true, false, false, false];

impl Ghost {
    pub(crate) fn new(doc: Value, until: Moment) -> Self {
        Self { doc, until, asked: 0 }
    }

    /// Whether the name is still taken.
    pub(crate) fn lingers(&self, now: Moment) -> bool {
        self.asked < SEEN.len() && now < self.until
    }
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let (name, now) = (call.part("name"), world.now);
    let eks = &mut world.region(&call.region).eks;
    if let Some(cluster) = eks.clusters.get(name) {
        return Ok(json!({ "cluster": cluster.doc }));
    }
    let Some(ghost) = eks.ghosts.get_mut(name).filter(|ghost| ghost.lingers(now)) else { return Err(no_cluster(name)) };
    ghost.asked += 1;
    if SEEN[ghost.asked - 1] { Ok(json!({ "cluster": ghost.doc })) } else { Err(no_cluster(name)) }
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let names = world.region(&call.region).eks.clusters.keys().map(|name| json!(name)).collect();
    page(call, "clusters", names)
}

/// # Errors
/// `ResourceInUseException` unless the cluster is active and no update of it runs, whatever its status says already.
pub(crate) fn idle(cluster: &Cluster) -> Result<(), Refusal> {
    let name = cluster.doc["name"].as_str().unwrap_or_default();
    if let Some(update) = cluster.running(&Target::Cluster) {
        let words = format!(
            "Cannot {} because cluster {name} currently has update {} in progress",
            update.doc["type"],
            update.id()
        );
        return Err(Refusal::in_use(words).with("clusterName", name));
    }
    if cluster.status() != "ACTIVE" {
        let words = format!("Cluster {name} is not active: its status is {}", cluster.status());
        return Err(Refusal::in_use(words).with("clusterName", name));
    }
    Ok(())
}
