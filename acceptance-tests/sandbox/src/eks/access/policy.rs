//! Access policies, and which entries have them.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateAccessPolicy.html>.
use serde_json::{Value, json};

use super::entry;
use crate::call::{Answered, Call, Refusal};
use crate::eks::input::{page, texts};
use crate::moment::Moment;
use crate::world::World;

const POLICIES: [&str; 8] = [
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSAutoNodePolicy",
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSHybridPolicy",
    "AmazonEKSSecretReaderPolicy",
    "AmazonEKSViewPolicy",
];

/// The policy that the creator of a cluster gets.
pub(crate) const CLUSTER_ADMIN: &str = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

fn arn(name: &str) -> String {
    format!("arn:aws:eks::aws:cluster-access-policy/{name}")
}

pub(crate) fn association(policy: &str, scope: &Value, now: Moment) -> Value {
    json!({
        "policyArn": policy, "associatedAt": now.seconds(), "modifiedAt": now.seconds(),
        "accessScope": { "type": scope["type"], "namespaces": scope.get("namespaces").cloned().unwrap_or(json!([])) },
    })
}

pub(crate) fn associate(world: &mut World, call: &Call) -> Answered {
    let now = world.now;
    let policy = call.need("policyArn")?.to_owned();
    let entry = entry(world, call)?;
    if !POLICIES.iter().any(|name| arn(name) == policy) {
        return Err(Refusal::absent("The specified policyArn could not be found."));
    }
    if entry.doc["type"] != "STANDARD" {
        return Err(Refusal::request("Access policies can be associated with entries of type STANDARD only."));
    }
    let scope = &call.body["accessScope"];
    match (scope["type"].as_str(), texts(&scope["namespaces"]).is_empty()) {
        (Some("cluster"), true) | (Some("namespace"), false) => {}
        (Some("cluster"), false) => {
            return Err(Refusal::invalid("Namespaces cannot be given for a scope of type cluster."));
        }
        _ => {
            return Err(Refusal::invalid(
                "The accessScope must be of type cluster, or of type namespace with namespaces.",
            ));
        }
    }
    let mut put = association(&policy, scope, now);
    if let Some(before) = entry.policies.get(&policy) {
        put["associatedAt"] = before["associatedAt"].clone();
    }
    entry.policies.insert(policy, put.clone());
    Ok(
        json!({ "clusterName": call.part("name"), "principalArn": call.part("principal"), "associatedAccessPolicy": put }),
    )
}

pub(crate) fn disassociate(world: &mut World, call: &Call) -> Answered {
    let gone = entry(world, call)?.policies.remove(call.part("policy"));
    gone.map(|_| json!({}))
        .ok_or_else(|| Refusal::absent("The specified policyArn is not associated with the access entry."))
}

pub(crate) fn associated(world: &mut World, call: &Call) -> Answered {
    let entry = entry(world, call)?;
    if !["STANDARD", "EC2"].iter().any(|kind| entry.doc["type"] == *kind) {
        let words = "This operation can only be performed on Access Entries with a type of \"STANDARD\".";
        return Err(Refusal::invalid(words));
    }
    let policies = entry.policies.values().cloned().collect();
    let mut answer = page(call, "associatedAccessPolicies", policies)?;
    answer["clusterName"] = call.part("name").into();
    answer["principalArn"] = call.part("principal").into();
    Ok(answer)
}

pub(crate) fn list(_world: &mut World, call: &Call) -> Answered {
    page(call, "accessPolicies", POLICIES.iter().map(|name| json!({ "name": name, "arn": arn(name) })).collect())
}
