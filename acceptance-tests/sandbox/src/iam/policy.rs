//! Policies of the account's own.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html> and its neighbours.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::role::tags;
use super::{no_entity, tag_list};
use crate::call::{Answered, Call, Refusal};
use crate::moment::Moment;
use crate::world::{ACCOUNT, World};

/// A policy of the account's own.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    id: String,
    name: String,
    path: String,
    pub(crate) tags: BTreeMap<String, String>,
    created: Moment,
}

/// # Errors
/// `MalformedPolicyDocument`, when the text is not JSON with statements.
pub(super) fn check(document: &str) -> Result<(), Refusal> {
    match serde_json::from_str::<Value>(document) {
        Ok(document) if document.get("Statement").is_some() => Ok(()),
        Ok(_) => Err(Refusal::of(400, "MalformedPolicyDocument", "Missing required field Statement")),
        Err(_) => Err(Refusal::of(400, "MalformedPolicyDocument", "This policy contains invalid Json")),
    }
}

fn absent(arn: &str) -> Refusal {
    no_entity(format!("Policy {arn} was not found."))
}

/// How many roles have it.
fn attached(world: &World, arn: &str) -> usize {
    world.iam.roles.values().filter(|role| role.attached.contains_key(arn)).count()
}

fn shape(world: &World, arn: &str, policy: &Policy) -> Value {
    let tags = if policy.tags.is_empty() { Value::Null } else { tag_list(&policy.tags, "Key", "Value") };
    json!({
        "PolicyName": policy.name, "PolicyId": policy.id, "Arn": arn, "Path": policy.path, "DefaultVersionId": "v1",
        "AttachmentCount": attached(world, arn), "PermissionsBoundaryUsageCount": 0, "IsAttachable": true,
        "CreateDate": policy.created.iso(), "UpdateDate": policy.created.iso(), "Tags": tags,
    })
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let name = call.param("PolicyName")?.to_owned();
    check(call.param("PolicyDocument")?)?;
    let path = call.params.get("Path").unwrap_or("/").to_owned();
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy{path}{name}");
    if world.iam.policies.contains_key(&arn) {
        let words = format!("A policy called {name} already exists. Duplicate names are not allowed.");
        return Err(Refusal::of(409, "EntityAlreadyExists", words));
    }
    let id = format!("ANPA{}", world.ids.hex("policy", 17).to_uppercase());
    let policy = Policy { id, name, path, tags: tags(&call.params, "Tags"), created: world.now };
    let answer = json!({ "Policy": shape(world, &arn, &policy) });
    world.iam.policies.insert(arn, policy);
    Ok(answer)
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answered {
    let arn = call.param("PolicyArn")?;
    let policy = world.iam.policies.get(arn).ok_or_else(|| absent(arn))?;
    Ok(json!({ "Policy": shape(world, arn, policy) }))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let arn = call.param("PolicyArn")?;
    if attached(world, arn) > 0 {
        let words = "Cannot delete a policy attached to entities.";
        return Err(Refusal::of(409, "DeleteConflict", words));
    }
    world.iam.policies.remove(arn).ok_or_else(|| absent(arn))?;
    Ok(Value::Null)
}
