//! OIDC identity providers: whose tokens a role may be assumed with.
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html> and its neighbours.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::role::{invalid, tags};
use super::{no_entity, tag_list};
use crate::call::{Answered, Call, Refusal};
use crate::moment::Moment;
use crate::world::{ACCOUNT, World};

/// An identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    /// Without its scheme.
    url: String,
    clients: Vec<String>,
    thumbprints: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
    created: Moment,
}

fn absent(arn: &str) -> Refusal {
    no_entity(format!("OpenIDConnect Provider not found for arn {arn}"))
}

fn named<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Provider, Refusal> {
    let arn = call.param("OpenIDConnectProviderArn")?;
    world.iam.providers.get_mut(arn).ok_or_else(|| absent(arn))
}

fn shown(tags: &BTreeMap<String, String>) -> Value {
    if tags.is_empty() { Value::Null } else { tag_list(tags, "Key", "Value") }
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let url = call.param("Url")?;
    let url = url
        .strip_prefix("https://")
        .ok_or_else(|| invalid("Invalid Open ID Connect Provider URL: it must begin with https://"))?;
    let url = url.trim_end_matches('/').to_owned();
    let arn = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{url}");
    if world.iam.providers.contains_key(&arn) {
        let words = format!("Provider with url https://{url} already exists.");
        return Err(Refusal::of(409, "EntityAlreadyExists", words));
    }
    let thumbprints = call.params.list("ThumbprintList");
    let given = Provider {
        url,
        clients: call.params.list("ClientIDList"),
        thumbprints: if thumbprints.is_empty() { vec![format!("{:040x}", 0x5a)] } else { thumbprints },
        tags: tags(&call.params, "Tags"),
        created: world.now,
    };
    let answer = json!({ "OpenIDConnectProviderArn": arn, "Tags": shown(&given.tags) });
    world.iam.providers.insert(arn, given);
    Ok(answer)
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answered {
    let provider = named(world, call)?;
    Ok(json!({
        "Url": provider.url, "ClientIDList": provider.clients, "ThumbprintList": provider.thumbprints,
        "CreateDate": provider.created.iso(), "Tags": shown(&provider.tags),
    }))
}

pub(crate) fn list(world: &mut World, _call: &Call) -> Answered {
    let arns = world.iam.providers.keys().map(|arn| json!({ "Arn": arn }));
    Ok(json!({ "OpenIDConnectProviderList": arns.collect::<Value>() }))
}

/// Deleting a provider that is not there is an error too.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    named(world, call)?;
    world.iam.providers.remove(call.param("OpenIDConnectProviderArn")?);
    Ok(Value::Null)
}

pub(crate) fn tag(world: &mut World, call: &Call) -> Answered {
    let asked = tags(&call.params, "Tags");
    named(world, call)?.tags.extend(asked);
    Ok(Value::Null)
}

pub(crate) fn untag(world: &mut World, call: &Call) -> Answered {
    let keys = call.params.list("TagKeys");
    named(world, call)?.tags.retain(|key, _| !keys.contains(key));
    Ok(Value::Null)
}

pub(crate) fn set_thumbprints(world: &mut World, call: &Call) -> Answered {
    let thumbprints = call.params.list("ThumbprintList");
    named(world, call)?.thumbprints = thumbprints;
    Ok(Value::Null)
}

pub(crate) fn add_client(world: &mut World, call: &Call) -> Answered {
    let client = call.param("ClientID")?.to_owned();
    let provider = named(world, call)?;
    if !provider.clients.contains(&client) {
        provider.clients.push(client);
    }
    Ok(Value::Null)
}

pub(crate) fn tags_of(world: &mut World, call: &Call) -> Answered {
    let provider = named(world, call)?;
    Ok(json!({ "Tags": tag_list(&provider.tags, "Key", "Value"), "IsTruncated": false }))
}
