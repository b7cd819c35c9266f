//! `UpdateNodegroupConfig`: sizes, labels, taints and how its nodes are replaced.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html>.
use serde_json::{Value, json};

use super::create::scaling;
use super::idle;
use crate::call::{Answered, Call, Refusal};
use crate::eks::update::{self, Target};
use crate::eks::{input, merge};
use crate::world::World;

pub(crate) fn update(world: &mut World, call: &Call) -> Answered {
    let doc = idle(world, call)?.clone();
    let body = &call.body;
    let mut effect = json!({});
    let mut params = Vec::new();
    if let Some(asked) = body.get("scalingConfig") {
        let mut sizes = doc["scalingConfig"].clone();
        merge(&mut sizes, asked);
        let sizes = scaling(&sizes)?;
        for (name, member) in [("MinSize", "minSize"), ("MaxSize", "maxSize"), ("DesiredSize", "desiredSize")] {
            params.push((name, sizes[member].to_string()));
        }
        effect["scalingConfig"] = sizes;
    }
    if let Some(asked) = body.get("labels") {
        let (labels, removed) = (labels(asked), input::texts(&asked["removeLabels"]));
        params.push(("LabelsToAdd", asked["addOrUpdateLabels"].to_string()));
        params.push(("LabelsToRemove", json!(removed).to_string()));
        effect["labels"] = labels;
    }
    if let Some(asked) = body.get("taints") {
        params.push(("TaintsToAdd", asked["addOrUpdateTaints"].to_string()));
        params.push(("TaintsToRemove", asked["removeTaints"].to_string()));
        effect["taints"] = taints(&doc["taints"], asked)?;
    }
    if let Some(asked) = body.get("updateConfig") {
        for (name, member) in
            [("MaxUnavailable", "maxUnavailable"), ("MaxUnavailablePercentage", "maxUnavailablePercentage")]
        {
            params.extend(asked.get(member).map(|value| (name, value.to_string())));
        }
        // The two are one choice: the one given takes the place of the other.
        let mut asked = asked.clone();
        let other = if asked.get("maxUnavailable").is_some() { "maxUnavailablePercentage" } else { "maxUnavailable" };
        asked[other] = Value::Null;
        effect["updateConfig"] = asked;
    }
    if let Some(asked) = body.get("nodeRepairConfig") {
        params.push(("NodeRepairEnabled", (asked["enabled"] == true).to_string()));
        effect["nodeRepairConfig"] = asked.clone();
    }
    if params.is_empty() {
        return Err(Refusal::invalid("No changes needed for the node group: no configuration was given."));
    }
    let span = world.timing.nodegroup_config;
    effect["modifiedAt"] = world.now.after(span).seconds();
    let target = Target::Nodegroup(call.part("nodegroup").to_owned());
    update::begin(world, &call.region, call.part("name"), ("ConfigUpdate", params), (target, effect), span)
}

/// The labels to set, and null for those to take away.
fn labels(asked: &Value) -> Value {
    let mut labels = asked.get("addOrUpdateLabels").cloned().unwrap_or(json!({}));
    for key in input::texts(&asked["removeLabels"]) {
        labels[key] = Value::Null;
    }
    labels
}

/// The taints after the update. A taint is told from another by its key and effect.
fn taints(before: &Value, asked: &Value) -> Result<Value, Refusal> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let same = |a: &Value, b: &Value| a["key"] == b["key"] && a["effect"] == b["effect"];
    let (added, removed) = (list(&asked["addOrUpdateTaints"]), list(&asked["removeTaints"]));
    let mut taints = list(before);
    if let Some(unknown) = removed.iter().find(|gone| !taints.iter().any(|taint| same(taint, gone))) {
        return Err(Refusal::invalid(format!("The taint {} is not on the node group.", unknown["key"])));
    }
    taints.retain(|taint| !added.iter().chain(&removed).any(|other| same(taint, other)));
    taints.extend(added);
    Ok(Value::Array(taints))
}
