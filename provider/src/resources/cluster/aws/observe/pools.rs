//! Managed node groups.

use std::collections::BTreeMap;

use kgas_api::aws::eks::{
    CapacityType, Nodegroup, NodegroupName, NodegroupStatus, TaintEffect, describe_nodegroup, list_nodegroups,
};
use kgas_engine::Millis;
use kgas_engine::cluster::observed::{Failure, Pool, Status};
use kgas_engine::cluster::{self as engine, Capacity, KEY_TAG_KEY, Surge};
use kgas_transport::CallError;

use super::cluster::{issues, minor};
use super::templates::Templates;
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Every node group by its name.
pub(super) async fn observe(world: &World, templates: &Templates) -> Result<BTreeMap<String, Pool>, CallError> {
    let names = world.all_of(|page| list_nodegroups::request(&world.name, page)).await?;
    let describe = async |name: String| {
        let Ok(parsed) = NodegroupName::parse(&name) else { return Ok(None) };
        let group = world.call(describe_nodegroup::request(&world.name, &parsed)).await?;
        Ok(group.map(|group| (name, translate(group, templates))))
    };
    Ok(side_by_side(names.into_iter().map(describe)).await?.into_iter().flatten().collect())
}

fn translate(group: Nodegroup, templates: &Templates) -> Pool {
    let template = group.launch_template.as_ref();
    let made_here = group.tags.get(KEY_TAG_KEY).is_some_and(|key| *key != group.nodegroup_name);
    let own_image = group.ami_type.as_deref() == Some("CUSTOM");
    Pool {
        status: status(&group.status),
        // An image that the template names has the version it has: EKS rolls it by a new template alone.
        version: group.version.as_deref().filter(|_| !own_image).map(|version| minor(Some(version))),
        machine_types: group.instance_types,
        image: group.ami_type,
        capacity: group.capacity_type.as_ref().and_then(capacity),
        // With a launch template the disk is the template's. A pool of our making has one, whoever does not show it.
        disk_gb: group.disk_size.filter(|_| template.is_none() && !made_here).map(count),
        role: group.node_role,
        subnets: Some(group.subnets.into_iter().collect()),
        min: group.scaling_config.min_size.map_or(0, count),
        max: group.scaling_config.max_size.map_or(0, count),
        desired: group.scaling_config.desired_size.map_or(0, count),
        labels: group.labels,
        taints: group.taints.into_iter().filter_map(taint).collect(),
        surge: match (group.update_config.max_unavailable, group.update_config.max_unavailable_percentage) {
            (Some(nodes), _) => Some(Surge::Count(count(nodes))),
            (None, Some(percent)) => Some(Surge::Percent(count(percent))),
            (None, None) => None,
        },
        template: template.and_then(|template| template.id.clone()),
        template_digest: template.and_then(|template| {
            templates.digest(template.id.as_deref()?, template.version.as_deref()?).map(str::to_owned)
        }),
        changed_at: group
            .modified_at
            .or(group.created_at)
            .and_then(|at| u64::try_from(at.as_millisecond()).ok())
            .map(Millis),
        health: issues(&group.health),
        id: group.nodegroup_arn.unwrap_or_default(),
        tags: group.tags,
        inherited: false,
    }
}

fn status(status: &NodegroupStatus) -> Status {
    match status {
        NodegroupStatus::Creating => Status::Creating,
        NodegroupStatus::Active => Status::Active,
        NodegroupStatus::Updating => Status::Updating,
        NodegroupStatus::Deleting => Status::Deleting,
        NodegroupStatus::CreateFailed => Status::Failed(Failure::Create),
        NodegroupStatus::DeleteFailed => Status::Failed(Failure::Delete),
        NodegroupStatus::Degraded => Status::Degraded,
        NodegroupStatus::Other(word) => Status::Other(word.clone()),
    }
}

fn capacity(capacity: &CapacityType) -> Option<Capacity> {
    match capacity {
        CapacityType::OnDemand => Some(Capacity::OnDemand),
        CapacityType::Spot => Some(Capacity::Spot),
        CapacityType::CapacityBlock => Some(Capacity::Reserved),
        CapacityType::Other(_) => None,
    }
}

fn taint(taint: kgas_api::aws::eks::Taint) -> Option<engine::Taint> {
    let effect = match taint.effect {
        TaintEffect::NoSchedule => engine::TaintEffect::NoSchedule,
        TaintEffect::NoExecute => engine::TaintEffect::NoExecute,
        TaintEffect::PreferNoSchedule => engine::TaintEffect::PreferNoSchedule,
        TaintEffect::Other(_) => return None,
    };
    Some(engine::Taint { key: taint.key, effect, value: taint.value.unwrap_or_default() })
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
