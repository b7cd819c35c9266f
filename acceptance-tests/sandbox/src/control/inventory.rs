//! `GET /_sandbox/inventory`: every object that lives, whoever made it.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::eks::Cluster;
use crate::world::World;

/// Lists the objects: region, kind, id, tags, and whether the object was there before the first call.
pub(crate) fn list(world: &World) -> Value {
    let mut all = Vec::new();
    for (name, role) in &world.iam.roles {
        all.push(object("", "iam-role", name, &json!(role.tags), false));
    }
    for (arn, provider) in &world.iam.providers {
        all.push(object("", "iam-oidc-provider", arn, &json!(provider.tags), false));
    }
    for (arn, policy) in &world.iam.policies {
        all.push(object("", "iam-policy", arn, &json!(policy.tags), false));
    }
    for (region, held) in world.regions() {
        for cluster in held.eks.clusters.values() {
            eks(region, cluster, &mut all);
        }
        for (id, thing) in held.ec2.things.iter().filter(|(_, thing)| thing.text("state") != "deleted") {
            all.push(object(region, thing.kind.names().tagged, id, &json!(thing.tags), thing.default));
        }
        for balancer in &held.balancers {
            all.push(object(region, "load-balancer", balancer.id(), &json!(balancer.tags), false));
        }
        for name in held.log_groups.keys() {
            all.push(object(region, "log-group", name, &json!({}), false));
        }
    }
    json!({ "objects": all })
}

fn eks(region: &str, cluster: &Cluster, all: &mut Vec<Value>) {
    let arn = |doc: &Value, member: &str| doc[member].as_str().unwrap_or_default().to_owned();
    all.push(object(region, "eks-cluster", &arn(&cluster.doc, "arn"), &cluster.doc["tags"], false));
    let groups = cluster.nodegroups.values().map(|group| ("eks-nodegroup", "nodegroupArn", &group.doc));
    let addons = cluster.addons.values().map(|addon| ("eks-addon", "addonArn", &addon.doc));
    let entries = cluster.entries.values().map(|entry| ("eks-access-entry", "accessEntryArn", &entry.doc));
    let associations = cluster.associations.values().map(|doc| ("eks-pod-identity-association", "associationArn", doc));
    for (kind, member, doc) in groups.chain(addons).chain(entries).chain(associations) {
        all.push(object(region, kind, &arn(doc, member), &doc["tags"], false));
    }
}

fn object(region: &str, kind: &str, id: &str, tags: &Value, default: bool) -> Value {
    let tags: BTreeMap<&String, &Value> = tags.as_object().into_iter().flatten().collect();
    json!({ "region": region, "kind": kind, "id": id, "tags": tags, "default": default })
}
