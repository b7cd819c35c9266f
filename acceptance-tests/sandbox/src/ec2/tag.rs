//! Tags of any object. Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTags.html>.
use serde_json::{Value, json};

use super::Thing;
use crate::call::{Answered, Call, Refusal};
use crate::params::Params;
use crate::world::World;

/// Everything the call names; all of it must be there.
fn named<'w>(world: &'w mut World, call: &Call) -> Result<Vec<&'w mut Thing>, Refusal> {
    let ids = call.params.list("ResourceId");
    let now = world.now;
    let things = &mut world.region(&call.region).ec2.things;
    if let Some(id) = ids.iter().find(|id| things.get(*id).is_none_or(|thing| thing.known > now)) {
        return Err(Refusal::of(400, "InvalidID", format!("The ID '{id}' is not valid")));
    }
    Ok(things.iter_mut().filter(|(id, _)| ids.contains(id)).map(|(_, thing)| thing).collect())
}

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let tags = crate::iam::role::tags(&call.params, "Tag");
    if tags.keys().any(|key| key.starts_with("aws:")) {
        return Err(super::object::invalid("Tag keys starting with 'aws:' are reserved for internal use"));
    }
    for thing in named(world, call)? {
        thing.tags.extend(tags.clone());
    }
    Ok(json!({ "return": true }))
}

/// Takes tags away: by key, or by key and value when a value is given.
pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let tags = call.params.items("Tag");
    for thing in named(world, call)? {
        thing.tags.retain(|key, value| !tags.iter().any(|tag| is(tag, key, value)));
    }
    Ok(json!({ "return": true }))
}

fn is(tag: &Params, key: &str, value: &str) -> bool {
    tag.get("Key") == Some(key) && tag.get("Value").is_none_or(|asked| asked == value)
}

pub(super) fn list(world: &mut World, call: &Call) -> Answered {
    let filters = call.params.items("Filter");
    let things = world.region(&call.region).ec2.things.iter();
    let mut all = Vec::new();
    for (id, thing) in things {
        for (key, value) in &thing.tags {
            let fits = |filter: &Params| {
                let member = match filter.get("Name") {
                    Some("resource-id") => id.as_str(),
                    Some("resource-type") => thing.kind.names().tagged,
                    Some("key") => key.as_str(),
                    Some("value") => value.as_str(),
                    _ => "",
                };
                filter.list("Value").iter().any(|wanted| wanted == member)
            };
            if filters.iter().all(fits) {
                all.push(
                    json!({ "resourceId": id, "resourceType": thing.kind.names().tagged, "key": key, "value": value }),
                );
            }
        }
    }
    Ok(json!({ "tagSet": Value::Array(all) }))
}
