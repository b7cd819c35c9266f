//! Describing objects: by id, by filter, or all.
use serde_json::{Map, Value, json};

use super::{Kind, Thing, filter, template};
use crate::call::{Answered, Call, Refusal};
use crate::iam::tag_list;
use crate::world::World;

/// All objects of a kind that the call asks for.
pub(crate) fn list(world: &mut World, call: &Call, kind: Kind) -> Answered {
    let found = found(world, call, kind)?;
    let mut answer = Map::new();
    answer.insert(kind.names().set.to_owned(), found.into_iter().collect());
    Ok(Value::Object(answer))
}

/// Instances are answered in reservations, one each here.
pub(crate) fn instances(world: &mut World, call: &Call) -> Answered {
    let reservations = found(world, call, Kind::Instance)?.into_iter().map(|instance| {
        let id = instance.get("instanceId").and_then(Value::as_str).unwrap_or_default().replace("i-", "r-");
        json!({ "reservationId": id, "ownerId": crate::world::ACCOUNT, "instancesSet": [instance] })
    });
    Ok(json!({ "reservationSet": reservations.collect::<Value>() }))
}

fn found(world: &mut World, call: &Call, kind: Kind) -> Result<Vec<Value>, Refusal> {
    let names = kind.names();
    let now = world.now;
    let mut ids = call.params.list(names.ids);
    if kind == Kind::LaunchTemplate {
        ids.extend(template::ids_of_names(world, call)?);
    }
    let filters = filter::read(&call.params)?;
    let ec2 = &world.region(&call.region).ec2;
    for id in &ids {
        if ec2.get(kind, id).is_none_or(|thing| thing.known > now) {
            return Err(absent(kind, id));
        }
    }
    let asked = |id: &str, thing: &Thing| {
        (ids.is_empty() || ids.iter().any(|asked| asked == id))
            && thing.known <= now
            && filters.iter().all(|filter| filter.admits(thing))
    };
    Ok(ec2.of(kind).filter(|(id, thing)| asked(id, thing)).map(|(_, thing)| shape(thing)).collect())
}

/// An object on the wire, with its tags.
pub(crate) fn shape(thing: &Thing) -> Value {
    let mut doc = thing.doc.clone();
    doc["tagSet"] = tag_list(&thing.tags, "key", "value");
    doc
}

/// The refusal of an unknown id.
pub(crate) fn absent(kind: Kind, id: &str) -> Refusal {
    let names = kind.names();
    Refusal::of(400, names.absent, format!("The {} ID '{id}' does not exist", names.tagged))
}
