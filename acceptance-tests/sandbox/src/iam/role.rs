//! Roles. Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html> and its neighbours.
use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Role, tag_list, trust};
use crate::call::{Answered, Call, Refusal};
use crate::params::Params;
use crate::world::World;

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let name = call.param("RoleName")?.to_owned();
    let policy = call.param("AssumeRolePolicyDocument")?.to_owned();
    if name.len() > 64 || !name.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c)) {
        return Err(invalid(
            "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
        ));
    }
    trust::check(&policy)?;
    if world.iam.roles.contains_key(&name) {
        let words = format!("Role with name {name} already exists.");
        return Err(Refusal::of(409, "EntityAlreadyExists", words));
    }
    let now = world.now;
    let role = Role {
        id: format!("AROA{}", world.ids.hex("role", 17).to_uppercase()),
        path: call.params.get("Path").unwrap_or("/").to_owned(),
        trust: policy,
        description: call.params.get("Description").map(str::to_owned),
        boundary: call.params.get("PermissionsBoundary").map(str::to_owned),
        max_session: call.params.get("MaxSessionDuration").and_then(|text| text.parse().ok()).unwrap_or(3600),
        created: now,
        known: now.after(world.timing.iam_propagation),
        tags: tags(&call.params, "Tags"),
        attached: BTreeMap::new(),
        inline: BTreeMap::new(),
        name: name.clone(),
    };
    let answer = json!({ "Role": shape(&role) });
    world.iam.roles.insert(name, role);
    Ok(answer)
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answered {
    Ok(json!({ "Role": shape(world.iam.role(call.param("RoleName")?)?) }))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let name = call.param("RoleName")?;
    let role = world.iam.role(name)?;
    let blocker = match (role.attached.is_empty(), role.inline.is_empty()) {
        (false, _) => Some("Cannot delete entity, must detach all policies first."),
        (_, false) => Some("Cannot delete entity, must delete policies first."),
        _ => None,
    };
    if let Some(words) = blocker {
        return Err(Refusal::of(409, "DeleteConflict", words));
    }
    world.iam.roles.remove(name);
    Ok(Value::Null)
}

/// A role on the wire. The trust policy is percent-encoded there, as RFC 3986 has it.
pub(crate) fn shape(role: &Role) -> Value {
    let boundary = role
        .boundary
        .as_ref()
        .map(|arn| json!({ "PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn }));
    let tags = if role.tags.is_empty() { Value::Null } else { tag_list(&role.tags, "Key", "Value") };
    json!({
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn(),
        "CreateDate": role.created.iso(),
        "AssumeRolePolicyDocument": utf8_percent_encode(&role.trust, NON_ALPHANUMERIC).to_string(),
        "Description": role.description,
        "MaxSessionDuration": role.max_session,
        "PermissionsBoundary": boundary,
        "Tags": tags,
    })
}

/// `Tags.member.1.Key=..&Tags.member.1.Value=..`
pub(crate) fn tags(params: &Params, list: &str) -> BTreeMap<String, String> {
    let pair = |item: &Params| Some((item.get("Key")?.to_owned(), item.get("Value").unwrap_or_default().to_owned()));
    params.items(list).iter().filter_map(pair).collect()
}

pub(crate) fn invalid(words: impl Into<String>) -> Refusal {
    Refusal::of(400, "ValidationError", words)
}
