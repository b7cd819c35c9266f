//! What the cluster made and leaves behind.
//!
//! Nothing of it carries our tag: it is told, never deleted.

mod balancers;
mod marks;

use kgas_api::aws::ec2::describe_network_interfaces::{self, NetworkInterfaceStatus};
use kgas_api::aws::ec2::{Selection, describe_security_groups, describe_volumes};
use kgas_api::aws::logs::describe_log_groups;
use kgas_engine::cluster::observed::{Leak, Unlooked};
use kgas_engine::cluster::{Seen, Sweep};
use kgas_transport::CallError;

use crate::resources::cluster::aws::refusals::if_offered;
use crate::resources::cluster::aws::world::World;

/// Looks for leftovers of a cluster that is not there.
pub(super) async fn observe(world: &World, seen: &mut Seen) -> Result<(), CallError> {
    if world.wanted.spec.deletion.sweep == Sweep::Off {
        return Ok(());
    }
    let Seen { leaks, kept, unlooked, .. } = seen;
    leaks.extend(look(world, unlooked, "network interfaces", interfaces(world)).await?);
    leaks.extend(look(world, unlooked, "disks", disks(world)).await?);
    leaks.extend(look(world, unlooked, "security groups", groups(world)).await?);
    leaks.extend(look(world, unlooked, "load balancers", balancers::observe(world)).await?);
    leaks.extend(look(world, unlooked, "classic load balancers", balancers::observe_classic(world)).await?);
    kept.extend(look(world, unlooked, "log groups", log_groups(world)).await?);
    Ok(())
}

/// What was found; nothing, and a word on why, where it could not be looked. That is not worth keeping a cluster from being
/// deleted, nor asking again in this run: permissions do not come within minutes.
async fn look(
    world: &World,
    unlooked: &mut Vec<Unlooked>,
    what: &'static str,
    looking: impl Future<Output = Result<Vec<Leak>, CallError>>,
) -> Result<Vec<Leak>, CallError> {
    let known = world.remembered().unlooked.get(what).cloned();
    let why = match known {
        Some(why) => why,
        None => match if_offered(looking.await) {
            Err(err) if !err.is_stopped() => err.to_string(),
            found => return found,
        },
    };
    world.remembered().unlooked.insert(what, why.clone());
    unlooked.push(Unlooked { what: what.to_owned(), why });
    Ok(Vec::new())
}

/// Those of nodes. A load balancer's do not say whose they are.
async fn interfaces(world: &World) -> Result<Vec<Leak>, CallError> {
    let mut leaks = Vec::new();
    for mark in marks::of_interfaces(world.name.as_str()) {
        let which = Selection::of(mark);
        for interface in world.all(|page| describe_network_interfaces::request(&which, page)).await? {
            let releasing = interface.status == Some(NetworkInterfaceStatus::Detaching);
            add(&mut leaks, "network interface", interface.network_interface_id, interface.vpc_id, releasing);
        }
    }
    Ok(leaks)
}

/// Those of persistent volumes.
async fn disks(world: &World) -> Result<Vec<Leak>, CallError> {
    let mut leaks = Vec::new();
    for mark in marks::of_disks(world.name.as_str()) {
        let which = Selection::of(mark);
        for volume in world.all(|page| describe_volumes::request(&which, page)).await? {
            add(&mut leaks, "disk", volume.volume_id, None, false);
        }
    }
    Ok(leaks)
}

/// Those of load balancers, and the cluster's own if something in it kept EKS from deleting it.
async fn groups(world: &World) -> Result<Vec<Leak>, CallError> {
    let mut leaks = Vec::new();
    for mark in marks::of_groups(world.name.as_str()) {
        let which = Selection::of(mark);
        for group in world.all(|page| describe_security_groups::request(&which, page)).await? {
            add(&mut leaks, "security group", group.group_id, group.vpc_id, false);
        }
    }
    Ok(leaks)
}

/// What the control plane logged.
async fn log_groups(world: &World) -> Result<Vec<Leak>, CallError> {
    let name = format!("/aws/eks/{}/cluster", world.name.as_str());
    let found = world.all_briefly(|page| describe_log_groups::request(&name, page)).await?;
    let mut kept = Vec::new();
    for group in found.into_iter().filter(|group| group.log_group_name == name) {
        add(&mut kept, "log group", group.log_group_name, None, false);
    }
    Ok(kept)
}

/// Each once: what has several marks is found by each.
fn add(leaks: &mut Vec<Leak>, kind: &str, id: String, network_id: Option<String>, releasing: bool) {
    if leaks.iter().all(|leak| leak.id != id) {
        leaks.push(Leak { kind: kind.to_owned(), id, network_id, releasing });
    }
}
