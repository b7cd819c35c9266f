//! What a role may do: attached and inline policies, instance profiles.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html> and its neighbours.
use serde_json::{Value, json};

use super::no_entity;
use crate::call::{Answered, Call};
use crate::world::World;

pub(crate) fn attach(world: &mut World, call: &Call) -> Answered {
    let known = world.now.after(world.timing.iam_propagation);
    let arn = call.param("PolicyArn")?;
    if !arn.starts_with("arn:aws:iam::aws:policy/") {
        return Err(no_entity(format!("Policy {arn} does not exist or is not attachable.")));
    }
    let role = world.iam.role_mut(call.param("RoleName")?)?;
    role.attached.entry(arn.to_owned()).or_insert(known);
    Ok(json!({}))
}

pub(crate) fn detach(world: &mut World, call: &Call) -> Answered {
    let arn = call.param("PolicyArn")?;
    let role = world.iam.role_mut(call.param("RoleName")?)?;
    match role.attached.remove(arn) {
        Some(_) => Ok(json!({})),
        None => Err(no_entity(format!("Policy {arn} was not found."))),
    }
}

pub(crate) fn attached(world: &mut World, call: &Call) -> Answered {
    let role = world.iam.role(call.param("RoleName")?)?;
    let policies = role
        .attached
        .keys()
        .map(|arn| json!({ "PolicyName": arn.rsplit('/').next().unwrap_or_default(), "PolicyArn": arn }));
    Ok(json!({ "AttachedPolicies": policies.collect::<Value>(), "IsTruncated": false }))
}

pub(crate) fn inline(world: &mut World, call: &Call) -> Answered {
    let role = world.iam.role(call.param("RoleName")?)?;
    Ok(json!({ "PolicyNames": role.inline.keys().collect::<Vec<_>>(), "IsTruncated": false }))
}

pub(crate) fn profiles(world: &mut World, call: &Call) -> Answered {
    world.iam.role(call.param("RoleName")?)?;
    Ok(json!({ "InstanceProfiles": [], "IsTruncated": false }))
}
