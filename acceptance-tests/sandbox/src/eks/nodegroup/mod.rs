//! Managed node groups. Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html>.
use serde_json::{Value, json};

use super::input::page;
use super::update::Target;
use super::{Due, What, addon, cluster};
use crate::call::{Answered, Call, Refusal};
use crate::ec2::own;
use crate::world::World;

pub(crate) mod config;
pub(crate) mod create;
mod role;
pub(crate) mod version;

/// A node group.
#[derive(Clone, Debug)]
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
    let Some(mut group) = cluster.nodegroups.remove(group) else { return };
    group.doc["status"] = "DELETING".into();
    fit(world, region, name, &group.doc, false);
    world.tokens.forget(group.doc["nodegroupArn"].as_str().unwrap_or_default());
    addon::look_again(world, region, name);
}

/// The node group of a call, if it takes an update.
fn idle<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Value, Refusal> {
    let name = call.part("nodegroup").to_owned();
    let cluster = cluster(world, call)?;
    let running = cluster.running(&Target::Nodegroup(name.clone())).is_some();
    let doc = &mut cluster.nodegroups.get_mut(&name).ok_or_else(|| absent(call))?.doc;
    let status = doc["status"].as_str().unwrap_or_default();
    if running || !["ACTIVE", "DEGRADED"].contains(&status) {
        let words = format!(
            "Nodegroup cannot be updated as it is currently not in Active State: {status}, with an update in progress"
        );
        return Err(Refusal::in_use(words).with("clusterName", call.part("name")).with("nodegroupName", name));
    }
    Ok(doc)
}

/// Makes the nodes what the node group says: as many as it wants, all of them new when `fresh`.
pub(super) fn fit(world: &mut World, region: &str, name: &str, group: &Value, fresh: bool) {
    let Some(cluster) = world.region(region).eks.clusters.get(name) else { return };
    let cluster_group = &cluster.doc["resourcesVpcConfig"]["clusterSecurityGroupId"];
    let cluster_group = cluster_group.as_str().unwrap_or_default().to_owned();
    own::fit_nodes(world, region, group, &cluster_group, fresh);
}
