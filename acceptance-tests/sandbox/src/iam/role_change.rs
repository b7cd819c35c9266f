//! Changes of a role: who may assume it, its words, its tags; and the roles that services make for themselves.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html> and its neighbours.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::role::{self, invalid};
use super::{Role, tag_list, trust};
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

/// `UpdateAssumeRolePolicy`: the other services learn of it as late as of a new role.
pub(crate) fn trust_policy(world: &mut World, call: &Call) -> Answered {
    let policy = call.param("PolicyDocument")?.to_owned();
    trust::check(&policy)?;
    let known = world.now.after(world.timing.iam_propagation);
    let role = world.iam.role_mut(call.param("RoleName")?)?;
    role.trust = policy;
    role.known = known;
    Ok(Value::Null)
}

/// `UpdateRole`.
pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let role = world.iam.role_mut(call.param("RoleName")?)?;
    if let Some(words) = call.params.get("Description") {
        role.description = Some(words.to_owned());
    }
    if let Some(text) = call.params.get("MaxSessionDuration") {
        let seconds = text.parse().ok().filter(|seconds| (3600..=43200).contains(seconds));
        role.max_session = seconds.ok_or_else(|| invalid("MaxSessionDuration must be from 3600 to 43200."))?;
    }
    Ok(json!({}))
}

pub(crate) fn tag(world: &mut World, call: &Call) -> Answered {
    let tags = role::tags(&call.params, "Tags");
    world.iam.role_mut(call.param("RoleName")?)?.tags.extend(tags);
    Ok(Value::Null)
}

pub(crate) fn untag(world: &mut World, call: &Call) -> Answered {
    let keys = call.params.list("TagKeys");
    world.iam.role_mut(call.param("RoleName")?)?.tags.retain(|key, _| !keys.contains(key));
    Ok(Value::Null)
}

pub(crate) fn tags_of(world: &mut World, call: &Call) -> Answered {
    let role = world.iam.role(call.param("RoleName")?)?;
    Ok(json!({ "Tags": tag_list(&role.tags, "Key", "Value"), "IsTruncated": false }))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let prefix = call.params.get("PathPrefix").unwrap_or("/");
    let roles = world.iam.roles.values().filter(|role| role.path.starts_with(prefix));
    let shapes = roles.map(|one| {
        let mut shape = role::shape(one);
        shape["Tags"] = Value::Null;
        shape
    });
    Ok(json!({ "Roles": shapes.collect::<Value>(), "IsTruncated": false }))
}

/// `CreateServiceLinkedRole`, for EKS and its node groups.
pub(crate) fn service_linked(world: &mut World, call: &Call) -> Answered {
    let service = call.param("AWSServiceName")?.to_owned();
    let name = match service.as_str() {
        "eks.amazonaws.com" => "AWSServiceRoleForAmazonEKS",
        "eks-nodegroup.amazonaws.com" => "AWSServiceRoleForAmazonEKSNodegroup",
        _ => {
            return Err(Refusal::of(
                400,
                "InvalidInput",
                format!("Service {service} has no service-linked role here."),
            ));
        }
    };
    if world.iam.roles.contains_key(name) {
        let words = format!("Service role name {name} has been taken in this account, please try a different suffix.");
        return Err(Refusal::of(400, "InvalidInput", words));
    }
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": [service] }, "Action": ["sts:AssumeRole"],
    }] });
    let made = Role {
        id: format!("AROA{}", world.ids.hex("role", 17).to_uppercase()),
        path: format!("/aws-service-role/{service}/"),
        name: name.to_owned(),
        trust: trust.to_string(),
        description: None,
        boundary: None,
        max_session: 3600,
        created: world.now,
        known: world.now.after(world.timing.iam_propagation),
        tags: BTreeMap::new(),
        attached: BTreeMap::new(),
        inline: BTreeMap::new(),
    };
    let answer = json!({ "Role": role::shape(&made) });
    world.iam.roles.insert(name.to_owned(), made);
    Ok(answer)
}
