//! `POST /_sandbox/drift`: what someone else does behind a provider's back.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::eks::{merge, update};
use crate::world::World;
use crate::{balancer, kms, leak};

/// Changes one object, or takes it away, or leaves something behind.
///
/// `{"id": ARN or id or role name, "set": {..}}` merges members (null takes one away), `"tags": {..}` merges tags,
/// `"remove": true` takes the object away; `{"leak": cluster}` leaves behind what a cluster does.
pub(super) fn change(world: &mut World, asked: &Value) -> Result<Value, String> {
    if let Some(name) = asked["leak"].as_str() {
        let region = asked["region"].as_str().ok_or("A leak needs a region.")?.to_owned();
        return Ok(json!({ "ids": leak::leave(world, &region, name)? }));
    }
    let id = asked["id"].as_str().ok_or("The body has no id.")?;
    if asked["remove"] == true {
        return if kms::change(world, id, &Value::Null) || remove(world, id) { Ok(json!({})) } else { Err(absent(id)) };
    }
    let key = !asked["set"].is_null() && kms::change(world, id, &asked["set"]);
    if key || role(world, id, &asked["tags"]) || thing(world, id, asked) || eks(world, id, asked) {
        return Ok(json!({}));
    }
    Err(absent(id))
}

fn absent(id: &str) -> String {
    format!("There is no object {id}.")
}

fn role(world: &mut World, name: &str, tags: &Value) -> bool {
    let Some(role) = world.iam.roles.get_mut(name) else { return false };
    merge_tags(&mut role.tags, tags);
    true
}

fn merge_tags(tags: &mut BTreeMap<String, String>, asked: &Value) {
    for (key, value) in asked.as_object().into_iter().flatten() {
        match value.as_str() {
            Some(text) => drop(tags.insert(key.clone(), text.to_owned())),
            None => drop(tags.remove(key)),
        }
    }
}

fn thing(world: &mut World, id: &str, asked: &Value) -> bool {
    let mut regions = world.regions_mut();
    let Some(thing) = regions.find_map(|(_, region)| region.ec2.things.get_mut(id)) else { return false };
    merge(&mut thing.doc, &asked["set"]);
    merge_tags(&mut thing.tags, &asked["tags"]);
    true
}

fn eks(world: &mut World, id: &str, asked: &Value) -> bool {
    for (_, region) in world.regions_mut() {
        for cluster in region.eks.clusters.values_mut() {
            let found = cluster.objects().find_map(|(member, doc)| (doc[member] == *id).then_some(doc));
            if let Some(doc) = found {
                merge(doc, &asked["set"]);
                if let Some(tags) = asked.get("tags").filter(|_| doc.get("tags").is_some()) {
                    merge(doc, &json!({ "tags": tags }));
                }
                update::rest(cluster);
                return true;
            }
        }
    }
    false
}

fn remove(world: &mut World, id: &str) -> bool {
    let mut gone = world.iam.roles.remove(id).is_some() || world.iam.providers.remove(id).is_some();
    let mut clusters = Vec::new();
    for (place, region) in world.regions_mut() {
        gone |= region.ec2.things.remove(id).is_some() || region.log_groups.remove(id).is_some();
        gone |= balancer::remove(region, id);
        let removed = region.eks.clusters.iter().filter(|(_, cluster)| cluster.doc["arn"] == *id);
        clusters.extend(removed.map(|(name, _)| (place.to_owned(), name.clone())));
        region.eks.clusters.retain(|_, cluster| cluster.doc["arn"] != *id);
        for cluster in region.eks.clusters.values_mut() {
            gone |= cluster.remove(id);
        }
    }
    for (place, name) in &clusters {
        world.tokens.forget_cluster(place, name);
    }
    world.tokens.forget(id);
    gone || !clusters.is_empty()
}
