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

use std::future::Future;

use kgas_api::aws::eks::{Cluster, ClusterStatus, describe_cluster};
use kgas_engine::cluster::{Goal, Seen};
use kgas_transport::CallError;

use self::templates::Templates;
use super::refusals::if_allowed;
use super::world::World;

/// Looks at the cluster, and at its pools and add-ons as far as the identity may.
pub(super) async fn cluster_alone(world: &World) -> Result<Seen, CallError> {
    let Some(described) = world.call(describe_cluster::request(&world.name)).await? else { return Ok(Seen::default()) };
    let mut cluster = cluster::translate(&described);
    if described.status != ClusterStatus::Creating {
        let templates = Templates::default();
        let (pools, addons) = tokio::join!(pools::observe(world, &templates), addons::observe(world));
        (cluster.pools, cluster.addons) = (if_allowed(pools)?, if_allowed(addons)?);
    }
    Ok(Seen { cluster: Some(cluster), ..Seen::default() })
}

/// Looks at everything a decision needs: what does not depend on another answer is asked for at the same time.
pub(super) async fn observe(world: &World) -> Result<Seen, CallError> {
    let (described, templates, around) = tokio::join!(
        world.call(describe_cluster::request(&world.name)),
        templates::observe(world),
        support::around(world),
    );
    let (described, templates, around) = (described?, templates?, around?);
    let (cluster, oidc_provider) = tokio::join!(
        observe_cluster(world, described.as_ref(), &templates),
        support::oidc_provider(world, described.as_ref())
    );
    let mut seen = cluster?;
    seen.support = around;
    seen.support.extend(oidc_provider?);
    seen.support.extend(support::templates(world, &templates));
    // While there is a cluster, what it made is in use.
    if world.wanted.spec.goal == Goal::Absent && described.is_none() {
        leaks::observe(world, &mut seen).await?;
        seen.unlooked.extend(support::unlooked(world));
    }
    Ok(seen)
}

/// The cluster with what hangs on it.
async fn observe_cluster(world: &World, described: Option<&Cluster>, templates: &Templates) -> Result<Seen, CallError> {
    let Some(described) = described else { return Ok(Seen::default()) };
    let mut cluster = cluster::translate(described);
    // A cluster in the making has no children, and asking for them is refused.
    if described.status == ClusterStatus::Creating {
        return Ok(Seen { cluster: Some(cluster), ..Seen::default() });
    }
    // One on its way out is only waited for, and what is to be deleted needs no entries, newer versions or objections to them.
    let leaving = described.status == ClusterStatus::Deleting;
    let stays = !leaving && world.wanted.spec.goal == Goal::Present;
    let running = cluster.version;
    let (pools, addons, access, blockers, offers) = tokio::join!(
        pools::observe(world, templates),
        addons::observe(world),
        asked_if(stays, access::observe(world, described)),
        asked_if(stays, updates::blockers(world, running)),
        asked_if(stays, addons::offers(world, running)),
    );
    (cluster.pools, cluster.addons, cluster.access) = (pools?, addons?, access?);
    cluster.upgrade_blockers = blockers?;
    // Last: an update that began before what it changes was looked at is seen.
    if !leaving {
        cluster.updates = updates::observe(world, &cluster).await?;
    }
    Ok(Seen { cluster: Some(cluster), addon_offers: offers?, ..Seen::default() })
}

/// What is asked for if it is of interest, else nothing.
async fn asked_if<T: Default>(
    of_interest: bool,
    asked: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    if of_interest { asked.await } else { Ok(T::default()) }
}
