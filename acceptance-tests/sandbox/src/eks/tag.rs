//! Tags of whatever has an ARN in EKS.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_TagResource.html>.
use serde_json::{Value, json};

use super::Cluster;
use crate::call::{Answered, Call, Refusal};
use crate::world::World;

/// The object of that ARN.
fn object<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Value, Refusal> {
    let arn = call.part("arn");
    let clusters = world.region(&call.region).eks.clusters.values_mut();
    clusters
        .flat_map(Cluster::objects)
        .find_map(|(member, doc)| (doc[member] == *arn).then_some(doc))
        .ok_or_else(|| Refusal::of(404, "NotFoundException", format!("No resource found for ARN: {arn}")))
}

impl Cluster {
    /// Everything with an ARN or an id, and the member that is in.
    pub(crate) fn objects(&mut self) -> impl Iterator<Item = (&'static str, &mut Value)> {
        let groups = self.nodegroups.values_mut().map(|group| ("nodegroupArn", &mut group.doc));
        let addons = self.addons.values_mut().map(|addon| ("addonArn", &mut addon.doc));
        let entries = self.entries.values_mut().map(|entry| ("accessEntryArn", &mut entry.doc));
        let associations = self.associations.values_mut().map(|doc| ("associationArn", doc));
        let updates = self.updates.iter_mut().map(|update| ("id", &mut update.doc));
        let insights = self.insights.iter_mut().map(|doc| ("id", doc));
        let tagged =
            std::iter::once(("arn", &mut self.doc)).chain(groups).chain(addons).chain(entries).chain(associations);
        tagged.chain(updates).chain(insights)
    }

    /// Takes away the part with that ARN; whether there was one.
    pub(crate) fn remove(&mut self, arn: &str) -> bool {
        let count = |cluster: &Self| {
            cluster.nodegroups.len() + cluster.addons.len() + cluster.entries.len() + cluster.associations.len()
        };
        let before = count(self);
        self.nodegroups.retain(|_, group| group.doc["nodegroupArn"] != *arn);
        self.addons.retain(|_, addon| addon.doc["addonArn"] != *arn);
        self.entries.retain(|_, entry| entry.doc["accessEntryArn"] != *arn);
        self.associations.retain(|_, doc| doc["associationArn"] != *arn);
        count(self) < before
    }
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    Ok(json!({ "tags": object(world, call)?["tags"] }))
}

pub(crate) fn tag(world: &mut World, call: &Call) -> Answered {
    let bad = |words: String| Refusal::of(400, "BadRequestException", words);
    let asked = super::input::tags(&call.body).map_err(|refusal| bad(refusal.message))?;
    let doc = object(world, call)?;
    let mut tags = doc["tags"].clone();
    super::merge(&mut tags, &asked);
    if tags.as_object().is_some_and(|tags| tags.len() > 50) {
        return Err(bad("The number of tags exceeds the limit of 50.".to_owned()));
    }
    doc["tags"] = tags;
    Ok(json!({}))
}

pub(crate) fn untag(world: &mut World, call: &Call) -> Answered {
    let keys = call.params.all("tagKeys");
    if let Some(tags) = object(world, call)?["tags"].as_object_mut() {
        tags.retain(|key, _| !keys.contains(key));
    }
    Ok(json!({}))
}
