//! Access entries: who may come into a cluster.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html>.
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::input::{page, tags};
use super::{Cluster, arn, cluster, merge, present};
use crate::call::{Answered, Call, Refusal};
use crate::world::{ACCOUNT, World};

pub(crate) mod policy;

/// An access entry.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) doc: Value,
    /// Associated policies by ARN, as they are on the wire.
    pub(crate) policies: BTreeMap<String, Value>,
}

const TYPES: [&str; 7] =
    ["STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"];

/// The cluster of a call, if it takes access entries.
fn open<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Cluster, Refusal> {
    let cluster = cluster(world, call)?;
    if cluster.doc["accessConfig"]["authenticationMode"] == "CONFIG_MAP" {
        let words = "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.";
        return Err(Refusal::request(words));
    }
    Ok(cluster)
}

/// The entry a call's path names.
fn entry<'w>(world: &'w mut World, call: &Call) -> Result<&'w mut Entry, Refusal> {
    let principal = call.part("principal");
    open(world, call)?.entries.get_mut(principal).ok_or_else(|| {
        Refusal::absent(format!("The specified principalArn could not be found. You can view your available access entries with 'list-access-entries': {principal}"))
    })
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let principal = call.need("principalArn")?.to_owned();
    if open(world, call)?.entries.contains_key(&principal) {
        return Err(Refusal::in_use("The specified access entry resource is already in use on this cluster."));
    }
    check_principal(world, &principal)?;
    let kind = call.text("type").unwrap_or("STANDARD").to_owned();
    if !TYPES.contains(&kind.as_str()) {
        return Err(Refusal::invalid(format!("The type {kind} is not a type of access entry.")));
    }
    let groups = call.body.get("kubernetesGroups").cloned().unwrap_or(json!([]));
    if kind != "STANDARD" && (groups != json!([]) || call.text("username").is_some()) {
        return Err(Refusal::request("Groups and username can be set for entries of type STANDARD only."));
    }
    if super::input::texts(&groups).iter().any(|group| group.starts_with("system:")) {
        return Err(Refusal::invalid("The kubernetes group name is invalid: it may not start with system:."));
    }
    let doc = shape(world, call.part("name"), &call.region, &principal, &kind, &call.body)?;
    let entry = Entry { doc: doc.clone(), policies: BTreeMap::new() };
    open(world, call)?.entries.insert(principal, entry);
    Ok(json!({ "accessEntry": doc }))
}

fn shape(
    world: &mut World,
    name: &str,
    region: &str,
    principal: &str,
    kind: &str,
    body: &Value,
) -> Result<Value, Refusal> {
    let id = world.ids.uuid("access-entry");
    let mut parts = principal.split(':').skip(5).collect::<Vec<_>>().join(":");
    if let Some(slash) = parts.rfind('/') {
        parts = format!("{}/{}", parts.split('/').next().unwrap_or_default(), &parts[slash + 1..]);
    }
    let username = body["username"].as_str().map_or_else(|| username(principal, kind), str::to_owned);
    Ok(present(json!({
        "clusterName": name,
        "principalArn": principal,
        "kubernetesGroups": if kind == "EC2_LINUX" { json!(["system:nodes"]) } else { body.get("kubernetesGroups").cloned().unwrap_or(json!([])) },
        "accessEntryArn": arn(region, &format!("access-entry/{name}/{}/{ACCOUNT}/{}/{id}", parts.split('/').next().unwrap_or_default(), parts.rsplit('/').next().unwrap_or_default())),
        "createdAt": world.now.seconds(),
        "modifiedAt": world.now.seconds(),
        "tags": tags(body)?,
        "username": username,
        "type": kind,
    })))
}

/// The name a principal has inside the cluster when none is given.
fn username(principal: &str, kind: &str) -> String {
    match kind {
        "STANDARD" if principal.contains(":role/") => {
            let role = principal.rsplit('/').next().unwrap_or_default();
            format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{{{{SessionName}}}}")
        }
        "STANDARD" => principal.to_owned(),
        _ => "system:node:{{EC2PrivateDNSName}}".to_owned(),
    }
}

/// # Errors
/// `InvalidParameterException` when the role is not known to EKS (yet), or the ARN is of nothing that can sign.
fn check_principal(world: &World, principal: &str) -> Result<(), Refusal> {
    let role = principal.starts_with("arn:aws:iam::") && principal.contains(":role/");
    let own = principal.starts_with(&format!("arn:aws:iam::{ACCOUNT}:"));
    let user = principal.starts_with("arn:aws:iam::") && principal.contains(":user/");
    if (role && own && world.iam.known(principal, world.now).is_none()) || !(role || user) {
        return Err(Refusal::invalid("The specified principalArn is invalid: invalid principal."));
    }
    Ok(())
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    Ok(json!({ "accessEntry": entry(world, call)?.doc }))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let policy = call.params.get("associatedPolicyArn");
    let entries = open(world, call)?.entries.iter();
    let entries = entries.filter(|(_, entry)| policy.is_none_or(|arn| entry.policies.contains_key(arn)));
    let arns = entries.map(|(arn, _)| json!(arn)).collect();
    page(call, "accessEntries", arns)
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let now = world.now;
    let entry = entry(world, call)?;
    if entry.doc["type"] != "STANDARD" {
        return Err(Refusal::request("Only access entries of type STANDARD can be updated."));
    }
    let effect = present(json!({
        "kubernetesGroups": call.body.get("kubernetesGroups"),
        "username": call.text("username"),
        "modifiedAt": now.seconds(),
    }));
    merge(&mut entry.doc, &effect);
    Ok(json!({ "accessEntry": entry.doc }))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let arn = entry(world, call)?.doc["accessEntryArn"].as_str().unwrap_or_default().to_owned();
    open(world, call)?.entries.remove(call.part("principal"));
    world.tokens.forget(&arn);
    Ok(json!({}))
}

/// Puts an entry that EKS makes by itself: the creator's, or a node role's.
pub(crate) fn put(world: &mut World, region: &str, name: &str, principal: &str, kind: &str, policy: Option<&str>) {
    let now = world.now;
    let Ok(doc) = shape(world, name, region, principal, kind, &json!({})) else { return };
    let Some(cluster) = world.region(region).eks.clusters.get_mut(name) else { return };
    if cluster.doc["accessConfig"]["authenticationMode"] == "CONFIG_MAP" || cluster.entries.contains_key(principal) {
        return;
    }
    let policies = policy
        .map(|arn| (arn.to_owned(), policy::association(arn, &json!({ "type": "cluster", "namespaces": [] }), now)));
    cluster.entries.insert(principal.to_owned(), Entry { doc, policies: policies.into_iter().collect() });
}
