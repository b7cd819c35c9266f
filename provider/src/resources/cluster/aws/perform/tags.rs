//! Requests about tags of the cluster and its children, which are all EKS'.

use std::collections::{BTreeMap, BTreeSet};

use kgas_api::aws::eks::{Arn, describe_access_entry, tag_resource, untag_resource};
use kgas_engine::cluster::{Seen, Target};
use kgas_transport::CallError;

use super::unsendable;
use crate::resources::cluster::aws::world::World;

pub(super) async fn change(
    world: &World,
    seen: &Seen,
    target: &Target,
    set: &BTreeMap<String, String>,
    remove: &BTreeSet<String>,
) -> Result<(), CallError> {
    const OPERATION: &str = "TagResource";
    let cluster = seen.cluster.as_ref();
    let arn = match target {
        Target::Cluster => cluster.map(|cluster| cluster.id.clone()),
        Target::Pool(name) => cluster.and_then(|cluster| Some(cluster.pools.get(name)?.id.clone())),
        Target::Addon(name) => cluster.and_then(|cluster| Some(cluster.addons.as_ref()?.get(name)?.id.clone())),
        Target::Access(principal) => {
            let principal = Arn::parse(principal).map_err(|err| unsendable(OPERATION, err))?;
            let entry = world.call(describe_access_entry::request(&world.name, &principal)).await?;
            entry.and_then(|entry| entry.access_entry_arn)
        }
    };
    let arn = Arn::parse(&arn.unwrap_or_default()).map_err(|err| unsendable(OPERATION, err))?;
    if !set.is_empty() {
        world.call(tag_resource::request(&arn, set)).await?;
    }
    if !remove.is_empty() {
        let keys: Vec<&str> = remove.iter().map(String::as_str).collect();
        world.call(untag_resource::request(&arn, &keys)).await?;
    }
    Ok(())
}
