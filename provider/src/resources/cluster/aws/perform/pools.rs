//! Requests about node groups.

use kgas_api::aws::ec2::{Selection, describe_launch_templates};
use kgas_api::aws::eks::update_nodegroup_config::{self, LabelChange, NodegroupChange, TaintChange};
use kgas_api::aws::eks::update_nodegroup_version::{self, NodegroupVersion};
use kgas_api::aws::eks::{
    Arn, CapacityType, LaunchTemplate, NodegroupName, Scaling, Surge, Taint, TaintEffect, create_nodegroup,
    delete_nodegroup,
};
use kgas_engine::cluster::{self as engine, Capacity, Minor, PoolChange, Seen, wanted_tags};
use kgas_transport::CallError;

use super::{resolve, resolve_all, token, unsendable};
use crate::resources::cluster::aws::world::World;

fn parsed(operation: &'static str, name: &str) -> Result<NodegroupName, CallError> {
    NodegroupName::parse(name).map_err(|err| unsendable(operation, err))
}

pub(super) async fn create(
    world: &World,
    seen: &Seen,
    key: &str,
    name: &str,
    version: Minor,
    desired: u32,
) -> Result<(), CallError> {
    const OPERATION: &str = "CreateNodegroup";
    let spec = &world.wanted.spec;
    let Some(pool) = spec.pools.as_ref().and_then(|pools| pools.get(key)) else {
        return Err(unsendable(OPERATION, format!("there is no pool {key:?}")));
    };
    let role = pool.immutable.role.as_ref().and_then(|role| resolve(seen, role)).unwrap_or_default();
    let role = Arn::parse(role).map_err(|err| unsendable(OPERATION, err))?;
    let subnets = resolve_all(
        seen,
        if pool.immutable.subnets.is_empty() { &spec.network.subnets } else { &pool.immutable.subnets },
    );
    let token = token(world, "create-nodegroup", &[name, &version.to_string(), &desired.to_string()]);
    let mut group =
        create_nodegroup::NewNodegroup::new(world.name.clone(), parsed(OPERATION, name)?, role, subnets, token);
    group.scaling_config = scaling(pool.scaling.min, pool.scaling.max, desired);
    group.instance_types.clone_from(&pool.immutable.machine_types);
    group.ami_type.clone_from(&pool.immutable.image);
    group.capacity_type = pool.immutable.capacity.map(capacity);
    group.labels.clone_from(&pool.labels);
    group.taints = pool.taints.iter().map(taint).collect();
    group.update_config = pool.surge.map(surge).unwrap_or_default();
    group.launch_template = template(world, seen, pool).await?;
    group.version = Some(version.to_string());
    group.tags = wanted_tags(spec, Some(key));
    world.call(create_nodegroup::request(&group)).await.map(drop)
}

pub(super) async fn update(world: &World, name: &str, change: &PoolChange) -> Result<(), CallError> {
    let sizes = change.sizes.map(|(min, max, desired)| scaling(min, max, desired));
    let removed = |(key, effect): &(String, engine::TaintEffect)| Taint {
        key: key.clone(),
        value: None,
        effect: taint_effect(*effect),
    };
    let request = NodegroupChange {
        labels: LabelChange {
            add_or_update_labels: change.set_labels.clone(),
            remove_labels: change.remove_labels.clone(),
        },
        taints: TaintChange {
            add_or_update_taints: change.set_taints.iter().map(taint).collect(),
            remove_taints: change.remove_taints.iter().map(removed).collect(),
        },
        scaling_config: sizes.unwrap_or_default(),
        update_config: change.surge.map(surge).unwrap_or_default(),
        ..NodegroupChange::default()
    };
    let token = token(world, "update-nodegroup", &[name, &format!("{change:?}")]);
    let name = parsed("UpdateNodegroupConfig", name)?;
    world.call(update_nodegroup_config::request(&world.name, &name, &request, &token)).await.map(drop)
}

pub(super) async fn upgrade(
    world: &World,
    seen: &Seen,
    key: &str,
    name: &str,
    to: Minor,
    force: bool,
) -> Result<(), CallError> {
    let pool = world.wanted.spec.pools.as_ref().and_then(|pools| pools.get(key));
    let made_from = seen.cluster.as_ref().and_then(|cluster| cluster.pools.get(name)?.template.as_deref());
    let launch_template = match pool {
        // A pool keeps its template, or to have none: one that others made stays without ours.
        Some(pool) if made_from.is_some() && made_from == ours(seen, pool) => template(world, seen, pool).await?,
        _ => None,
    };
    let request = NodegroupVersion {
        version: Some(to.to_string()),
        launch_template,
        force: force.then_some(true),
        ..NodegroupVersion::default()
    };
    let token = token(world, "upgrade-nodegroup", &[name, &format!("{request:?}")]);
    let name = parsed("UpdateNodegroupVersion", name)?;
    world.call(update_nodegroup_version::request(&world.name, &name, &request, &token)).await.map(drop)
}

pub(super) async fn delete(world: &World, name: &str) -> Result<(), CallError> {
    let name = parsed("DeleteNodegroup", name)?;
    world.call(delete_nodegroup::request(&world.name, &name)).await.map(drop)
}

/// The id of the pool's launch template, if there is one.
fn ours<'a>(seen: &'a Seen, pool: &engine::Pool) -> Option<&'a str> {
    pool.template.as_ref().and_then(|key| seen.support_id(key))
}

/// The newest version of the pool's launch template.
async fn template(world: &World, seen: &Seen, pool: &engine::Pool) -> Result<Option<LaunchTemplate>, CallError> {
    let Some(id) = ours(seen, pool) else { return Ok(None) };
    let found = world.all(|page| describe_launch_templates::request(&Selection::id(id), page)).await?;
    let version = found.first().and_then(|template| template.latest_version_number);
    Ok(version.map(|version| LaunchTemplate {
        id: Some(id.to_owned()),
        name: None,
        version: Some(version.to_string()),
    }))
}

fn scaling(min: u32, max: u32, desired: u32) -> Scaling {
    Scaling { min_size: Some(min.into()), max_size: Some(max.into()), desired_size: Some(desired.into()) }
}

fn surge(surge: engine::Surge) -> Surge {
    match surge {
        engine::Surge::Count(nodes) => Surge { max_unavailable: Some(nodes.into()), ..Surge::default() },
        engine::Surge::Percent(percent) => {
            Surge { max_unavailable_percentage: Some(percent.into()), ..Surge::default() }
        }
    }
}

fn capacity(capacity: Capacity) -> CapacityType {
    match capacity {
        Capacity::OnDemand => CapacityType::OnDemand,
        Capacity::Spot => CapacityType::Spot,
        Capacity::Reserved => CapacityType::CapacityBlock,
    }
}

fn taint(taint: &engine::Taint) -> Taint {
    let value = Some(taint.value.clone()).filter(|value| !value.is_empty());
    Taint { key: taint.key.clone(), value, effect: taint_effect(taint.effect) }
}

fn taint_effect(effect: engine::TaintEffect) -> TaintEffect {
    match effect {
        engine::TaintEffect::NoSchedule => TaintEffect::NoSchedule,
        engine::TaintEffect::NoExecute => TaintEffect::NoExecute,
        engine::TaintEffect::PreferNoSchedule => TaintEffect::PreferNoSchedule,
    }
}
