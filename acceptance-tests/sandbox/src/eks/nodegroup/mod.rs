//! Managed node groups. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html>.
use serde_json::{Value, json};

use super::input::page;
use super::update::Target;
use super::{Due, What, cluster};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

pub(crate) mod create;
mod role;

/// A node group.
#[derive(Debug)]
pub(crate) struct Nodegroup {
    pub(crate) doc: Value,
}

pub(crate) fn absent(call: &Call) -> Refusal {
    let (name, group) = (call.part("name"), call.part("nodegroup"));
    Refusal::absent(format!("No node group found for name: {group}."))
        .with("clusterName", name)
        .with("nodegroupName", group)
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let group = cluster(world, call)?.nodegroups.get(call.part("nodegroup"));
    group.map(|group| json!({ "nodegroup": group.doc })).ok_or_else(|| absent(call))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let names = cluster(world, call)?.nodegroups.keys().map(|name| json!(name)).collect();
    page(call, "nodegroups", names)
}

/// `DeleteNodegroup`. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteNodegroup.html>.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let group = call.part("nodegroup").to_owned();
    let cluster = cluster(world, call)?;
    let in_use = |words: &str| {
        Refusal::in_use(words).with("clusterName", call.part("name")).with("nodegroupName", call.part("nodegroup"))
    };
    if cluster.running(&Target::Nodegroup(group.clone())).is_some() {
        return Err(in_use("Nodegroup has an update in progress"));
    }
    let doc = &mut cluster.nodegroups.get_mut(&group).ok_or_else(|| absent(call))?.doc;
    if doc["status"] == "DELETING" {
        return Err(in_use("Nodegroup is being deleted: a delete is in progress"));
    }
    doc["status"] = "DELETING".into();
    let answer = json!({ "nodegroup": doc });
    let gone = Due::of(&call.region, cluster, What::NodegroupGone(group));
    world.later(world.timing.nodegroup_delete, gone);
    Ok(answer)
}

/// The node group is gone.
pub(crate) fn goes(world: &mut World, region: &str, name: &str, group: &str) {
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    let Some(group) = cluster.nodegroups.remove(group) else { return };
    world.tokens.forget(group.doc["nodegroupArn"].as_str().unwrap_or_default());
}
