//! Making, finding and taking away objects.
use std::collections::BTreeMap;

use serde_json::Value;

use super::{Kind, Thing, describe};
use crate::call::{Call, Refusal};
use crate::moment::Moment;
use crate::world::World;

/// Puts a new object, tagged as the call says; readers know it a little later. Answers its shape.
pub(super) fn put(world: &mut World, call: &Call, kind: Kind, id: &str, doc: Value) -> Result<Value, Refusal> {
    let tags = tags(call, kind)?;
    let known = world.now.after(world.timing.ec2_lag);
    let thing = Thing { kind, doc, tags, known, default: false };
    let shape = describe::shape(&thing);
    world.region(&call.region).ec2.things.insert(id.to_owned(), thing);
    Ok(shape)
}

/// Puts an object that a service makes for a customer: known at once.
pub(super) fn put_own(
    world: &mut World,
    region: &str,
    kind: Kind,
    id: &str,
    doc: Value,
    tags: BTreeMap<String, String>,
    known: Moment,
) {
    let thing = Thing { kind, doc, tags, known, default: false };
    world.region(region).ec2.things.insert(id.to_owned(), thing);
}

/// The object that a parameter names, if it is known by now.
pub(super) fn find<'w>(world: &'w mut World, call: &Call, kind: Kind, id: &str) -> Result<&'w mut Thing, Refusal> {
    let now = world.now;
    let thing = world.region(&call.region).ec2.things.get_mut(id);
    thing.filter(|thing| thing.kind == kind && thing.known <= now).ok_or_else(|| describe::absent(kind, id))
}

/// Takes an object away, and forgets the token it was made with.
pub(super) fn remove(world: &mut World, call: &Call, id: &str) {
    world.region(&call.region).ec2.things.remove(id);
    world.tokens.forget(id);
}

/// `DependencyViolation`.
pub(super) fn violation(words: impl Into<String>) -> Refusal {
    Refusal::of(400, "DependencyViolation", words)
}

/// `InvalidParameterValue`.
pub(super) fn invalid(words: impl Into<String>) -> Refusal {
    Refusal::of(400, "InvalidParameterValue", words)
}

/// `TagSpecification.1.ResourceType=vpc&TagSpecification.1.Tag.1.Key=..`: the tags for this kind of object.
fn tags(call: &Call, kind: Kind) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for specification in call.params.items("TagSpecification") {
        let tagged = specification.get("ResourceType").unwrap_or_default();
        if tagged != kind.names().tagged {
            return Err(invalid(format!("'{tagged}' is not a valid taggable resource type for this operation.")));
        }
        for tag in specification.items("Tag") {
            tags.insert(tag.get("Key").unwrap_or_default().to_owned(), tag.get("Value").unwrap_or_default().to_owned());
        }
    }
    Ok(tags)
}
