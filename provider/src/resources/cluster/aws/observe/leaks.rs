//! What the cluster made and leaves behind.

use kgas_api::aws::ec2::describe_network_interfaces::{self, NetworkInterfaceStatus};
use kgas_api::aws::ec2::{Filter, Selection, describe_volumes};
use kgas_engine::cluster::Sweep;
use kgas_engine::cluster::observed::Leak;
use kgas_transport::CallError;

use crate::resources::cluster::aws::world::World;

/// Network interfaces and disks with the cluster's name. Load balancers show as network interfaces.
pub(super) async fn observe(world: &World) -> Result<Vec<Leak>, CallError> {
    if world.wanted.spec.deletion.sweep == Sweep::Off {
        return Ok(Vec::new());
    }
    let name = world.name.as_str();
    let owned = format!("kubernetes.io/cluster/{name}");
    let mut leaks = Vec::new();
    let by_network = Selection::of([Filter::tag("cluster.k8s.amazonaws.com/name", name)]);
    let by_cluster = Selection::of([Filter::tag_key(&owned)]);
    for which in [&by_network, &by_cluster] {
        for interface in world.all(|page| describe_network_interfaces::request(which, page)).await? {
            if leaks.iter().any(|leak: &Leak| leak.id == interface.network_interface_id) {
                continue;
            }
            leaks.push(Leak {
                kind: "network interface".to_owned(),
                id: interface.network_interface_id,
                network_id: interface.vpc_id,
                releasing: interface.status == Some(NetworkInterfaceStatus::Detaching),
            });
        }
    }
    for volume in world.all(|page| describe_volumes::request(&by_cluster, page)).await? {
        leaks.push(Leak { kind: "disk".to_owned(), id: volume.volume_id, network_id: None, releasing: false });
    }
    Ok(leaks)
}
