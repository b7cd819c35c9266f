//! Insights: what EKS found out about a cluster's readiness for its next version.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Insight.html>.
use serde_json::{Value, json};

use super::input::{page, texts};
use super::{cluster, present, versions};
use crate::call::{Answered, Call, Refusal};
use crate::ids::Ids;
use crate::moment::Moment;
use crate::world::World;

const CHECKS: [(&str, &str); 4] = [
    (
        "Kubelet version skew",
        "Checks for kubelet versions of worker nodes in the cluster to see if upgrade would cause noncompliance with supported Kubernetes kubelet version skew policy.",
    ),
    (
        "kube-proxy version skew",
        "Checks version of kube-proxy in cluster to see if upgrade would cause noncompliance with supported Kubernetes kube-proxy version skew policy.",
    ),
    (
        "EKS add-on version compatibility",
        "Checks version of installed EKS add-ons to ensure they are compatible with the next version of Kubernetes.",
    ),
    (
        "Cluster health issues",
        "Checks for any cluster health issues that prevent successful upgrade to the next Kubernetes version on EKS.",
    ),
];

/// The insights of a cluster of that version: all pass.
pub(crate) fn fresh(ids: &mut Ids, version: &str, now: Moment) -> Vec<Value> {
    let next = versions::minor(version).map_or_else(String::new, |minor| format!("1.{}", minor + 1));
    let check = |(name, description): &(&str, &str)| {
        json!({
            "id": ids.uuid("insight"), "name": name, "category": "UPGRADE_READINESS", "kubernetesVersion": next,
            "lastRefreshTime": now.seconds(), "lastTransitionTime": now.seconds(), "description": description,
            "insightStatus": { "status": "PASSING", "reason": "No issues were found." },
            "recommendation": "Review the findings before the upgrade.",
            "additionalInfo": {}, "resources": [],
            "categorySpecificSummary": { "deprecationDetails": [], "addonCompatibilityDetails": [] },
        })
    };
    CHECKS.iter().map(check).collect()
}

/// The cluster is at another version: its insights are about the one after it.
pub(crate) fn follow(insights: &mut [Value], version: Option<&str>) {
    let Some(minor) = version.and_then(versions::minor) else { return };
    for insight in insights {
        insight["kubernetesVersion"] = format!("1.{}", minor + 1).into();
    }
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answered {
    let filter = &call.body["filter"];
    let (categories, kubernetes, statuses) =
        (texts(&filter["categories"]), texts(&filter["kubernetesVersions"]), texts(&filter["statuses"]));
    let fits = |wanted: &[String], value: &Value| wanted.is_empty() || wanted.iter().any(|text| value == text.as_str());
    let asked = |doc: &&Value| {
        fits(&categories, &doc["category"])
            && fits(&kubernetes, &doc["kubernetesVersion"])
            && fits(&statuses, &doc["insightStatus"]["status"])
    };
    let summary = |doc: &Value| {
        let mut doc = doc.clone();
        let whole = ["recommendation", "additionalInfo", "resources", "categorySpecificSummary"];
        for member in whole {
            doc[member] = Value::Null;
        }
        present(doc)
    };
    let all = cluster(world, call)?.insights.iter().filter(asked).map(summary).collect();
    page(call, "insights", all)
}

pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let id = call.part("insight");
    let found = cluster(world, call)?.insights.iter().find(|doc| doc["id"] == *id);
    found.map(|doc| json!({ "insight": doc })).ok_or_else(|| Refusal::absent(format!("No insight found with ID: {id}")))
}

/// `StartInsightsRefresh`: what is looked at is looked at at once here.
pub(crate) fn refresh(world: &mut World, call: &Call) -> Answered {
    let now = world.now;
    for insight in &mut cluster(world, call)?.insights {
        insight["lastRefreshTime"] = now.seconds();
    }
    Ok(json!({ "message": "Insights refresh is in progress", "status": "IN_PROGRESS" }))
}

pub(crate) fn refreshed(world: &mut World, call: &Call) -> Answered {
    let at = cluster(world, call)?.insights.first().map(|insight| insight["lastRefreshTime"].clone());
    Ok(present(
        json!({ "message": "Insights refresh completed successfully", "status": "COMPLETED", "startedAt": at, "endedAt": at }),
    ))
}
