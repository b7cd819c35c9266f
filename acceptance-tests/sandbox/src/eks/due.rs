//! What happens to a cluster and its parts by itself.
use super::{Cluster, addon, cluster, nodegroup, update};
use crate::event::Event;
use crate::world::World;

/// Something due to a cluster.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) region: String,
    pub(crate) cluster: String,
    /// Which cluster of that name.
    pub(crate) uid: String,
    pub(crate) what: What,
}

/// What is due.
#[derive(Clone, Debug)]
pub(crate) enum What {
    ClusterActive,
    ClusterGone,
    /// The object begins to say `UPDATING`.
    UpdateShows(String),
    UpdateEnds(String),
    NodegroupSettles(String),
    NodegroupGone(String),
    AddonSettles(String),
    AddonGone(String),
}

impl Due {
    pub(crate) fn of(region: &str, cluster: &Cluster, what: What) -> Event {
        let name = cluster.doc["name"].as_str().unwrap_or_default().to_owned();
        Event::Eks(Self { region: region.to_owned(), cluster: name, uid: cluster.uid.clone(), what })
    }
}

/// Lets it happen, if the cluster is still the one it was meant for.
pub(crate) fn happen(world: &mut World, due: Due) {
    let Due { region, cluster: name, uid, what } = due;
    if world.region(&region).eks.clusters.get(&name).is_none_or(|cluster| cluster.uid != uid) {
        return;
    }
    match what {
        What::ClusterActive => cluster::create::becomes_active(world, &region, &name),
        What::ClusterGone => cluster::delete::goes(world, &region, &name),
        What::UpdateShows(id) => update::shows(world, &region, &name, &id),
        What::UpdateEnds(id) => update::ends(world, &region, &name, &id),
        What::NodegroupSettles(group) => nodegroup::create::settles(world, &region, &name, &group),
        What::NodegroupGone(group) => nodegroup::goes(world, &region, &name, &group),
        What::AddonSettles(addon) => addon::settles(world, &region, &name, &addon),
        What::AddonGone(addon) => addon::goes(world, &region, &name, &addon),
    }
}
