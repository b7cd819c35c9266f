//! What a role may do: attached and inline policies, instance profiles.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html> and its neighbours.
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{no_entity, policy};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

pub(crate) fn attach(world: &mut World, call: &Call) -> Answered {
    let known = world.now.after(world.timing.iam_propagation);
    let arn = call.param("PolicyArn")?;
    if !arn.starts_with("arn:aws:iam::aws:policy/") && !world.iam.policies.contains_key(arn) {
        return Err(no_entity(format!("Policy {arn} does not exist or is not attachable.")));
    }
    let role = world.iam.role_mut(call.param("RoleName")?)?;
    role.attached.entry(arn.to_owned()).or_insert(known);
    Ok(Value::Null)
}

pub(crate) fn detach(world: &mut World, call: &Call) -> Answered {
    let arn = call.param("PolicyArn")?;
    let role = world.iam.role_mut(call.param("RoleName")?)?;
    match role.attached.remove(arn) {
        Some(_) => Ok(Value::Null),
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

pub(crate) fn put(world: &mut World, call: &Call) -> Answered {
    let (name, document) = (call.param("PolicyName")?.to_owned(), call.param("PolicyDocument")?.to_owned());
    policy::check(&document)?;
    world.iam.role_mut(call.param("RoleName")?)?.inline.insert(name, document);
    Ok(Value::Null)
}

fn no_policy(name: &str) -> Refusal {
    no_entity(format!("The role policy with name {name} cannot be found."))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answered {
    let (role, name) = (call.param("RoleName")?, call.param("PolicyName")?);
    let document = world.iam.role(role)?.inline.get(name).ok_or_else(|| no_policy(name))?;
    let document = utf8_percent_encode(document, NON_ALPHANUMERIC).to_string();
    Ok(json!({ "RoleName": role, "PolicyName": name, "PolicyDocument": document }))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let name = call.param("PolicyName")?;
    let gone = world.iam.role_mut(call.param("RoleName")?)?.inline.remove(name);
    gone.map(|_| Value::Null).ok_or_else(|| no_policy(name))
}
