//! Requests become one [`Seen`].

mod access;
mod addons;
mod cluster;
mod identity;
mod leaks;
mod network;
mod pools;
mod support;
mod templates;
mod updates;

use kgas_api::aws::eks::{ClusterStatus, describe_cluster};
use kgas_engine::cluster::{Goal, Seen};
use kgas_transport::CallError;

use self::templates::Templates;
use super::world::World;

/// Looks at the cluster with its pools and add-ons.
pub(super) async fn cluster_alone(world: &World) -> Result<Seen, CallError> {
    let Some(described) = world.call(describe_cluster::request(&world.name)).await? else { return Ok(Seen::default()) };
    let mut cluster = cluster::translate(&described);
    if described.status != ClusterStatus::Creating {
        cluster.pools = pools::observe(world, &Templates::default()).await?;
        cluster.addons = addons::observe(world).await?;
    }
    Ok(Seen { cluster: Some(cluster), ..Seen::default() })
}

/// Looks at everything a decision needs.
pub(super) async fn observe(world: &World) -> Result<Seen, CallError> {
    let described = world.call(describe_cluster::request(&world.name)).await?;
    let templates = templates::observe(world).await?;
    let mut seen = Seen::default();
    if let Some(described) = &described {
        let mut cluster = cluster::translate(described);
        // A cluster in the making has no children, and asking for them is refused.
        if described.status != ClusterStatus::Creating {
            cluster.pools = pools::observe(world, &templates).await?;
            cluster.addons = addons::observe(world).await?;
            cluster.access = access::observe(world).await?;
            cluster.updates = updates::observe(world, &cluster).await?;
            cluster.upgrade_blockers = updates::blockers(world, &cluster).await?;
            seen.addon_offers = addons::offers(world, cluster.version).await?;
        }
        seen.cluster = Some(cluster);
    }
    seen.support = support::observe(world, described.as_ref(), &templates).await?;
    // While there is a cluster, what it made is in use.
    if world.wanted.spec.goal == Goal::Absent && described.is_none() {
        leaks::observe(world, &mut seen).await?;
    }
    Ok(seen)
}
