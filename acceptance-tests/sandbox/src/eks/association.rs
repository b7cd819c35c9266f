//! Pod identity associations: which role the pods of a service account act as.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html>.
use serde_json::{Value, json};

use super::input::{page, tags};
use super::{Cluster, arn, cluster, merge, present};
use crate::call::{Answered, Call, Refusal};
use crate::iam::trust;
use crate::world::World;

fn absent(call: &Call) -> Refusal {
    Refusal::absent(format!("No pod identity association found with id {}", call.part("association")))
}

fn check_role(world: &World, arn: &str) -> Result<(), Refusal> {
    let Some(role) = world.iam.known(arn, world.now) else {
        return Err(Refusal::invalid(format!("Role provided in the request does not exist: {arn}")));
    };
    if !trust::trusts(role, "pods.eks.amazonaws.com") {
        return Err(Refusal::invalid("Trust policy of role does not allow pods.eks.amazonaws.com to assume it."));
    }
    Ok(())
}

pub(crate) fn create(world: &mut World, call: &Call) -> Answered {
    let (namespace, account) = (call.need("namespace")?.to_owned(), call.need("serviceAccount")?.to_owned());
    let role = call.need("roleArn")?.to_owned();
    check_role(world, &role)?;
    let taken = |doc: &Value| doc["namespace"] == *namespace && doc["serviceAccount"] == *account;
    if cluster(world, call)?.associations.values().any(taken) {
        let words = format!("Association already exists for namespace {namespace} and service account {account}");
        return Err(Refusal::in_use(words));
    }
    let doc = shape(world, call, (&namespace, &account, &role), None)?;
    let id = doc["associationId"].as_str().unwrap_or_default().to_owned();
    cluster(world, call)?.associations.insert(id, doc.clone());
    Ok(json!({ "association": doc }))
}

fn shape(world: &mut World, call: &Call, who: (&str, &str, &str), owner: Option<&str>) -> Answered {
    let id = format!("a-{}", world.ids.hex("association", 17));
    let (namespace, account, role) = who;
    Ok(present(json!({
        "clusterName": call.part("name"),
        "namespace": namespace,
        "serviceAccount": account,
        "roleArn": role,
        "associationArn": arn(&call.region, &format!("podidentityassociation/{}/{id}", call.part("name"))),
        "associationId": id,
        "tags": if owner.is_some() { json!({}) } else { tags(&call.body)? },
        "createdAt": world.now.seconds(),
        "modifiedAt": world.now.seconds(),
        "ownerArn": owner,
        "disableSessionTags": call.body["disableSessionTags"].as_bool().unwrap_or(false),
        "targetRoleArn": call.text("targetRoleArn"),
    })))
}

/// The associations that an add-on brings with it; their ARNs.
pub(crate) fn of_addon(world: &mut World, call: &Call, name: &str, owner: &str) -> Result<Vec<String>, Refusal> {
    let mut made = Vec::new();
    for asked in call.body["podIdentityAssociations"].as_array().into_iter().flatten() {
        let text = |member: &str| asked[member].as_str().unwrap_or_default();
        check_role(world, text("roleArn"))?;
        let doc = shape(world, call, ("kube-system", text("serviceAccount"), text("roleArn")), Some(owner))?;
        made.push(doc);
    }
    let Some(cluster) = world.region(&call.region).eks.clusters.get_mut(name) else { return Ok(Vec::new()) };
    Ok(made.into_iter().map(|doc| cluster.put(doc)).collect())
}

impl Cluster {
    fn put(&mut self, doc: Value) -> String {
        let text = |member: &str| doc[member].as_str().unwrap_or_default().to_owned();
        let (id, arn) = (text("associationId"), text("associationArn"));
        self.associations.insert(id, doc);
        arn
    }
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let found = cluster(world, call)?.associations.get(call.part("association"));
    found.map(|doc| json!({ "association": doc })).ok_or_else(|| absent(call))
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let (namespace, account) = (call.params.get("namespace"), call.params.get("serviceAccount"));
    let asked = |doc: &&Value| {
        namespace.is_none_or(|name| doc["namespace"] == *name)
            && account.is_none_or(|name| doc["serviceAccount"] == *name)
    };
    let summary = |doc: &Value| {
        present(json!({
            "clusterName": doc["clusterName"], "namespace": doc["namespace"], "serviceAccount": doc["serviceAccount"],
            "associationArn": doc["associationArn"], "associationId": doc["associationId"], "ownerArn": doc.get("ownerArn"),
        }))
    };
    let all = cluster(world, call)?.associations.values().filter(asked).map(summary).collect();
    page(call, "associations", all)
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let now = world.now;
    if let Some(role) = call.text("roleArn") {
        check_role(world, role)?;
    }
    let doc = cluster(world, call)?.associations.get_mut(call.part("association")).ok_or_else(|| absent(call))?;
    let effect = present(json!({
        "roleArn": call.text("roleArn"), "targetRoleArn": call.text("targetRoleArn"),
        "disableSessionTags": call.body.get("disableSessionTags"), "modifiedAt": now.seconds(),
    }));
    merge(doc, &effect);
    Ok(json!({ "association": doc }))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answered {
    let doc = cluster(world, call)?.associations.remove(call.part("association")).ok_or_else(|| absent(call))?;
    world.tokens.forget(doc["associationArn"].as_str().unwrap_or_default());
    Ok(json!({ "association": doc }))
}
