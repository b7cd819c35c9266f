//! `DeleteCluster`: refused while anything hangs on it, `DELETING` for a while, then gone for ever more readers.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_DeleteCluster.html>.
use serde_json::json;

use super::Ghost;
use crate::call::{Answered, Call, Refusal};
use crate::ec2::own;
use crate::eks::update::Target;
use crate::eks::{Due, What, cluster};
use crate::world::World;

pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let name = call.part("name").to_owned();
    let cluster = cluster(world, call)?;
    // One that is in the making, failed or on its way out is not protected:
    // <https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html>.
    let protectable = ["ACTIVE", "UPDATING"].contains(&cluster.status());
    if protectable && cluster.doc["deletionProtection"] == true {
        let words =
            "Cluster has deletion protection enabled. Disable it with UpdateClusterConfig before deleting the cluster.";
        return Err(Refusal::request(words).with("clusterName", name));
    }
    let blocker = match cluster.status() {
        _ if !cluster.nodegroups.is_empty() => Some("Cluster has nodegroups attached".to_owned()),
        "CREATING" => Some(format!("Cannot delete because cluster {name} currently has a create in progress")),
        "DELETING" => Some(format!("Cannot delete because cluster {name} currently has a delete in progress")),
        _ => {
            let running = cluster.running(&Target::Cluster);
            running.map(|update| {
                format!("Cannot delete because cluster {name} currently has an update in progress: {}", update.id())
            })
        }
    };
    if let Some(words) = blocker {
        return Err(Refusal::in_use(words).with("clusterName", name));
    }
    cluster.doc["status"] = "DELETING".into();
    let answer = json!({ "cluster": cluster.doc });
    let gone = Due::of(&call.region, cluster, What::ClusterGone);
    world.later(world.timing.cluster_delete, gone);
    Ok(answer)
}

/// The cluster is gone; its name stays taken for a while.
pub(crate) fn goes(world: &mut World, region: &str, name: &str) {
    let until = world.now.after(world.timing.name_release);
    let eks = &mut world.region(region).eks;
    let Some(cluster) = eks.clusters.remove(name) else { return };
    let arn = cluster.doc["arn"].as_str().unwrap_or_default().to_owned();
    let group =
        cluster.born_with["resourcesVpcConfig"]["clusterSecurityGroupId"].as_str().unwrap_or_default().to_owned();
    eks.ghosts.insert(name.to_owned(), Ghost::new(cluster.doc, until));
    world.tokens.forget(&arn);
    world.tokens.forget_cluster(region, name);
    own::cluster_goes(world, region, name, &group);
}
